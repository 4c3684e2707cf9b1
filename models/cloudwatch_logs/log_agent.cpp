#include "models/cloudwatch_logs/log_agent.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "models/cloudwatch_logs/cloudwatch_logs.hpp"
#include "models/vpc/vpc.hpp"

namespace garoa {
namespace {

/// Of the documents of a record; nothing where it is of none, or of several flows.
std::optional<NameId> flow_of(std::span<const DocumentKey> documents) {
  if (documents.empty() || documents.front() == no_document) return std::nullopt;
  const auto flow = flow_name_of(documents.front());
  const bool of_one = std::all_of(documents.begin(), documents.end(),
                                  [&](DocumentKey document) { return flow_name_of(document) == flow; });
  return of_one ? std::optional{flow} : std::nullopt;
}

}  // namespace

void LogAgent::Batch::clear() {
  written.clear();
  documents.clear();
  several.clear();
  bytes = 0;
  of_flows.clear();
}

void LogAgent::put(std::uint32_t records, bool one_off, DocumentKey document) {
  run_.journal.report(events::LogRecordsWritten{run_.now(), group_.name(), records});
  for (std::uint32_t i = 0; i < records; ++i) add(group_.size_of_next(), one_off, {document});
}

void LogAgent::put_sized(std::uint64_t message, bool one_off, const DocumentsOfRecord& of) {
  run_.journal.report(events::LogRecordsWritten{run_.now(), group_.name(), 1});
  add(message, one_off, of);
}

void LogAgent::add(std::uint64_t message, bool one_off, const DocumentsOfRecord& of) {
  const auto& rules = group_.settings();
  const std::span documents = of.several ? std::span{*of.several} : std::span{&of.one, 1};
  if (message > rules.event_bytes.count()) return group_.lose(1, documents, Reason::oversize);
  const auto bytes = message + rules.event_overhead.count();
  if (held_bytes_ + bytes > rules.buffer.count()) return group_.lose(1, documents, Reason::buffer_overflow);
  set_held(held_bytes_ + bytes);
  if (buffer_.bytes + bytes > rules.batch_bytes.count()) send();
  if (of.several) buffer_.several.emplace_back(buffer_.written.size(), of.several);
  buffer_.written.push_back(run_.now());
  buffer_.documents.push_back(of.one);
  buffer_.bytes += bytes;
  buffer_.of_flows.add(flow_of(documents), bytes, one_off);
  if (buffer_.written.size() >= rules.batch_records) {
    send();
  } else if (!flush_pending_) {
    flush_pending_ = true;
    run_.simulator.start(flush_later());
  }
}

void LogAgent::set_held(std::uint64_t bytes) {
  held_bytes_ = bytes;
  held_level_.set(static_cast<double>(bytes));
}

Process LogAgent::flush_later() {
  co_await run_.simulator.delay(group_.settings().flush_interval.count());
  flush_pending_ = false;
  if (!buffer_.written.empty()) send();
}

void LogAgent::send() {
  Batch batch;
  if (!spare_.empty()) {
    batch = std::move(spare_.back());
    spare_.pop_back();
  }
  std::swap(batch, buffer_);
  run_.simulator.start(deliver(std::move(batch), group_.next_batch()));
}

Process LogAgent::deliver(Batch batch, std::uint64_t number) {
  if (vpc_ != nullptr) vpc_->pass_logs(batch.of_flows);
  auto calls = call(number);
  const auto lost_by = co_await calls;
  set_held(held_bytes_ - batch.bytes);
  if (!lost_by) {
    group_.bill(batch.of_flows);
    co_await run_.simulator.delay(group_.settings().delivery_delay.count());
    run_.journal.report(events::LogRecordsIngested{run_.now(), group_.name(), batch.written});
  } else {
    lose(batch, *lost_by);
  }
  batch.clear();
  spare_.push_back(std::move(batch));
}

/// One call with its retries; why its records are lost, or nothing.
Task<std::optional<Reason>> LogAgent::call(std::uint64_t number) {
  const auto crashes = crashes_;
  for (std::uint32_t attempt = 0;; ++attempt) {
    const bool accepted = group_.accepts_call();
    co_await run_.simulator.delay(group_.settings().put_latency.count());
    if (accepted) co_return std::nullopt;
    run_.journal.report(events::Throttled{run_.now(), group_.name(), {}});
    if (crashes_ != crashes) co_return Reason::crash_before_flush;
    if (attempt == group_.settings().retries) co_return Reason::throttle_exhausted;
    co_await run_.simulator.delay(group_.pause(number, attempt));
    if (crashes_ != crashes) co_return Reason::crash_before_flush;
  }
}

/// Those of several documents one by one, which leaves the others.
void LogAgent::lose(Batch& batch, Reason reason) {
  for (const auto& [place, documents] : batch.several) group_.lose(1, *documents, reason);
  for (auto late = batch.several.rbegin(); late != batch.several.rend(); ++late)
    batch.documents.erase(batch.documents.begin() + static_cast<std::ptrdiff_t>(late->first));
  if (!batch.documents.empty()) group_.lose(batch.documents.size(), batch.documents, reason);
}

void LogAgent::crash() {
  ++crashes_;
  if (buffer_.written.empty()) return;
  lose(buffer_, Reason::crash_before_flush);
  set_held(held_bytes_ - buffer_.bytes);
  buffer_.clear();
}

}  // namespace garoa

#include "models/cloudwatch_logs/cloudwatch_logs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

LogGroupSettings read_log_group(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("cloudwatch_logs");
  LogGroupSettings s;
  s.name = name;
  s.where = fields.where();
  s.retention = fields.maybe<Seconds>("retention", "records are deleted after this time (default: never)",
                                      {1_d, 36500_d, ""});
  s.kms = fields.optional("kms", "encrypted with a KMS key", false);
  s.record = fields.optional("record", "size of one record's message", figures.get<Bytes>("record.bytes"),
                             {1_B, 1_MiB, "an event has"});
  s.flush_interval =
      fields.optional("flush_interval", "the agent sends its buffer this long after the first record in it",
                      figures.get<Seconds>("agent.flush_interval"), {Seconds{0.001}, 1_d, ""});
  s.put_latency = figures.get<Seconds>("put.latency");
  s.delivery_delay = figures.get<Seconds>("delivery.delay");
  s.event_overhead = figures.get<Bytes>("put.event_overhead");
  const auto by_bytes = figures.get<Bytes>("put.batch_bytes").count() /
                        std::max<std::uint64_t>(1, (s.record + s.event_overhead).count());
  s.batch_records = std::clamp<std::uint64_t>(
      by_bytes, 1, std::max<std::uint64_t>(1, figures.get<std::uint64_t>("put.batch_events")));
  s.stored_share = figures.get<double>("stored.share");
  return s;
}

LogGroup::LogGroup(const Run& run, LogGroupSettings settings)
    : run_{run},
      settings_{std::move(settings)},
      name_{run.journal.intern(fmt::format("cloudwatch_logs.{}", settings_.name))} {}

void LogGroup::put(std::uint32_t records) {
  run_.journal.report(events::LogRecordsWritten{run_.now(), name_, records});
  buffer_.insert(buffer_.end(), records, run_.now());
  if (buffer_.size() >= settings_.batch_records) {
    send();
  } else if (!flush_pending_) {
    flush_pending_ = true;
    run_.simulator.start(flush_later());
  }
}

Process LogGroup::flush_later() {
  co_await run_.simulator.delay(settings_.flush_interval.count());
  flush_pending_ = false;
  if (!buffer_.empty()) send();
}

void LogGroup::send() {
  std::vector<double> batch;
  if (!spare_.empty()) {
    batch = std::move(spare_.back());
    spare_.pop_back();
  }
  batch.swap(buffer_);
  run_.simulator.start(deliver(std::move(batch)));
}

Process LogGroup::deliver(std::vector<double> batch) {
  co_await run_.simulator.delay(settings_.put_latency.count());
  unbilled_bytes_ += batch.size() * (settings_.record + settings_.event_overhead).count();
  co_await run_.simulator.delay(settings_.delivery_delay.count());
  run_.journal.report(events::LogRecordsIngested{run_.now(), name_, batch});
  batch.clear();
  spare_.push_back(std::move(batch));
}

void LogGroup::sample(double interval) {
  ingested_bytes_ += unbilled_bytes_;
  const auto ingested = std::exchange(unbilled_bytes_, 0);
  if (ingested > 0) run_.journal.report(events::Billed{name_, Meter::logs_ingested_bytes, ingested});
  const auto stored = storage_.take(static_cast<double>(ingested_bytes_) * settings_.stored_share, interval);
  if (stored > 0) run_.journal.report(events::Billed{name_, Meter::logs_stored_byte_seconds, stored});
}

}  // namespace garoa

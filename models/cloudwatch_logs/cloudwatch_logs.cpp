#include "models/cloudwatch_logs/cloudwatch_logs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

PutLimit limit_of(Figures& figures, std::string_view rate) {
  return {figures.get<PerSecond>(rate), figures.get<Seconds>("put.limit_burst")};
}

void read_agent(LogGroupSettings& s, Fields& fields, Figures& figures) {
  s.buffer = fields.optional("buffer", "the agent keeps at most so much that is not accepted yet",
                             figures.get<Bytes>("agent.buffer"), {1_KiB, 1_TiB, ""});
  s.batch_records =
      fields.optional("batch", "most records in a call; 1: each record has its own",
                      figures.get<std::uint64_t>("put.batch_events"),
                      {1, figures.get<std::uint64_t>("put.batch_events"), "PutLogEvents takes"});
  s.flush_interval =
      fields.optional("flush_interval", "the agent sends its buffer this long after the first record in it",
                      figures.get<Seconds>("agent.flush_interval"),
                      {Seconds{0.001}, figures.get<Seconds>("put.batch_span"), "the records of a call span"});
  s.retries = fields.optional("retries", "the agent repeats a refused call so often, then drops its records",
                              figures.get<std::uint32_t>("retry.retries"), {0, 1000, ""});
  s.streams = fields.optional<std::uint32_t>(
      "streams", "log streams that it writes to; until 2023 each had a limit of calls per second", 1,
      {1, 1'000'000, ""});
  s.retry_pause = figures.get<Seconds>("retry.pause");
  s.longest_retry_pause = figures.get<Seconds>("retry.longest_pause");
}

}  // namespace

LogGroupSettings read_log_group(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("cloudwatch_logs");
  LogGroupSettings s;
  s.name = name;
  s.where = fields.where();
  s.retention = fields.maybe<Seconds>("retention", "records are deleted after this time (default: never)",
                                      {1_d, 36500_d, ""});
  s.kms = fields.optional("kms", "encrypted with a KMS key", false);
  s.event_bytes = figures.get<Bytes>("put.event_bytes");
  s.record = read_sizes(fields, "record", "size of one record's message", figures.get<Bytes>("record.bytes"),
                        {1_B, s.event_bytes, "an event has"});
  read_agent(s, fields, figures);
  s.batch_bytes = figures.get<Bytes>("put.batch_bytes");
  s.event_overhead = figures.get<Bytes>("put.event_overhead");
  s.put_latency = figures.get<Seconds>("put.latency");
  s.delivery_delay = figures.get<Seconds>("delivery.delay");
  s.stored_share = figures.get<double>("stored.share");
  s.stream_limit = limit_of(figures, "put.rate_per_stream");
  return s;
}

PutLimit read_put_limit(Fields& fields, Catalogue& catalogue) {
  auto limit = limit_of(catalogue.figures("cloudwatch_logs"), "put.rate_per_account");
  limit.rate = fields.optional("put_log_events", "PutLogEvents calls per second, all log groups together",
                               limit.rate, {PerSecond{1}, PerSecond{1e6}, ""});
  return limit;
}

LogGroup::LogGroup(const Run& run, LogGroupSettings settings, PutQuota& account)
    : run_{run},
      settings_{std::move(settings)},
      account_{account},
      streams_{settings_.stream_limit, settings_.streams},
      sizes_{settings_.record},
      size_stream_{run.stream(fmt::format("cloudwatch_logs.{}.record", settings_.name))},
      retry_stream_{run.stream(fmt::format("cloudwatch_logs.{}.retry", settings_.name))},
      name_{run.journal.intern(fmt::format("cloudwatch_logs.{}", settings_.name))} {
  if (const auto* const constant = std::get_if<ConstantSize>(&settings_.record))
    fixed_size_ = constant->value.count();
}

void LogGroup::put(std::uint32_t records) {
  run_.journal.report(events::LogRecordsWritten{run_.now(), name_, records});
  for (std::uint32_t i = 0; i < records; ++i) add(size_of_next());
}

void LogGroup::put_sized(std::uint64_t message) {
  run_.journal.report(events::LogRecordsWritten{run_.now(), name_, 1});
  add(message);
}

void LogGroup::add(std::uint64_t message) {
  if (message > settings_.event_bytes.count()) return lose(1, "oversize");
  const auto bytes = message + settings_.event_overhead.count();
  if (held_bytes_ + bytes > settings_.buffer.count()) return lose(1, "buffer_overflow");
  held_bytes_ += bytes;
  most_held_bytes_ = std::max(most_held_bytes_, held_bytes_);
  if (buffer_.bytes + bytes > settings_.batch_bytes.count()) send();
  buffer_.written.push_back(run_.now());
  buffer_.bytes += bytes;
  if (buffer_.written.size() >= settings_.batch_records) {
    send();
  } else if (!flush_pending_) {
    flush_pending_ = true;
    run_.simulator.start(flush_later());
  }
}

std::uint64_t LogGroup::size_of_next() {
  const auto number = records_++;
  return fixed_size_ ? *fixed_size_ : sizes_.bytes(size_stream_, number);
}

Process LogGroup::flush_later() {
  co_await run_.simulator.delay(settings_.flush_interval.count());
  flush_pending_ = false;
  if (!buffer_.written.empty()) send();
}

void LogGroup::send() {
  Batch batch;
  if (!spare_.empty()) {
    batch = std::move(spare_.back());
    spare_.pop_back();
  }
  std::swap(batch, buffer_);
  run_.simulator.start(deliver(std::move(batch), batches_++));
}

Process LogGroup::deliver(Batch batch, std::uint64_t number) {
  auto calls = call(number);
  const auto lost_by = co_await calls;
  held_bytes_ -= batch.bytes;
  if (lost_by.empty()) {
    unbilled_bytes_ += batch.bytes;
    co_await run_.simulator.delay(settings_.delivery_delay.count());
    run_.journal.report(events::LogRecordsIngested{run_.now(), name_, batch.written});
  } else {
    lose(batch.written.size(), lost_by);
  }
  batch.written.clear();
  batch.bytes = 0;
  spare_.push_back(std::move(batch));
}

/// One call with its retries; why its records are lost, or nothing.
Task<std::string_view> LogGroup::call(std::uint64_t number) {
  const auto crashes = crashes_;
  for (std::uint32_t attempt = 0;; ++attempt) {
    ++calls_;
    const bool accepted = streams_.try_take(run_.now()) && account_.try_take(run_.now());
    co_await run_.simulator.delay(settings_.put_latency.count());
    if (accepted) co_return "";
    run_.journal.report(events::Throttled{run_.now(), name_, {}});
    if (crashes_ != crashes) co_return "crash_before_flush";
    if (attempt == settings_.retries) co_return "throttle_exhausted";
    co_await run_.simulator.delay(pause(number, attempt));
    if (crashes_ != crashes) co_return "crash_before_flush";
  }
}

double LogGroup::pause(std::uint64_t number, std::uint32_t attempt) const {
  const double longest = settings_.longest_retry_pause.count();
  return std::min(longest, settings_.retry_pause.count() * std::exp2(attempt)) *
         retry_stream_.uniform(number, attempt);
}

void LogGroup::agent_crashed() {
  ++crashes_;
  if (buffer_.written.empty()) return;
  lose(buffer_.written.size(), "crash_before_flush");
  held_bytes_ -= buffer_.bytes;
  buffer_.written.clear();
  buffer_.bytes = 0;
}

void LogGroup::lose(std::uint64_t records, std::string_view reason) {
  run_.journal.report(events::LogRecordsLost{run_.now(), name_, records, reason});
}

void LogGroup::measure() {
  calls_ = 0;
  most_held_bytes_ = held_bytes_;
}

void LogGroup::sample(double interval) {
  ingested_bytes_ += unbilled_bytes_;
  const auto ingested = std::exchange(unbilled_bytes_, 0);
  if (ingested > 0) run_.journal.report(events::Billed{name_, Meter::logs_ingested_bytes, ingested});
  const auto stored = storage_.take(static_cast<double>(ingested_bytes_) * settings_.stored_share, interval);
  if (stored > 0) run_.journal.report(events::Billed{name_, Meter::logs_stored_byte_seconds, stored});
}

void LogGroup::finish(const MetricSink& metrics) {
  const auto name = fmt::format("cloudwatch_logs.{}.", settings_.name);
  metrics(name + "calls", static_cast<double>(calls_));
  metrics(name + "buffer.max", static_cast<double>(most_held_bytes_));
}

}  // namespace garoa

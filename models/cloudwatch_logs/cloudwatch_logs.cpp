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

LogAgent& LogGroup::agent_on(const std::string& host) {
  auto& agent = agents_[host];
  if (!agent) agent = std::make_unique<LogAgent>(run_, *this);
  return *agent;
}

void LogGroup::agents_crashed() {
  for (auto& [host, agent] : agents_) agent->crash();
}

bool LogGroup::accepts_call() {
  ++calls_;
  return streams_.try_take(run_.now()) && account_.try_take(run_.now());
}

std::uint64_t LogGroup::size_of_next() {
  const auto number = records_++;
  return fixed_size_ ? *fixed_size_ : sizes_.bytes(size_stream_, number);
}

double LogGroup::pause(std::uint64_t number, std::uint32_t attempt) const {
  const double longest = settings_.longest_retry_pause.count();
  return std::min(longest, settings_.retry_pause.count() * std::exp2(attempt)) *
         retry_stream_.uniform(Entity::nth(number), Purpose{"attempt"}.at(attempt));
}

void LogGroup::lose(std::uint64_t records, std::string_view reason) {
  run_.journal.report(events::LogRecordsLost{run_.now(), name_, records, reason});
}

void LogGroup::measure() {
  calls_ = 0;
  for (auto& [host, agent] : agents_) agent->measure();
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
  std::uint64_t most_held = 0;
  for (const auto& [host, agent] : agents_) most_held = std::max(most_held, agent->most_held_bytes());
  metrics(name + "buffer.max", static_cast<double>(most_held));
}

}  // namespace garoa

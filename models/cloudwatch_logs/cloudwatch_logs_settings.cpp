#include "models/cloudwatch_logs/cloudwatch_logs_settings.hpp"

#include <algorithm>

#include "sim/core/day_list.hpp"

namespace garoa {
namespace {

/// PutRetentionPolicy takes certain numbers of days alone.
void check_retention(Seconds retention, Fields& fields, const std::vector<double>& allowed) {
  const double days = retention.count() / (1_d).count();
  const auto next = std::lower_bound(allowed.begin(), allowed.end(), days);
  if (next != allowed.end() && *next == days) return;
  std::string near;
  if (next != allowed.begin()) near = fmt::format("{} d", *(next - 1));
  if (next != allowed.end()) near += fmt::format("{}{} d", near.empty() ? "" : " or ", *next);
  fields.error("retention",
               fmt::format("'{}.retention' is {}; CloudWatch Logs takes only {} days: {} is near",
                           fields.path(), format_quantity(retention), fmt::join(allowed, ", "), near));
}

PutLimit limit_of(Figures& figures, std::string_view rate) {
  return {figures.get<PerSecond>(rate), figures.get<Seconds>("put.limit_burst")};
}

void read_agent(LogGroupSettings& s, Fields& fields, Figures& figures) {
  s.buffer = fields.optional("buffer", "the agent keeps at most so much that is not accepted yet",
                             figures.fallback<Bytes>("agent.buffer"), {1_KiB, 1_TiB, ""});
  s.batch_records =
      fields.optional("batch", "most records in a call; 1: each record has its own",
                      figures.fallback<std::uint64_t>("put.batch_events"),
                      {1, figures.limit<std::uint64_t>("put.batch_events"), "PutLogEvents takes"});
  s.flush_interval = fields.optional(
      "flush_interval", "the agent sends its buffer this long after the first record in it",
      figures.fallback<Seconds>("agent.flush_interval"),
      {Seconds{0.001}, figures.limit<Seconds>("put.batch_span"), "the records of a call span"});
  s.retries = fields.optional("retries", "the agent repeats a refused call so often, then drops its records",
                              figures.fallback<std::uint32_t>("retry.retries"), {0, 1000, ""});
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
  const auto allowed = catalogue.figures("compliance").limit<DayList>("log_retention.legal_days").days;
  s.retention = fields.maybe<Seconds>(
      "retention", fmt::format("records are deleted after this time, one of {} days (default: never)",
                               fmt::join(allowed, ", ")));
  if (s.retention) check_retention(*s.retention, fields, allowed);
  s.kms = fields.optional("kms", "encrypted with a KMS key", false);
  if (s.kms) s.key_reuse = figures.get<Seconds>("data_key.reuse");
  s.export_to =
      fields.reference("export", "S3 bucket that all records are copied to, and kept in by its rules", true);
  s.operations = fields.values<LogOperation>("operations", "kinds of operations with records");
  s.contents = fields.values<LogField>("fields", "what each record says");
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

}  // namespace garoa

#include "models/lambda/function_settings.hpp"

#include <utility>

#include "models/s3_client/s3_connection_settings.hpp"
#include "models/s3_client/s3_tool_settings.hpp"

#include "models/called/called_settings.hpp"
#include "models/lambda/runtime_kind.hpp"
#include "models/lambda/serial_share.hpp"

namespace garoa {
namespace {

FunctionNetwork read_network(const CpuShare& cpu, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("lambda");
  auto& clients = catalogue.figures("s3_client");
  FunctionNetwork s;
  s.limits = {figures.get<Bytes>("network.at_start"), figures.get<Bytes>("network.rechargeable"),
              figures.get<BytesPerSecond>("network.burst"), figures.get<BytesPerSecond>("network.rate"),
              figures.get<Seconds>("network.lull")};
  s.cpu_per_mb = figures.get<Seconds>("network.cpu_per_mb");
  s.cpu = cpu;
  s.connections =
      fields.optional<std::uint32_t>("connections", "to S3 in parallel, for one document", 1,
                                     {1, figures.limit<std::uint32_t>("threads.max"), "Lambda allows"});
  s.retry = read_sdk_retry(catalogue);
  s.multipart_threshold = clients.get<Bytes>("sdk.multipart.threshold");
  s.multipart_part = clients.get<Bytes>("sdk.multipart.part");
  s.put_max = catalogue.figures("s3").limit<Bytes>("multipart.part_max");
  return s;
}

void read_work(FunctionSettings& s, Fields& fields, Figures& figures) {
  fields.section("work", "the function's own work, as time of one full vCPU", [&](Fields& f) {
    const Range<Seconds> range{Seconds{0}, 1_h, ""};
    s.work_per_document = f.optional("per_document", "for each document", Seconds{0}, range);
    s.work_per_mb = f.optional("per_mb", "for each 1,000,000 bytes", Seconds{0}, range);
    s.work_variation =
        f.optional("variation", "sigma of a lognormal factor of median 1", 0.0, {0.0, 3.0, ""});
    s.work_threads =
        f.optional<std::uint32_t>("threads", "that share the work", 1,
                                  {1, figures.limit<std::uint32_t>("threads.max"), "Lambda allows"});
    s.work_serial = read_serial_share(s.work_threads, f, figures);
  });
}

/// INIT imports the SDK of whatever AWS service the handler calls, and makes its connection if the scenario says so.
void add_sdk_to_init(FunctionSettings& s, Figures& figures) {
  const bool calls_aws = s.trigger.bucket.given() || s.writes_to.given() || s.notifies.given() || s.reads ||
                         s.dedup_table.given();
  auto& start = s.cold_start;
  if (calls_aws && !start.work_given && !start.snap_start)
    start.sdk = figures.get<Seconds>("init.sdk." + runtime_kind(s.runtime.name));
  if (start.connects) start.connect = std::exchange(s.sdk.first, Seconds{0});
}

/// What a request costs whose connection was closed while the environment was idle; measured durations have it in them.
std::optional<LostConnection> read_lost_connection(const FunctionSettings& s, Catalogue& catalogue) {
  const auto& trigger = s.trigger;
  const bool asks = trigger.bucket.given() || trigger.topic.given() || trigger.queue.given() ||
                    s.writes_to.given() || s.notifies.given() || s.dedup_table.given() || !s.calls.empty() ||
                    (s.reads && s.reads->connect.count() == 0);
  if (s.duration || !asks) return std::nullopt;
  auto& figures = catalogue.figures("lambda");
  const auto s3 = read_s3_connections(catalogue);
  return LostConnection{.cpu = figures.get<Seconds>("connection.cpu"),
                        .set_up = Seconds{s3.set_up_round_trips * s3.region_round_trip.count()},
                        .keep_alive = {s3.keep_alive, figures.get<Seconds>("connection.keep_alive")}};
}

FunctionLogs read_logs(Fields& fields, Figures& figures) {
  FunctionLogs s;
  s.group = fields.reference("logs", "CloudWatch Logs group of the function", true);
  s.application =
      fields.optional("log_bytes", "that the function itself writes in an invocation, as one record",
                      Bytes{0}, {0_B, 1_MiB, ""});
  if (!s.group.given()) {
    if (s.application.count() > 0)
      fields.error("log_bytes", "'" + fields.path() + ".log_bytes' needs 'logs', the group that takes them");
    return s;  // no figure is in use
  }
  s.start = figures.get<Bytes>("log.start");
  s.end = figures.get<Bytes>("log.end");
  s.report = figures.get<Bytes>("log.report");
  return s;
}

}  // namespace

FunctionSettings read_function(const std::string& name, Fields& fields, Catalogue& catalogue,
                               const Calendar* calendar) {
  auto& figures = catalogue.figures("lambda");
  FunctionSettings s;
  s.name = name;
  s.where = fields.where();
  s.trigger = read_trigger(fields, catalogue);
  s.runtime = read_runtime(fields, figures);
  s.cold_start = read_cold_start(s.runtime, fields, catalogue);
  s.space = read_space(s.runtime.memory, fields, figures);
  s.network = read_network(s.runtime.cpu, fields, catalogue);
  s.billing = billing_rules(s.runtime, figures);
  s.timeout = fields.optional("timeout", "the handler is ended after this time",
                              figures.fallback<Seconds>("timeout.default"),
                              {1_s, figures.limit<Seconds>("timeout.max"), "Lambda allows"});
  s.concurrency = read_concurrency(fields, figures, calendar);
  s.environments = read_environments(fields, figures);
  s.duration = read_measured_duration(fields);
  const bool first_is_given = s.cold_start.first_handler_given || (s.duration && s.duration->cold);
  s.sdk = read_sdk(s.runtime.name, first_is_given, figures);
  read_work(s, fields, figures);
  s.reads = read_reads(s.runtime.name, fields, catalogue);
  s.error_rate =
      fields.optional("error_rate", "share of attempts that fail by themselves", 0.0, {0.0, 1.0, ""});
  s.writes_to = fields.reference("writes_to", "DynamoDB table or S3 bucket that receives the result", true);
  s.notifies = fields.reference("notifies", "SNS topic that is told when a document is done", true);
  for (const auto& called :
       fields.values<std::string>("calls", "what is called before the result is written, by its name under " +
                                               sections_of(called_kinds())))
    s.calls.push_back({called, fields.where("calls")});
  s.destinations = read_destinations(fields);
  s.idempotency = fields.optional("idempotency", "how a second run of one event is kept from a second effect",
                                  Idempotency::none);
  s.dedup_table = fields.reference(
      "dedup_table", "remembers what is done (idempotency dedup_table); default: the table of 'writes_to'",
      true);
  s.ordering = fields.optional(
      "ordering", "how an older version of an object is kept from replacing a newer one", Ordering::none);
  fields.section("output", "keys of the objects that it writes", [&](Fields& f) {
    s.output = KeyAffixes{f.optional<std::string>("prefix", "before the document's own name", ""),
                          f.optional<std::string>("suffix", "behind it", "")};
    s.renames = f.given("prefix") || f.given("suffix");
  });
  add_sdk_to_init(s, figures);
  s.sdk.lost = read_lost_connection(s, catalogue);
  s.logs = read_logs(fields, figures);
  s.role = read_role(fields);
  s.principals = read_principals(fields);
  s.async = read_async(fields, figures);
  s.loop_guard = read_loop_guard(fields, figures);
  return s;
}

}  // namespace garoa

#include <fmt/format.h>

#include <algorithm>

#include "models/lambda/function.hpp"

namespace garoa {
namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

void read_init(FunctionSettings& s, Fields& fields, Catalogue& catalogue) {
  if (s.runtime.empty()) return;
  if (const auto measured = find_init_duration(catalogue, s.runtime, s.package, s.architecture, s.memory)) {
    s.init = measured->distribution();
    return;
  }
  const auto runtimes = lambda_runtimes(catalogue);
  if (std::find(runtimes.begin(), runtimes.end(), s.runtime) != runtimes.end()) {
    fields.error("runtime", fmt::format("'{}' was not measured as {} on {}; measured are {}", s.runtime,
                                        name_of(s.package), name_of(s.architecture),
                                        listed(measured_variants(catalogue, s.runtime))));
  } else {
    fields.error("runtime",
                 fmt::format("'{}' is not a known runtime{}; one of {}", s.runtime,
                             did_you_mean(s.runtime, {runtimes.begin(), runtimes.end()}), listed(runtimes)));
  }
}

AsyncRules read_async(Fields& fields, Figures& figures) {
  AsyncRules rules;
  rules.first_retry = figures.get<Seconds>("async.first_retry");
  rules.second_retry = figures.get<Seconds>("async.second_retry");
  rules.throttle_delay_min = figures.get<Seconds>("async.throttle_delay.min");
  rules.throttle_delay_max = figures.get<Seconds>("async.throttle_delay.max");
  fields.section("asynchronous", "what happens to events that fail or wait", [&](Fields& f) {
    const auto most = figures.get<std::uint32_t>("async.retries");
    rules.retries = f.optional<std::uint32_t>("retries", "further tries after an error or timeout", most,
                                              {0, most, "Lambda allows"});
    const auto oldest = figures.get<Seconds>("async.event_age.max");
    rules.event_age_max = f.optional("event_age", "events older than this are given up", oldest,
                                     {figures.get<Seconds>("async.event_age.min"), oldest, "Lambda allows"});
  });
  return rules;
}

void read_work(FunctionSettings& s, Fields& fields) {
  fields.section("work", "the function's own work, as time of one full vCPU", [&](Fields& f) {
    const Range<Seconds> range{Seconds{0}, 1_h, ""};
    s.work_per_document = f.optional("per_document", "for each document", Seconds{0}, range);
    s.work_per_mb = f.optional("per_mb", "for each 1,000,000 bytes", Seconds{0}, range);
    s.work_variation =
        f.optional("variation", "sigma of a lognormal factor of median 1", 0.0, {0.0, 3.0, ""});
  });
}

}  // namespace

FunctionSettings read_function(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("lambda");
  FunctionSettings s;
  s.name = name;
  s.where = fields.where();
  fields.section("trigger", "the bucket whose events call the function", [&](Fields& f) {
    s.trigger_bucket = f.reference("bucket", "S3 bucket");
    const auto errors_before = catalogue.diagnostics().count();
    s.events = f.values<ObjectEvent>("events", "event types", {ObjectEvent::all});
    const bool events_are_faulty = catalogue.diagnostics().count() > errors_before;
    if (s.events.empty() && !events_are_faulty)
      f.error("events", fmt::format("'{}.events' is empty: the function would never be called", f.path()));
  });
  s.runtime = fields.required<std::string>("runtime", "Lambda runtime, such as python3.12");
  s.package = fields.optional("package", "deployment package", LambdaPackage::zip);
  s.architecture = fields.optional("architecture", "instruction set", CpuArchitecture::x86_64);
  s.memory = fields.optional(
      "memory", "configured memory; CPU is in proportion", figures.get<LambdaMemory>("memory.default"),
      {figures.get<LambdaMemory>("memory.min"), figures.get<LambdaMemory>("memory.max"), "Lambda allows"});
  s.timeout = fields.optional("timeout", "the handler is ended after this time",
                              figures.get<Seconds>("timeout.default"),
                              {1_s, figures.get<Seconds>("timeout.max"), "Lambda allows"});
  s.reserved_concurrency = fields.maybe<std::uint32_t>(
      "reserved_concurrency", "cap and guarantee of invocations at once", {0, 1'000'000, ""});
  read_work(s, fields);
  s.error_rate =
      fields.optional("error_rate", "share of attempts that fail by themselves", 0.0, {0.0, 1.0, ""});
  s.writes_to = fields.reference("writes_to", "DynamoDB table or S3 bucket that receives the result", true);
  s.notifies = fields.reference("notifies", "SNS topic that is told when a document is done", true);
  s.dlq = fields.maybe<std::string>("dlq", "queue that takes the events that were given up").value_or("");
  s.idempotency = fields.optional("idempotency", "how a second run of one event is kept from a second effect",
                                  Idempotency::none);
  s.async = read_async(fields, figures);
  const double full = figures.get<LambdaMemory>("memory.per_vcpu").count();
  s.cpu_share = std::min(1.0, static_cast<double>(s.memory.count()) / std::max(full, 1.0));
  s.placement = Distribution{Distribution::Uniform{figures.get<Seconds>("placement.low").count(),
                                                   figures.get<Seconds>("placement.high").count()}};
  s.idle_life = {figures.get<Seconds>("idle.shortest"), figures.get<Seconds>("idle.longest")};
  s.network_rate = figures.get<BytesPerSecond>("network.rate");
  read_init(s, fields, catalogue);
  return s;
}

}  // namespace garoa

#include "sim/run/run.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <tuple>

#include "models/compliance/assessment.hpp"
#include "sim/collect/collector.hpp"
#include "sim/core/build.hpp"
#include "sim/core/language.hpp"
#include "sim/deployment/deployment.hpp"
#include "sim/deployment/drill_schedule.hpp"
#include "sim/deployment/event_wiring.hpp"
#include "sim/deployment/failure_injector.hpp"
#include "sim/deployment/sampler.hpp"
#include "sim/results/metric_table.hpp"
#include "sim/run/bill.hpp"

namespace garoa {
namespace {

ScenarioInfo info_of(const Scenario& s, std::uint64_t seed) {
  ScenarioInfo info;
  info.title = s.title;
  info.file = s.file;
  info.sha256 = s.sha256;
  info.region = s.region;
  info.start = s.calendar->to_iso(0);
  info.timezone = s.timezone;
  info.duration_s = s.duration.count();
  info.warmup_s = s.warmup.count();
  info.seed = seed;
  return info;
}

/// A week where arrivals follow it or the calendar, or nobody knows; a day where something goes by the clock.
double repeats_after(const Scenario& scenario) {
  const auto by_week = [](const RequestSettings* requests) {
    return std::holds_alternative<OfficeHoursArrivals>(requests->arrivals) ||
           std::holds_alternative<TraceArrivals>(requests->arrivals) || requests->change.month_end ||
           requests->change.holiday_factor;
  };
  for (const auto& flow : scenario.flows) {
    const auto requests = flow.requests();
    if (std::any_of(requests.begin(), requests.end(), by_week)) return 7 * Calendar::day_seconds;
  }
  const bool by_day =
      !scenario.backup.empty() || !scenario.bucket_backups.empty() || !scenario.drills.empty();
  return by_day ? Calendar::day_seconds : 0;
}

std::vector<Choice> choices_of(const Scenario& s) {
  std::vector<Choice> choices;
  for (const auto& function : s.lambda)
    choices.push_back({fmt::format("lambda.{}.environments.choice", function.name),
                       std::string{name_of(function.environments.choice)}});
  return choices;
}

void check_balances(const RunResult& result) {
  for (const auto& balance : result.balances) {
    if (balance.holds()) continue;
    throw SimulatorFault{fmt::format("balance broken: {}: {} started, {} finished, {} failed, {} open",
                                     balance.name, balance.started, balance.finished, balance.failed,
                                     balance.open)};
  }
  for (const auto& fault : metric_faults(result)) throw SimulatorFault{fault};
}

std::uint64_t peak_memory_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss);
}

std::vector<WorkloadFacts> workload_of(const Deployment& deployment, double end) {
  std::vector<WorkloadFacts> workload;
  for (const auto& flow : deployment.flows()) {
    for (const auto& stream : flow.flow->burstiness()) {
      workload.push_back({.flow = flow.name,
                          .stream = stream.stream,
                          .arrivals = stream.meter->count(),
                          .interarrival_cov = stream.meter->interarrival_cv(),
                          .index_of_dispersion = stream.meter->index_of_dispersion(end),
                          .window_s = BurstinessMeter::window_seconds});
    }
  }
  return workload;
}

/// Runs it to the end, or throws Interrupted.
void play(Deployment& deployment, Sampler& sampler, const KeepGoing& keep_going) {
  FailureInjector failures{deployment};
  DrillSchedule drills{deployment};
  auto& simulator = deployment.simulator();
  const double end = deployment.scenario().duration.count();
  sampler.begin();
  fill_queues(deployment);
  failures.begin();
  drills.begin();
  deployment.begin_backups_of_buckets(end);
  for (const auto& flow : deployment.flows()) flow.flow->begin(end);
  simulator.run(end, [&] { return keep_going && !keep_going({simulator.now(), end, simulator.events()}); });
  if (simulator.was_interrupted()) throw Interrupted{};
}

/// What there is much of, largest first among the flows' own: memory grows with it.
std::string what_grew(Deployment& deployment) {
  auto& simulator = deployment.simulator();
  auto text = fmt::format(
      "out of memory after {:.3g} of {:.3g} simulated hours: {} processes and {} events in flight",
      simulator.now() / 3600, deployment.scenario().duration.count() / 3600, simulator.live_processes(),
      simulator.pending());
  for (const auto& flow : deployment.flows()) {
    const auto open = flow.flow->open();
    text +=
        fmt::format("; flow '{}': {} uploads and {} downloads open", flow.name, open.uploads, open.downloads);
  }
  return text +
         "\nWhat waits takes memory: fewer arrivals, more capacity where they wait, or a bound on waiting "
         "(connections, accept_queue, "
         "event_age, more frequent backups) let the scenario fit; so does a shorter duration";
}

/// What the flows themselves count, for the balances.
void tell_counts(const Deployment& deployment, Collector& collector) {
  for (const auto& flow : deployment.flows()) {
    collector.set_open_uploads(flow.id, flow.flow->open().uploads);
    collector.set_open_downloads(flow.id, flow.flow->open().downloads);
    const auto kept = flow.flow->kept();
    collector.set_kept(flow.id, kept.documents, kept.bytes);
  }
}

Compliance compliance_of(const Scenario& scenario, const compliance::Assessment& assessment) {
  Compliance compliance;
  for (const auto& profile : scenario.profiles) compliance.profiles.push_back(profile.name);
  compliance.replaced_profiles = scenario.replaced_profiles();
  compliance.findings = assessment.findings();
  return compliance;
}

/// Among those that are there, in their order.
void add_series(RunResult& result, std::vector<Series> more) {
  for (auto& series : more) result.series.push_back(std::move(series));
  std::sort(result.series.begin(), result.series.end(), [](const Series& a, const Series& b) {
    return std::tie(a.resource, a.metric, a.statistic) < std::tie(b.resource, b.metric, b.statistic);
  });
}

}  // namespace

RunResult run_here(const RunRequest& request, const KeepGoing& keep_going) {
  const Speaking english{Language::english};
  const auto started = std::chrono::steady_clock::now();
  const auto& scenario = request.scenario;
  const auto seed = request.seed.value_or(scenario.seed);
  const double end = scenario.duration.count();
  Journal journal;
  if (request.observe) request.observe(journal);
  Deployment deployment{scenario, journal, seed};
  Sampler sampler{deployment};
  const auto& calendar = *scenario.calendar;
  Collector collector{journal,
                      {.warmup = scenario.warmup.count(),
                       .sample_interval = sampler.interval(),
                       .local_time = [&](double t) { return calendar.to_iso(t); },
                       .end = end,
                       .repeats_after = repeats_after(scenario),
                       .months = calendar.in_utc().months_until(scenario.duration.count())}};
  auto architecture = architecture_of(scenario);
  architecture.sample_interval_s = sampler.interval();
  compliance::Assessment assessment{architecture, scenario.profiles, journal};

  try {
    play(deployment, sampler, keep_going);
  } catch (const std::bad_alloc&) {
    throw OutOfMemory{what_grew(deployment)};
  }
  sampler.finish(collector.metrics());
  tell_counts(deployment, collector);

  RunResult result;
  result.garoa_version = GAROA_VERSION;
  result.garoa_build = build_hash();
  result.scenario = info_of(scenario, seed);
  result.provenance = scenario.provenance;
  collector.fill(result, end);
  result.cost = bill_of(scenario, collector.meters(), collector.metered(), collector.acknowledged(), result);
  add_cost_metrics(result);
  check_balances(result);
  result.objectives = scenario.policy.objectives;
  judge_objectives(result);
  result.compliance = compliance_of(scenario, assessment);
  add_series(result, assessment.series());
  result.choices = choices_of(scenario);
  result.assumptions = scenario.assumptions;
  result.workload = workload_of(deployment, end);
  const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  result.performance = {.events = deployment.simulator().events(),
                        .wall_seconds = wall,
                        .uploads_per_second = static_cast<double>(result.documents) / wall,
                        .peak_memory_kib = peak_memory_kib()};
  return result;
}

}  // namespace garoa

#include "sim/scenario/simulation.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <map>

#include "models/backup/snapshot_copies.hpp"
#include "models/compliance/assessment.hpp"
#include "models/pricing/invoice.hpp"
#include "models/pricing/price_book.hpp"
#include "models/s3/replication.hpp"
#include "sim/collect/collector.hpp"
#include "sim/results/metric_table.hpp"
#include "sim/scenario/world.hpp"

namespace garoa {
namespace {

ScenarioInfo info_of(const Scenario& s) {
  ScenarioInfo info;
  info.title = s.title;
  info.file = s.file;
  info.sha256 = s.sha256;
  info.region = s.region;
  info.start = s.calendar->to_iso(0);
  info.duration_s = s.duration.count();
  info.warmup_s = s.warmup.count();
  info.seed = s.seed;
  return info;
}

/// The copies that are in other regions, by the resource that is billed.
std::map<std::string, std::string> regions_elsewhere(const Scenario& s) {
  std::map<std::string, std::string> regions;
  for (const auto& bucket : s.s3) {
    if (bucket.replication) regions[Replication::replica_of(bucket.name)] = bucket.replication->region;
  }
  for (const auto& job : s.backup) {
    for (const auto& copy : job.snapshot.copies) regions[copy_of(job.name, copy)] = copy.region;
  }
  return regions;
}

/// The bill needs the type of each instance and the region of copies, which events do not carry. What leaves a region is
/// paid for in the one that it leaves.
std::vector<Usage> with_types_and_regions(const Scenario& s, const std::vector<MeterSum>& sums) {
  const auto regions = regions_elsewhere(s);
  std::vector<Usage> usage;
  for (const auto& sum : sums) {
    auto& entry = usage.emplace_back(Usage{sum.resource, sum.meter, sum.units, {}});
    for (const auto& instance : s.ec2) {
      if (entry.resource == "ec2." + instance.name) entry.instance_type = instance.type.name;
    }
    const auto found = regions.find(entry.resource);
    if (found != regions.end() && entry.meter != Meter::transfer_region_bytes) entry.region = found->second;
  }
  return usage;
}

Invoice invoice_of(const Scenario& s, Catalogue& catalogue, const std::vector<MeterSum>& sums,
                   std::uint64_t documents) {
  const auto usage = with_types_and_regions(s, sums);
  std::map<std::string, PriceBook> elsewhere;
  for (const auto& entry : usage) {
    if (!entry.region.empty() && !elsewhere.contains(entry.region))
      elsewhere.emplace(entry.region, PriceBook::load(catalogue, entry.region));
  }
  return make_invoice(PriceBook::load(catalogue, s.region), usage, s.duration.count(), documents,
                      s.free_tier ? read_free_tier(catalogue) : std::vector<FreeAllowance>{}, elsewhere);
}

std::vector<Assumption> assumptions_of(const Catalogue& catalogue) {
  std::vector<Assumption> list;
  for (const auto& [service, figure] : catalogue.used_figures()) {
    if (figure.basis == Basis::verified) continue;
    list.push_back(
        {service, figure.name, figure.value, std::string{name_of(figure.basis)}, figure.source, figure.note});
  }
  return list;
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

void fill_workload(RunResult& result, const World& world, double end) {
  for (const auto& flow : world.flows()) {
    for (const auto& stream : flow.flow->burstiness()) {
      result.workload.push_back({flow.name, stream.stream, stream.meter->count(),
                                 stream.meter->interarrival_cv(), stream.meter->index_of_dispersion(end),
                                 BurstinessMeter::window_seconds});
    }
  }
}

}  // namespace

std::vector<compliance::Profile> profiles_in_force(const std::vector<std::string>& named,
                                                   const Scenario& scenario, Catalogue& catalogue) {
  const auto& wanted = named.empty() ? scenario.policy.profiles : named;
  std::vector<compliance::Profile> profiles;
  for (const auto& name : wanted) profiles.push_back(compliance::load_profile(catalogue, name));
  if (profiles.empty()) profiles.push_back(compliance::load_profile(catalogue, "default"));
  return profiles;
}

RunResult simulate(const Scenario& scenario, Catalogue& catalogue, const SimulationOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  Journal journal;
  World world{scenario, journal};
  const auto& calendar = *scenario.calendar;
  Collector collector{journal, {scenario.warmup.count(), world.sample_interval(), [&](double t) {
                                  return calendar.to_iso(t);
                                }}};
  const auto profiles =
      options.profiles.empty() ? profiles_in_force({}, scenario, catalogue) : options.profiles;
  const auto architecture = architecture_of(scenario);
  compliance::Assessment assessment{architecture, profiles, journal};

  const double end = scenario.duration.count();
  world.run([&] {
    const Progress progress{world.simulator().now(), end, world.simulator().events()};
    return options.keep_going && !options.keep_going(progress);
  });
  if (world.simulator().was_interrupted()) throw Interrupted{};
  world.finish([&](std::string name, double value) { collector.add_metric(std::move(name), value); });
  for (const auto& flow : world.flows()) {
    collector.set_open_uploads(flow.id, flow.flow->open().uploads);
    collector.set_open_downloads(flow.id, flow.flow->open().downloads);
    collector.set_kept_documents(flow.id, flow.flow->kept());
  }

  RunResult result;
  result.garoa_version = GAROA_VERSION;
  result.scenario = info_of(scenario);
  collector.fill(result, end);
  check_balances(result);
  result.cost = invoice_of(scenario, catalogue, collector.meters(), result.documents);
  for (const auto& profile : profiles) result.compliance.profiles.push_back(profile.name);
  result.compliance.findings = assessment.findings();
  result.choices = choices_of(scenario);
  result.assumptions = assumptions_of(catalogue);
  fill_workload(result, world, end);
  const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  result.performance = {world.simulator().events(), wall, static_cast<double>(result.documents) / wall,
                        peak_memory_kib()};
  return result;
}

}  // namespace garoa

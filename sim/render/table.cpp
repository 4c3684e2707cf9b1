#include "sim/render/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/render/human.hpp"
#include "sim/render/metric_view.hpp"
#include "sim/render/text_table.hpp"
#include "sim/results/metric_table.hpp"

namespace garoa {
namespace {

std::string number(double value) {
  return human_number(value);
}
/// With more digits than human_share(): a burst balance near 1 says something by them.
std::string percent(double share) {
  return human_number(100 * share) + " %";
}

const MetricView& requests_view() {
  static const MetricView view{"request",
                               {"flows.*.upload", "flows.*.download", "flows.*.processing"},
                               {{"started", {"started", "created"}, human_count},
                                {"done", {"acknowledged", "finished"}, human_count},
                                {"failed", {"rejected", "failed", "dropped"}, human_count},
                                {"per s", {"throughput"}, number},
                                {"mean", {"latency.mean"}, human_duration},
                                {"p50", {"latency.p50"}, human_duration},
                                {"p95", {"latency.p95"}, human_duration},
                                {"p99", {"latency.p99"}, human_duration},
                                {"max", {"latency.max"}, human_duration}}};
  return view;
}

const MetricView& functions_view() {
  static const MetricView view{"function",
                               {"lambda.*"},
                               {{"invocations", {"invocations"}, human_count},
                                {"cold", {"cold_starts.share"}, human_share},
                                {"init p50", {"init_duration.p50"}, human_duration},
                                {"run p50", {"duration.p50"}, human_duration},
                                {"run p99", {"duration.p99"}, human_duration},
                                {"event age p99", {"event_age.p99"}, human_duration},
                                {"running max", {"concurrency.max"}, human_count},
                                {"throttles", {"throttles"}, human_count}}};
  return view;
}

/// Of what functions call: it has a latency of calls.
std::vector<std::string_view> called_prefixes() {
  constexpr std::string_view measure = ".calls.latency";
  std::vector<std::string_view> prefixes;
  for (const auto& row : metric_table()) {
    if (row.pattern.ends_with(measure))
      prefixes.push_back(row.pattern.substr(0, row.pattern.size() - measure.size()));
  }
  std::sort(prefixes.begin(), prefixes.end());
  return prefixes;
}

const MetricView& callees_view() {
  static const MetricView view{"called",
                               called_prefixes(),
                               {{"calls", {"calls"}, human_count},
                                {"throttles", {"throttles"}, human_count},
                                {"retries", {"calls.retries"}, human_count},
                                {"failed", {"calls.failed"}, human_count},
                                {"p50", {"calls.latency.p50"}, human_duration},
                                {"p99", {"calls.latency.p99"}, human_duration}}};
  return view;
}

const MetricView& topics_view() {
  static const MetricView view{"topic",
                               {"sns.*"},
                               {{"published", {"published"}, human_count},
                                {"reached", {"notifications"}, human_count},
                                {"tried again", {"notifications.retried"}, human_count},
                                {"lost", {"notifications.failed"}, human_count},
                                {"delay p50", {"notification_delay.p50"}, human_duration},
                                {"delay p99", {"notification_delay.p99"}, human_duration}}};
  return view;
}

const MetricView& instances_view() {
  static const MetricView view{"instance",
                               {"ec2.*"},
                               {{"CPU", {"cpu.utilization"}, human_share},
                                {"workers avg", {"workers.busy.avg"}, number},
                                {"workers max", {"workers.busy.max"}, human_count},
                                {"accept queue max", {"accept_queue.max"}, human_count},
                                {"network in", {"network_in.utilization"}, human_share},
                                {"network out", {"network_out.utilization"}, human_share}}};
  return view;
}

const MetricView& volumes_view() {
  static const MetricView view{"volume",
                               {"ebs.*"},
                               {{"used", {"utilization"}, human_share},
                                {"burst balance min", {"burst_balance.min"}, percent},
                                {"queue avg", {"queue_length.avg"}, number},
                                {"queue max", {"queue_length.max"}, human_count},
                                {"IOPS avg", {"iops.avg"}, number},
                                {"stored max", {"used_bytes.max"}, human_bytes}}};
  return view;
}

const MetricView& log_groups_view() {
  static const MetricView view{"log group",
                               {"cloudwatch_logs.*"},
                               {{"records", {"records"}, human_count},
                                {"lost", {"records_lost"}, human_count},
                                {"delay p50", {"ingestion_delay.p50"}, human_duration},
                                {"delay p99", {"ingestion_delay.p99"}, human_duration},
                                {"delay max", {"ingestion_delay.max"}, human_duration}}};
  return view;
}

std::string arrivals_line(const WorkloadFacts& facts) {
  return fmt::format("  arrivals of {} {}: {}, inter-arrival CoV {}, index of dispersion {} per {}\n",
                     printable(facts.flow), facts.stream, human_count(static_cast<double>(facts.arrivals)),
                     human_number(facts.interarrival_cov), human_number(facts.index_of_dispersion),
                     human_duration(facts.window_s));
}

std::string equation(const Balance& balance) {
  return fmt::format("{}: {} started, {} finished + {} failed + {} open", balance.name, balance.started,
                     balance.finished, balance.failed, balance.open);
}

std::string section(std::string_view title, const std::string& text) {
  return text.empty() ? "" : "\n" + std::string{title} + "\n" + text;
}

}  // namespace

std::string scenario_text(const RunResult& result) {
  const ScenarioInfo& scenario = result.scenario;
  std::string text = printable(scenario.title) + "\n";
  text += printable(fmt::format("  {}  {}", scenario.file, scenario.region)) + "\n";
  text += fmt::format("  from {} for {}, warm-up {}, seed {}", printable(scenario.start),
                      human_duration(scenario.duration_s), human_duration(scenario.warmup_s), scenario.seed);
  if (scenario.replications > 1) text += fmt::format(", {} replications", scenario.replications);
  text += "\n";
  for (const auto& facts : result.workload) text += arrivals_line(facts);
  for (const auto& choice : result.choices)
    text += fmt::format("  {}: {}\n", printable(choice.name), choice.value);
  return text;
}

std::string traffic_text(const RunResult& result) {
  std::string text;
  for (const MetricView* view : {&requests_view(), &functions_view(), &callees_view(), &topics_view(),
                                 &instances_view(), &volumes_view(), &log_groups_view()}) {
    const std::string part = metric_view_text(result, *view);
    if (!part.empty()) text += (text.empty() ? "" : "\n") + part;
  }
  return text;
}

std::string bottlenecks_text(const RunResult& result) {
  using Align = TextTable::Align;
  TextTable table{{{"flow"}, {"phase"}, {"resource"}, {"share", Align::right}, {"further"}}};
  for (const auto& bottleneck : result.bottlenecks) {
    std::string further;
    for (const auto& part : bottleneck.parts) {
      if (part.resource == bottleneck.resource) continue;
      further += (further.empty() ? "" : ", ") + part.resource + " " + human_share(part.share);
    }
    table.add(
        {bottleneck.flow, bottleneck.phase, bottleneck.resource, human_share(bottleneck.share), further});
  }
  return table.empty() ? "" : table.text();
}

std::string assumptions_text(const RunResult& result) {
  if (result.assumptions.empty()) return "";
  std::map<std::string, std::string> by_service;
  for (const auto& figure : result.assumptions) {
    std::string& names = by_service[figure.service];
    names += (names.empty() ? "" : ", ") + figure.name + " (" + figure.basis + ")";
  }
  std::string text = fmt::format(
      "  {} figures in use were not read in a named source (D derived, M from memory, P chosen here)\n",
      result.assumptions.size());
  for (const auto& [service, names] : by_service) text += paragraph("  " + printable(service) + ": ", names);
  return text;
}

std::string conservation_text(const RunResult& result) {
  if (result.balances.empty()) return "";
  if (result.conserved()) return fmt::format("  {0} of {0} hold\n", result.balances.size());
  std::string text;
  for (const auto& balance : result.balances) {
    if (!balance.holds()) text += "  BROKEN " + printable(equation(balance)) + "\n";
  }
  return text;
}

std::string result_text(const RunResult& result) {
  return scenario_text(result) + section("Throughput and latency", traffic_text(result)) +
         section("End to end", end_to_end_text(result)) +
         section("Documents lost, processed twice or out of order", incidents_text(result)) +
         section("Backups", backups_text(result)) + section("Failures", failures_text(result)) +
         section("Restores", restores_text(result)) +
         section("Bottlenecks (share of all waiting)", bottlenecks_text(result)) +
         section("Cost", cost_text(result)) + section("Compliance", compliance_text(result.compliance)) +
         section("Assumptions", assumptions_text(result)) + section("Balances", conservation_text(result));
}

}  // namespace garoa

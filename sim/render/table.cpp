#include "sim/render/table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/metric_view.hpp"
#include "sim/render/tables.hpp"
#include "sim/render/told.hpp"
#include "sim/results/metric_table.hpp"
#include "sim/results/origin.hpp"

namespace garoa {
namespace {

const MetricView& requests_view() {
  static const MetricView view{msgid("request"),
                               {"flows.*.upload", "flows.*.download"},
                               {{msgid("started"), {"started"}},
                                {msgid("done"), {"acknowledged", "finished"}},
                                {msgid("failed"), {"rejected", "failed"}},
                                {msgid("rate"), {"throughput"}},
                                {msgid("mean"), {"latency.mean"}},
                                {msgid("p50"), {"latency.p50"}},
                                {msgid("p95"), {"latency.p95"}},
                                {msgid("p99"), {"latency.p99"}},
                                {msgid("max"), {"latency.max"}}}};
  return view;
}

/// An object has an effect for each function that works on it, and a function that is invoked directly has effects
/// without objects. Objects on which no function works are nobody's to process.
const MetricView& processing_view() {
  static const MetricView view{msgid("processing"),
                               {"flows.*.processing"},
                               {{msgid("objects"), {"created"}, MetricColumn::Zero::nothing},
                                {msgid("effects"), {"finished"}},
                                {msgid("twice"), {"duplicates"}},
                                {msgid("dropped"), {"dropped"}},
                                {msgid("rate"), {"throughput"}},
                                {msgid("p50"), {"latency.p50"}},
                                {msgid("p95"), {"latency.p95"}},
                                {msgid("p99"), {"latency.p99"}},
                                {msgid("max"), {"latency.max"}}},
                               {"started", "finished", "dropped"}};
  return view;
}

const MetricView& functions_view() {
  static const MetricView view{msgid("function"),
                               {"lambda.*"},
                               {{msgid("invocations"), {"invocations"}},
                                {msgid("cold"), {"cold_starts.share"}},
                                {msgid("init p50"), {"init_duration.p50"}},
                                {msgid("run p50"), {"duration.p50"}},
                                {msgid("run p99"), {"duration.p99"}},
                                {msgid("event age p99"), {"event_age.p99"}},
                                {msgid("running max"), {"concurrency.max"}},
                                {msgid("throttles"), {"throttles"}}}};
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
  static const MetricView view{msgid("called"),
                               called_prefixes(),
                               {{msgid("calls"), {"calls"}},
                                {msgid("throttles"), {"throttles"}},
                                {msgid("retries"), {"calls.retries"}},
                                {msgid("failed"), {"calls.failed"}},
                                {msgid("p50"), {"calls.latency.p50"}},
                                {msgid("p99"), {"calls.latency.p99"}}}};
  return view;
}

const MetricView& topics_view() {
  static const MetricView view{msgid("topic"),
                               {"sns.*"},
                               {{msgid("published"), {"published"}},
                                {msgid("reached"), {"notifications"}},
                                {msgid("tried again"), {"notifications.retried"}},
                                {msgid("lost"), {"notifications.failed"}},
                                {msgid("delay p50"), {"notification_delay.p50"}},
                                {msgid("delay p99"), {"notification_delay.p99"}}}};
  return view;
}

const MetricView& instances_view() {
  static const MetricView view{msgid("instance"),
                               {"ec2.*"},
                               {{msgid("CPU avg"), {"cpu.utilization"}},
                                {msgid("peak hour"), {"cpu.peak_hour"}},
                                {msgid("workers avg"), {"workers.busy.avg"}},
                                {msgid("workers max"), {"workers.busy.max"}},
                                {msgid("accept queue max"), {"accept_queue.max"}},
                                {msgid("network in"), {"network_in.utilization"}},
                                {msgid("network out"), {"network_out.utilization"}}}};
  return view;
}

const MetricView& volumes_view() {
  static const MetricView view{msgid("volume"),
                               {"ebs.*"},
                               {{msgid("I/O avg"), {"utilization"}},
                                {msgid("IOPS peak hour"), {"iops.peak_hour"}},
                                {msgid("MB/s peak hour"), {"throughput.peak_hour"}},
                                {msgid("burst balance min"), {"burst_balance.min"}},
                                {msgid("queue avg"), {"queue_length.avg"}},
                                {msgid("queue max"), {"queue_length.max"}},
                                {msgid("IOPS avg"), {"iops.avg"}},
                                {msgid("stored max"), {"used_bytes.max"}},
                                {msgid("of its size"), {"used_share.max"}}}};
  return view;
}

const MetricView& log_groups_view() {
  static const MetricView view{msgid("log group"),
                               {"cloudwatch_logs.*"},
                               {{msgid("records"), {"records"}},
                                {msgid("lost"), {"records_lost"}},
                                {msgid("delay p50"), {"ingestion_delay.p50"}},
                                {msgid("delay p99"), {"ingestion_delay.p99"}},
                                {msgid("delay max"), {"ingestion_delay.max"}}}};
  return view;
}

std::string arrivals_line(const WorkloadFacts& facts) {
  constexpr double noise = 1e-9;  // of even gaps, by rounding
  return tr("arrivals of {} {}: {}, inter-arrival CoV {}, index of dispersion {} per {}", facts.flow,
            facts.stream, human_count(facts.arrivals),
            human_number(facts.interarrival_cov < noise ? 0 : facts.interarrival_cov),
            human_number(facts.index_of_dispersion), human_duration(facts.window_s));
}

std::string equation(const Balance& balance) {
  return tr("{}: {} started, {} finished + {} failed + {} open", balance.name, balance.started,
            balance.finished, balance.failed, balance.open);
}

std::string section(std::string_view title, const std::string& text) {
  return text.empty() ? "" : "\n" + std::string{title} + "\n" + text;
}

}  // namespace

std::string period_in_words(const ScenarioInfo& scenario) {
  auto period = tr("from {} for {}, warm-up {}", human_time(scenario.start),
                   human_duration(scenario.duration_s), human_duration(scenario.warmup_s));
  return scenario.replications > 1 ? period + tr(", {} replications", scenario.replications) : period;
}

std::string scenario_text(const RunResult& result, std::size_t width) {
  const ScenarioInfo& scenario = result.scenario;
  const auto line = [&](std::string_view text) { return paragraph("  ", text, width); };
  std::string text = scenario.title.empty() ? "" : paragraph("", tr(scenario.title), width);
  text += line(scenario.file + ", " + scenario.region);
  text += line(period_in_words(scenario));
  text += line(in_words(origin_of(result)));
  for (const auto& facts : result.workload) text += line(arrivals_line(facts));
  for (const auto& choice : result.choices) text += line(choice.name + ": " + choice.value);
  return text;
}

std::vector<TextTable> traffic_tables(const RunResult& result) {
  std::vector<TextTable> tables;
  for (const MetricView* view : {&requests_view(), &processing_view(), &functions_view(), &callees_view(),
                                 &topics_view(), &instances_view(), &volumes_view(), &log_groups_view()}) {
    auto table = metric_view_table(result, *view);
    if (!table.empty()) tables.push_back(std::move(table));
  }
  return tables;
}

std::string traffic_text(const RunResult& result, std::size_t width) {
  std::string text;
  for (const auto& table : traffic_tables(result)) text += (text.empty() ? "" : "\n") + table.text(width);
  return text;
}

std::string bottlenecks_text(const RunResult& result, std::size_t width) {
  using Align = TextTable::Align;
  TextTable table{{{tr("phase and resource")},
                   {tr("share"), Align::right},
                   {tr("service"), Align::right},
                   {tr("queueing"), Align::right}}};
  for (const auto& bottleneck : result.bottlenecks) {
    table.add({told_phase(bottleneck) + ":", "", human_duration(bottleneck.service_s()),
               human_duration(bottleneck.queueing_s)});
    for (const auto& part : bottleneck.parts) {
      table.add({part.resource, human_share(part.share), human_duration(part.service_s()),
                 human_duration(part.queueing_s)});
    }
  }
  if (table.empty()) return "";
  return paragraph(
             "  ",
             tr("Time of all requests, added up. Service is what an idle resource takes as well; queueing "
                "is for others' work, a limit, spent credits or a refusal."),
             width) +
         table.text(width);
}

std::string assumptions_text(const RunResult& result, std::size_t width) {
  if (result.assumptions.empty()) return "";
  const auto of_basis = [&](std::string_view basis) {
    return std::count_if(result.assumptions.begin(), result.assumptions.end(),
                         [&](const Assumption& figure) { return figure.basis == basis; });
  };
  std::string text =
      tr("{} figures in use were not read in a named source: {} derived, {} from memory, {} chosen here. See "
         "'garoa list figures' and result.json",
         of_basis("D") + of_basis("M") + of_basis("P"), of_basis("D"), of_basis("M"), of_basis("P"));
  const auto ranged = std::count_if(result.assumptions.begin(), result.assumptions.end(),
                                    [](const Assumption& figure) { return figure.has_range(); });
  if (ranged > 0)
    text += "; " +
            tr_count("reports disagree on {} figure in use", "reports disagree on {} figures in use", ranged,
                     ranged) +
            (result.edges ? "" : tr(": 'garoa run --edges' tells which of them decide"));
  if (const auto most = main_bottleneck(result); most.part != nullptr) {
    const auto& resource = most.cause().resource;
    const auto service = resource.substr(0, resource.find('.'));
    const auto concerned = std::count_if(result.assumptions.begin(), result.assumptions.end(),
                                         [&](const Assumption& figure) { return figure.service == service; });
    if (concerned > 0)
      text += "; " + tr("{} are of {}, which binds: 'garoa list figures {}'", concerned, service, service);
  }
  return paragraph("  ", text, width);
}

std::string conservation_text(const RunResult& result, std::size_t width) {
  if (result.balances.empty()) return "";
  if (result.conserved()) return "  " + tr("{0} of {0} hold", result.balances.size()) + "\n";
  std::string text;
  for (const auto& balance : result.balances) {
    if (!balance.holds()) text += paragraph("  " + tr("BROKEN") + " ", equation(balance), width);
  }
  return text;
}

std::string result_text(const RunResult& result, std::size_t width) {
  const TellingMoney money{currency_of(result.cost.exchange)};
  return result_text(result, compliance_text(result.compliance, width), width);
}

std::string result_text(const RunResult& result, const std::string& compliance, std::size_t width) {
  const TellingMoney money{currency_of(result.cost.exchange)};
  return summary_text(result, width) + deciding_text(result, width) +
         section(tr("Objectives"), objectives_text(result, width)) +
         section(tr("Replications"), replications_text(result, width)) +
         section(tr("Failed, refused or tried again"), failed_requests_text(result, width)) + "\n" +
         scenario_text(result, width) + section(tr("Throughput and latency"), traffic_text(result, width)) +
         section(tr("End to end"), end_to_end_text(result, width)) +
         section(tr("Documents lost, processed twice or out of order"), incidents_text(result, width)) +
         section(tr("Backups"), backups_text(result, width)) +
         section(tr("Failures"), failures_text(result, width)) +
         section(tr("Restores"), restores_text(result, width)) +
         section(tr("Bottlenecks"), bottlenecks_text(result, width)) +
         section(tr("Cost"), cost_text(result, width)) + section(tr("Compliance"), compliance) +
         section(tr("Assumptions"), assumptions_text(result, width)) +
         section(tr("Edges of assumptions"), edges_text(result, width)) +
         section(tr("Balances"), conservation_text(result, width));
}

}  // namespace garoa

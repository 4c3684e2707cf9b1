#include "sim/results/result_json.hpp"

#include <nlohmann/json.hpp>

#include "sim/core/scalar.hpp"
#include "sim/results/finding_json.hpp"

namespace garoa {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::string_view performance_schema = "garoa.performance/1";

Json scenario_json(const ScenarioInfo& scenario) {
  return {
      {"title", scenario.title},       {"file", scenario.file},   {"sha256", scenario.sha256},
      {"region", scenario.region},     {"start", scenario.start}, {"duration_s", scenario.duration_s},
      {"warmup_s", scenario.warmup_s}, {"seed", scenario.seed},   {"replications", scenario.replications}};
}

Json metrics_json(const std::vector<Metric>& metrics) {
  Json all = Json::object();
  for (const auto& metric : metrics) {
    Json one = {{"value", metric.value}, {"unit", metric.unit}, {"n", metric.n}};
    if (metric.ci95) one["ci95"] = {metric.ci95->first, metric.ci95->second};
    if (metric.assumed) one["assumed"] = true;
    all[metric.name] = std::move(one);
  }
  return all;
}

Json bottlenecks_json(const std::vector<Bottleneck>& bottlenecks) {
  Json all = Json::array();
  for (const auto& bottleneck : bottlenecks) {
    Json parts = Json::array();
    for (const auto& part : bottleneck.parts) {
      parts.push_back({{"resource", part.resource}, {"waited_s", part.waited_s}, {"share", part.share}});
    }
    all.push_back({{"flow", bottleneck.flow},
                   {"phase", bottleneck.phase},
                   {"resource", bottleneck.resource},
                   {"share", bottleneck.share},
                   {"waited_s", bottleneck.waited_s},
                   {"parts", std::move(parts)}});
  }
  return all;
}

Json backups_json(const std::vector<BackupRun>& backups) {
  Json all = Json::array();
  for (const auto& run : backups) {
    all.push_back({{"job", run.job},
                   {"scheduled", run.scheduled},
                   {"start", run.started},
                   {"end", run.ended},
                   {"state", name_of(run.state)},
                   {"bytes", run.bytes},
                   {"files", run.files},
                   {"bottleneck", run.bottleneck},
                   {"flow", run.flow},
                   {"failed_files", run.failed_files},
                   {"attempts", run.attempts},
                   {"reason", run.reason},
                   {"scheduled_s", run.scheduled_s},
                   {"start_s", run.started_s},
                   {"end_s", run.ended_s},
                   {"window_s", run.window_s ? Json(*run.window_s) : Json(nullptr)},
                   {"overrun_s", run.overrun_s()}});
  }
  return all;
}

Json failures_json(const std::vector<FailureRun>& failures) {
  const auto or_null = [](const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
  };
  Json all = Json::array();
  for (const auto& run : failures) {
    all.push_back({{"target", run.target},
                   {"kind", run.kind},
                   {"at", run.at},
                   {"at_s", run.at_s},
                   {"end_s", or_null(run.ended_s)},
                   {"documents_lost", run.documents_lost},
                   {"bytes_lost", run.bytes_lost},
                   {"achieved_rpo_s", or_null(run.achieved_rpo_s)},
                   {"uploads_rejected", run.uploads_rejected},
                   {"uploads_retried", run.uploads_retried},
                   {"downloads_failed", run.downloads_failed}});
  }
  return all;
}

Json incidents_json(const std::vector<IncidentList>& incidents) {
  Json all = Json::array();
  for (const auto& list : incidents) {
    all.push_back({{"flow", list.flow},
                   {"function", list.function},
                   {"kind", list.kind},
                   {"count", list.count},
                   {"first_at_s", list.first_at_s},
                   {"ids", list.ids}});
  }
  return all;
}

Json restores_json(const std::vector<RestoreRun>& restores) {
  Json all = Json::array();
  for (const auto& run : restores) {
    Json parts = Json::object();
    for (const auto& [part, seconds] : run.parts) parts[part + "_s"] = seconds;
    all.push_back({{"name", run.name},
                   {"flow", run.flow},
                   {"source", run.source},
                   {"began", run.began},
                   {"began_s", run.began_s},
                   {"end_s", run.ended_s ? Json(*run.ended_s) : Json(nullptr)},
                   {"parts", std::move(parts)},
                   {"first_document_s", run.first_document_s},
                   {"wanted_documents_s", run.wanted_documents_s},
                   {"expected_files", run.expected_files},
                   {"files", run.files},
                   {"bytes", run.bytes},
                   {"bottleneck", run.bottleneck}});
  }
  return all;
}

Json cost_line_json(const CostLine& line) {
  return {{"service", line.service},       {"item", line.item},
          {"quantity", line.quantity},     {"unit", line.unit},
          {"unit_price", line.unit_price}, {"amount", line.amount},
          {"source", line.source},         {"resource", line.resource},
          {"region", line.region},         {"verified", line.verified},
          {"basis", name_of(line.basis)},  {"date", line.date}};
}

Json cost_json(const Invoice& cost) {
  Json lines = Json::array();
  for (const auto& line : cost.lines) lines.push_back(cost_line_json(line));
  return {{"currency", cost.currency},
          {"price_date", cost.price_date},
          {"per_month", cost.per_month},
          {"per_1000_documents", cost.per_1000_documents ? Json(*cost.per_1000_documents) : Json(nullptr)},
          {"lines", std::move(lines)},
          {"total", cost.total},
          {"unpriced", cost.unpriced}};
}

Json compliance_json(const Compliance& compliance) {
  Json findings = Json::array();
  for (const auto& finding : compliance.findings) findings.push_back(finding_json(finding));
  return {{"profiles", compliance.profiles}, {"findings", std::move(findings)}};
}

Json conservation_json(const RunResult& result) {
  Json balances = Json::array();
  for (const auto& balance : result.balances) {
    balances.push_back({{"name", balance.name},
                        {"started", balance.started},
                        {"finished", balance.finished},
                        {"failed", balance.failed},
                        {"open", balance.open},
                        {"holds", balance.holds()}});
  }
  return {{"holds", result.conserved()}, {"balances", std::move(balances)}};
}

Json assumptions_json(const std::vector<Assumption>& assumptions) {
  Json all = Json::array();
  for (const auto& figure : assumptions) {
    all.push_back({{"service", figure.service},
                   {"name", figure.name},
                   {"value", figure.value},
                   {"basis", figure.basis},
                   {"source", figure.source},
                   {"note", figure.note}});
  }
  return all;
}

Json choices_json(const std::vector<Choice>& choices) {
  Json all = Json::object();
  for (const auto& choice : choices) all[choice.name] = choice.value;
  return all;
}

Json workload_json(const std::vector<WorkloadFacts>& workload) {
  Json all = Json::array();
  for (const auto& facts : workload) {
    all.push_back({{"flow", facts.flow},
                   {"stream", facts.stream},
                   {"arrivals", facts.arrivals},
                   {"interarrival_cov", facts.interarrival_cov},
                   {"index_of_dispersion", facts.index_of_dispersion},
                   {"window_s", facts.window_s}});
  }
  return all;
}

/// An integer if JSON readers can hold it, else the nearest double.
Json units_json(MeterTotal units) {
  constexpr MeterTotal largest_integer = ~std::uint64_t{0};
  if (units <= largest_integer) return static_cast<std::uint64_t>(units);
  return static_cast<double>(units);
}

Json meters_json(const std::vector<MeterReading>& meters) {
  Json all = Json::array();
  for (const auto& reading : meters) {
    all.push_back({{"resource", reading.resource},
                   {"meter", reading.meter},
                   {"units", units_json(reading.units)},
                   {"unit", reading.unit}});
  }
  return all;
}

std::string rendered(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string result_json(const RunResult& result) {
  Json json;
  json["schema"] = result_schema;
  json["garoa"] = result.garoa_version;
  json["scenario"] = scenario_json(result.scenario);
  json["metrics"] = metrics_json(result.metrics);
  json["bottlenecks"] = bottlenecks_json(result.bottlenecks);
  json["backups"] = backups_json(result.backups);
  json["failures"] = failures_json(result.failures);
  json["incidents"] = incidents_json(result.incidents);
  json["restores"] = restores_json(result.restores);
  json["cost"] = cost_json(result.cost);
  json["compliance"] = compliance_json(result.compliance);
  json["conservation"] = conservation_json(result);
  json["choices"] = choices_json(result.choices);
  json["assumptions"] = assumptions_json(result.assumptions);
  json["workload"] = workload_json(result.workload);
  json["meters"] = meters_json(result.meters);
  return rendered(json);
}

std::string performance_json(const RunResult& result) {
  const Performance& performance = result.performance;
  Json json;
  json["schema"] = performance_schema;
  json["garoa"] = result.garoa_version;
  json["events"] = performance.events;
  json["wall_seconds"] = performance.wall_seconds;
  json["uploads_per_second"] = performance.uploads_per_second;
  json["peak_memory_kib"] = performance.peak_memory_kib;
  return rendered(json);
}

}  // namespace garoa

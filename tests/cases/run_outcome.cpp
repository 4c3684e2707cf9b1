#include "tests/cases/run_outcome.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "sim/results/result_json.hpp"
#include "sim/run/run.hpp"
#include "sim/scenario/load.hpp"

namespace garoa::cases {
namespace {

using Json = nlohmann::json;

std::optional<double> number(const Json& value) {
  return value.is_number() ? std::optional{value.get<double>()} : std::nullopt;
}

std::optional<double> member(const Json& object, const std::string& key) {
  return object.contains(key) ? number(object.at(key)) : std::nullopt;
}

/// "per_month", or "[EBS / provisioned gp3 storage].amount", summed over resources.
std::optional<double> cost_figure(const Json& cost, std::string_view name) {
  if (!name.starts_with("[")) return member(cost, std::string{name});
  const auto slash = name.find(" / ");
  const auto end = name.find("].");
  if (slash == std::string_view::npos || end == std::string_view::npos || slash > end) return std::nullopt;
  std::optional<double> sum;
  for (const auto& line : cost.at("lines")) {
    if (line.at("service") != name.substr(1, slash - 1) ||
        line.at("item") != name.substr(slash + 3, end - slash - 3))
      continue;
    const auto value = member(line, std::string{name.substr(end + 2)});
    if (value) sum = sum.value_or(0) + *value;
  }
  return sum;
}

std::string in_small_letters(std::string text) {
  for (auto& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// "nightly.count", "nightly.skipped" (runs in that state), "nightly[2].start_s" (counts from 0).
std::optional<double> backup_figure(const Json& backups, std::string_view name) {
  const auto job = name.substr(0, name.find_first_of("[."));
  const auto dot = name.find('.', job.size());
  if (dot == std::string_view::npos) return std::nullopt;
  const auto what = std::string{name.substr(dot + 1)};
  Json runs = Json::array();
  for (const auto& run : backups) {
    if (run.at("job") == job) runs.push_back(run);
  }
  if (name[job.size()] == '[') {
    std::size_t index = 0;
    std::from_chars(name.data() + job.size() + 1, name.data() + dot, index);
    return index < runs.size() ? member(runs[index], what) : std::nullopt;
  }
  return static_cast<double>(std::count_if(runs.begin(), runs.end(), [&](const Json& run) {
    return what == "count" || in_small_letters(run.at("state")) == what;
  }));
}

/// "[D-RC-01].measured", of the first finding of the control.
std::optional<double> finding_figure(const Json& findings, std::string_view name) {
  const auto end = name.find("].");
  if (end == std::string_view::npos) return std::nullopt;
  for (const auto& finding : findings) {
    if (finding.at("control") == name.substr(1, end - 1))
      return member(finding, std::string{name.substr(end + 2)});
  }
  return std::nullopt;
}

}  // namespace

CaseOutcome run_case(const CaseFile& of, const RunPlan& plan) {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  const auto scenario = load_scenario_tree(plan.scenario, plan.settings, of.file, of.directory, files,
                                           diagnostics, plan.assumed);
  if (!scenario) return {CaseOutcome::End::refused, diagnostics.text(), {}};
  const auto outcome = run_apart({*scenario});
  if (!outcome.result) return {CaseOutcome::End::failed, outcome.message, {}};
  return {CaseOutcome::End::finished, "", Json::parse(result_json(*outcome.result))};
}

std::optional<double> figure(const Json& result, const std::string& name) {
  const std::string_view view{name};
  if (view.starts_with("cost[")) return cost_figure(result.at("cost"), view.substr(4));
  if (view.starts_with("cost.")) return cost_figure(result.at("cost"), view.substr(5));
  if (view.starts_with("backups.")) return backup_figure(result.at("backups"), view.substr(8));
  if (view.starts_with("finding["))
    return finding_figure(result.at("compliance").at("findings"), view.substr(7));
  const auto& metrics = result.at("metrics");
  return metrics.contains(name) ? member(metrics.at(name), "value") : std::nullopt;
}

}  // namespace garoa::cases

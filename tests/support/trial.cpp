#include "tests/support/trial.hpp"

#include <fmt/format.h>

#include <regex>

#include "sim/render/csv.hpp"
#include "sim/render/table.hpp"
#include "sim/results/result_json.hpp"
#include "sim/run/run.hpp"
#include "sim/scenario/show.hpp"
#include "tests/support/run_program.hpp"

namespace garoa::test {
namespace {

std::string complaint_of(const std::optional<Scenario>& scenario, const Diagnostics& diagnostics) {
  if (scenario.has_value() == diagnostics.has_errors())
    return "neither a scenario nor an error, or both: " + diagnostics.text();
  static const std::regex with_place{R"([^:]+:[0-9]+:[0-9]+: (error|warning): .+|\.\.\. and [0-9]+ more)"};
  for (const auto& line : lines_of(diagnostics.text())) {
    if (!std::regex_match(line, with_place)) return "a message without a place: " + line;
  }
  if (scenario && show_scenario(*scenario->record).empty()) return "nothing to show";
  return "";
}

}  // namespace

std::optional<Scenario> Trial::read(const std::string& text, const std::string& folder,
                                    const Overrides& overrides) {
  Diagnostics diagnostics;
  diagnostics.add(of_files_);
  std::optional<Scenario> scenario;
  try {
    scenario = load_scenario_text(text, "mutant.yaml", folder, overrides, files_, diagnostics);
    if (of_files_.has_errors()) scenario.reset();
    complaint_ = complaint_of(scenario, diagnostics);
  } catch (const std::exception& error) {
    complaint_ = std::string{"an exception: "} + error.what();
  }
  return scenario;
}

Overrides ten_minutes() {
  return {{"start=2026-03-02T01:55:00", "duration=10 min", "warmup=0 s"}, {}};
}

TrialRun run_briefly(const Scenario& scenario) {
  constexpr std::uint64_t most_events = 300'000;
  constexpr double most_seconds = 60;
  const auto outcome = run_apart({scenario}, {.seconds = most_seconds},
                                 [](const Progress& p) { return p.events < most_events; });
  if (outcome.state == RunOutcome::State::interrupted) return {Ended::stopped, ""};
  if (!outcome.result) return {Ended::badly, fmt::format("{}: {}", name_of(outcome.state), outcome.message)};
  const auto& result = *outcome.result;
  const auto time = [&](double t) { return scenario.calendar->to_iso(t); };
  const bool written =
      !(result_json(result) + metrics_csv(result) + series_csv(result, time) + result_text(result)).empty();
  if (!written) return {Ended::badly, "nothing was written"};
  if (!result.conserved()) return {Ended::badly, "the books do not balance"};
  return {Ended::well, ""};
}

}  // namespace garoa::test

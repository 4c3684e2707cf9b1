#include "tests/support/run_scenario.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "sim/run/child_process.hpp"
#include "tests/support/shown_scenario.hpp"
#include "tests/support/source_folder.hpp"

namespace garoa::test {
namespace {

/// Whatever a test runs is shown as itself, too.
RunResult run(const std::optional<Scenario>& scenario, const std::string& directory, const ModelFiles& files,
              const Diagnostics& diagnostics) {
  INFO(diagnostics.text());
  REQUIRE(scenario.has_value());
  const auto shown = show_and_read(*scenario, directory, files);
  CHECK_MESSAGE(shown.complaint.empty(), shown.complaint);
  return run_here({*scenario});
}

}  // namespace

Scenario scenario_of(const std::string& text, const std::vector<std::string>& sets,
                     const std::vector<std::string>& edges) {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  auto read = load_scenario_text(text, "t.yaml", "", {sets, {}, {}, edges}, files, diagnostics);
  if (!read) throw std::runtime_error{diagnostics.text()};
  return std::move(*read);
}

RunResult run_text(const std::string& text, const std::vector<std::string>& sets) {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  const auto folder = (source_folder() / "tests" / "fixtures").string();
  const auto scenario = load_scenario_text(text, "test.yaml", folder, {sets, {}}, files, diagnostics);
  return run(scenario, folder, files, diagnostics);
}

RunResult run_file(const std::string& path_below_source, const std::vector<std::string>& sets) {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  std::filesystem::current_path(source_folder());
  const auto scenario = load_scenario(path_below_source, {sets, {}}, files, diagnostics);
  return run(scenario, std::filesystem::path{path_below_source}.parent_path().string(), files, diagnostics);
}

std::vector<double> in_own_process(const std::function<std::vector<double>()>& measure) {
  ChildProcess child{[&](const ChildProcess::Tell&) {
                       std::string text;
                       for (const double value : measure()) text += fmt::format("{:a} ", value);
                       return text;
                     },
                     {}};
  const auto end = child.wait();
  INFO(end.text);
  REQUIRE(end.state == ChildProcess::State::answered);
  std::vector<double> values;
  std::istringstream words{end.text};
  for (std::string word; words >> word;) values.push_back(std::strtod(word.c_str(), nullptr));
  return values;
}

double metric_of(const std::string& text, const std::vector<std::string>& sets, const std::string& name) {
  return in_own_process([&] { return std::vector{metric(run_text(text, sets), name)}; }).at(0);
}

double metric(const RunResult& result, const std::string& name) {
  const auto* const found = result.find_metric(name);
  INFO("metric " << name);
  REQUIRE(found != nullptr);
  return found->value;
}

double metric_or(const RunResult& result, const std::string& name, double otherwise) {
  const auto* const found = result.find_metric(name);
  return found == nullptr ? otherwise : found->value;
}

const compliance::Finding& finding(const RunResult& result, const std::string& control) {
  for (const auto& candidate : result.compliance.findings) {
    if (candidate.control == control) return candidate;
  }
  FAIL("no finding of " << control);
  return result.compliance.findings.front();
}

double billed(const RunResult& result, std::string_view item, std::string_view resource) {
  double sum = 0;
  for (const auto& line : result.cost.lines) {
    if (line.item == item && (resource.empty() || line.resource == resource)) sum += line.quantity;
  }
  return sum;
}

const Bottleneck& bottleneck(const RunResult& result, const std::string& flow, const std::string& phase) {
  for (const auto& candidate : result.bottlenecks) {
    if (candidate.flow == flow && candidate.phase == phase) return candidate;
  }
  FAIL("no bottleneck of " << flow << " " << phase);
  return result.bottlenecks.front();
}

void check_within(const char* what, double simulated, double expected, double percent) {
  const double deviation = 100 * (simulated - expected) / expected;
  MESSAGE(fmt::format("{}: simulated {:.6g}, expected {:.6g}, deviation {:+.3f} % (allowed {} %)", what,
                      simulated, expected, deviation, percent));
  CHECK(std::abs(deviation) <= percent);
}

}  // namespace garoa::test

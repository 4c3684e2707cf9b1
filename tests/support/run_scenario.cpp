#include "tests/support/run_scenario.hpp"
#include "tests/support/source_folder.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <filesystem>

namespace garoa::test {
namespace {

RunResult run(std::optional<Scenario> scenario, Catalogue& catalogue) {
  INFO(catalogue.diagnostics().text());
  REQUIRE(scenario.has_value());
  return run_here({*scenario});
}

}  // namespace

RunResult run_text(const std::string& text, const std::vector<std::string>& sets) {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  return run(load_scenario_text(text, "test.yaml", (source_folder() / "tests" / "fixtures").string(),
                                {sets, {}}, files, diagnostics),
             catalogue);
}

RunResult run_file(const std::string& path_below_source, const std::vector<std::string>& sets) {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  std::filesystem::current_path(source_folder());
  return run(load_scenario(path_below_source, {sets, {}}, files, diagnostics), catalogue);
}

std::vector<double> in_own_process(const std::function<std::vector<double>()>& measure) {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    int status = 1;
    try {
      const auto values = measure();
      const auto bytes = values.size() * sizeof(double);
      if (write(ends[1], values.data(), bytes) == static_cast<ssize_t>(bytes)) status = 0;
    } catch (...) {
      status = 1;
    }
    _exit(status);
  }
  close(ends[1]);
  std::vector<double> values;
  double value = 0;
  while (read(ends[0], &value, sizeof value) == static_cast<ssize_t>(sizeof value)) values.push_back(value);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(status == 0);
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

#include "sim/cli/findings_output.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "models/compliance/profile.hpp"
#include "sim/core/build.hpp"
#include "sim/core/input_file.hpp"
#include "sim/scenario/setting_edit.hpp"

namespace garoa::cli {

std::vector<std::string> formats_of(const CommandLine& line, const std::vector<std::string_view>& known) {
  auto formats = line.list("format");
  if (formats.empty())
    throw UsageError{fmt::format("--format: names no format; of {}", fmt::join(known, ", "))};
  for (const auto& name : formats) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw UsageError{fmt::format("--format: '{}' is not a format{}; one of {}", name,
                                   did_you_mean(name, known), fmt::join(known, ", "))};
  }
  return formats;
}

namespace {

constexpr std::uintmax_t largest_scenario = 1U << 26U;

/// The fixes that were found, in the files that they would be made in.
std::map<std::string, TextChange> changes_of(const Scenario& scenario, const Compliance& compliance) {
  std::map<std::string, TextChange> changes;
  const auto text_of = [](const std::string& file) -> std::optional<std::string> {
    auto input = read_input(file, largest_scenario);
    return input.fault.empty() ? std::optional{std::move(input.text)} : std::nullopt;
  };
  for (const auto& finding : compliance.findings) {
    if (!finding.fix || scenario.given == nullptr) continue;
    const auto& parameter = finding.fix->parameter;
    const auto& value = finding.fix->value;
    if (auto change = edit_of(*scenario.given, parameter, value, text_of))
      changes[parameter + "=" + value] = std::move(*change);
  }
  return changes;
}

}  // namespace

ToldFindings told_findings(const Scenario& scenario, const std::string& file, Compliance compliance) {
  const auto& profile =
      scenario.profiles.empty() ? compliance::built_in_default_profile() : scenario.profiles.front();
  ToldFindings told{
      std::move(compliance),
      file,
      scenario.calendar->in_utc().to_iso(0),
      scenario.region,
      {GAROA_VERSION, std::string{build_hash()}, scenario.sha256, {scenario.seed}, scenario.provenance},
      {}};
  for (const auto& control : profile.catalogue->rows)
    told.controls.push_back({control.id, control.title, control.definition, control.fix, control.severity});
  told.changes = changes_of(scenario, told.compliance);
  return told;
}

}  // namespace garoa::cli

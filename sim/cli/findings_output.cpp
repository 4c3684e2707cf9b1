#include "sim/cli/findings_output.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "models/compliance/profile.hpp"

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

ToldFindings told_findings(const Scenario& scenario, const std::string& file, Compliance compliance) {
  const auto& profile =
      scenario.profiles.empty() ? compliance::built_in_default_profile() : scenario.profiles.front();
  ToldFindings told{std::move(compliance),
                    file,
                    scenario.calendar->in_utc().to_iso(0),
                    scenario.region,
                    {GAROA_VERSION, scenario.sha256, {scenario.seed}, scenario.provenance},
                    {}};
  for (const auto& control : profile.catalogue->rows)
    told.controls.push_back({control.id, control.title, control.definition, control.fix, control.severity});
  return told;
}

}  // namespace garoa::cli

// What `check` and `run` share in telling their findings to other programs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/cli/cli.hpp"
#include "sim/render/findings.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa::cli {

/// The words of --format. UsageError when there is none, or one that is not `known`.
[[nodiscard]] std::vector<std::string> formats_of(const CommandLine& line,
                                                  const std::vector<std::string_view>& known);

/// The findings with what the scenario's catalogue says of their controls. `file` as the user named it.
[[nodiscard]] ToldFindings told_findings(const Scenario& scenario, const std::string& file,
                                         Compliance compliance);

}  // namespace garoa::cli

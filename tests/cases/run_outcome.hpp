// A run of a case, in a process of its own (SimGrid's engine exists once per process), and the figures of its
// result.json.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "tests/cases/case_file.hpp"

namespace garoa::cases {

struct CaseOutcome {
  enum class End { finished, refused, failed };
  End end = End::failed;
  std::string message;    // the reader's faults if refused, else what went wrong
  nlohmann::json result;  // garoa.result/1 if finished
};

/// Runs the scenario; returns when it has ended, however it did.
[[nodiscard]] CaseOutcome run_case(const CaseFile& of, const RunPlan& plan);

/// A figure by the name that case files use (see README.md); nothing if it is not there.
[[nodiscard]] std::optional<double> figure(const nlohmann::json& result, const std::string& name);

}  // namespace garoa::cases

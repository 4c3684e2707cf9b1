// Looks for the smallest change of one setting that closes a gap, by trying.
//
// Tried are the settings that the control's file names (models/compliance/control.hpp), in its order, each alone, the rest of the
// scenario as it is: listed values one after the other; a number first at its bound, and if that closes the gap, by bisection the
// nearest that does, to a whole number of the bound's unit and within 5 % (a monotone effect is assumed). The first that
// closes the gap and opens no other one is taken; without such a one the first that closes it, with what it opens.
// A gap is closed where its control has one gap fewer and passes once more than before.
//
// A static gap is decided by checks. A dynamic one needs a run for each value, and so do the costs.
// Errors: values that the scenario's reader refuses, and runs without a result, are left out.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/result.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

/// How changes are tried.
struct FixTrial {
  /// The scenario with one more "path=value"; nothing where it has faults.
  std::function<std::optional<Scenario>(const std::string& setting)> with;
  /// Its result; nothing where it has none. Empty: nothing is run, and only static gaps are looked at.
  std::function<std::optional<RunResult>(const Scenario& scenario)> run = {};
};

/// Fills in `fix` of the gaps among the findings that `wanted` names. `findings` are all of the scenario: static ones, and with runs
/// the dynamic ones of the run that cost `cost`.
void find_fixes(const Scenario& scenario, std::vector<compliance::Finding>& findings, const Invoice& cost,
                const FixTrial& trial, const std::function<bool(const compliance::Finding&)>& wanted);

}  // namespace garoa

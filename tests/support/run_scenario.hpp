// Runs a scenario given as text through the public path: reader, services, result. One call per process,
// since SimGrid's engine is a singleton (a scenario without EC2 may run several times).
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/run.hpp"
#include "sim/scenario/load.hpp"

namespace garoa::test {

/// The scenario as the program reads it; throws with the reader's messages if the text has faults. `edges` as with --assume.
Scenario scenario_of(const std::string& text, const std::vector<std::string>& sets = {},
                     const std::vector<std::string>& edges = {});
/// The result; a failed check with the reader's messages if the text has faults.
RunResult run_text(const std::string& text, const std::vector<std::string>& sets = {});
RunResult run_file(const std::string& path_below_source, const std::vector<std::string>& sets = {});

/// What `measure` gives in a process of its own: a process runs one scenario with instances, and some tests compare
/// several. A failed check if it throws.
std::vector<double> in_own_process(const std::function<std::vector<double>()>& measure);
/// A metric of such a run.
double metric_of(const std::string& text, const std::vector<std::string>& sets, const std::string& name);

/// The value of a metric; a failed check if it is not there.
double metric(const RunResult& result, const std::string& name);
/// The same, or `otherwise` if it is not there.
double metric_or(const RunResult& result, const std::string& name, double otherwise);
/// Of the lines of the bill for the item, in the unit of its price: of one resource, or of all.
double billed(const RunResult& result, std::string_view item, std::string_view resource = {});
const Bottleneck& bottleneck(const RunResult& result, const std::string& flow, const std::string& phase);
/// The first finding of a control; a failed check if it has none.
const compliance::Finding& finding(const RunResult& result, const std::string& control);

/// Deviation in percent, printed; checks that it is at most `percent`.
void check_within(const char* what, double simulated, double expected, double percent);

}  // namespace garoa::test

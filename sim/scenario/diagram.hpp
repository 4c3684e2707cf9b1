// A scenario as a picture: clients, what they send to, and where documents, events, copies and logs go from there.
//
// What flows send to are their own answers (FlowFacts); everything else follows from the references of resources. Of resources that
// stand for several each one is there. Not in it: failures, drills, prices.
#pragma once

#include "sim/results/diagram.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

[[nodiscard]] Diagram diagram_of(const Scenario& scenario);

}  // namespace garoa

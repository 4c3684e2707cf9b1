// Several instances of one kind, written out one by one.
//
// `ec2.app` with `count: 2` stands for app-1 and app-2. A volume attached to `app` then stands for one volume an instance
// (documents-1, documents-2), a backup of that volume for one job a volume, a flow for as many sites; a failure of any of
// them, or a drill, for one of each. Whoever means one of them writes its own name. After this nothing in a scenario has
// a count above 1, so nothing else needs to know of counts.
#pragma once

#include "sim/core/diagnostics.hpp"

namespace garoa {

struct Scenario;

/// Errors: a name that a member would have is taken.
void write_out_members(Scenario& scenario, Diagnostics& diagnostics);

}  // namespace garoa

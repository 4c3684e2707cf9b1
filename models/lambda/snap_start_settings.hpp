// SnapStart: new environments are restored from a snapshot that was taken after INIT, when a version was published.
//
// Modelled: the time of a restore, a part of which the environment's own processor works for; that INIT, its work and its limit are over with the
// publication; the bill of the part of a restore's time in which the runtime is loaded; of cached snapshots and restores by memory (Java
// has neither). Not modelled: INIT of the
// publication, hooks, copies of the snapshot that are far away or not yet warm.
//
// Shape: off unless `snap_start: true`. Errors: a runtime without it (on the date of the rules), an image.
// Figures: models/lambda/lambda.yaml; since when a runtime has it stands in models/lambda/init/<runtime>.yaml.
#pragma once

#include <optional>
#include <string>

#include "models/lambda/init_duration.hpp"
#include "models/lambda/runtime_settings.hpp"
#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct SnapStartSettings {
  Distribution restore;     // seconds
  double billed_share = 0;  // of a restore's time, as of a handler's
  bool billed = false;
};

/// None for a runtime without a name.
[[nodiscard]] std::optional<SnapStartSettings> read_snap_start(const RuntimeSettings& of, Fields& fields,
                                                               Catalogue& catalogue);

}  // namespace garoa

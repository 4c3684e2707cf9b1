// Which documents have had a copy and have none now, where several backups copy them in one order: each holds them from those that are gone up
// to those that it has not copied yet.
#pragma once

#include <limits>
#include <vector>

#include "models/backup/file_copy_settings.hpp"

namespace garoa {

/// All those after the first `from`, up to `to`, counted from the first one.
struct CopiedSpan {
  FileAmount from;
  FileAmount to;
  /// When a document at its edge was acknowledged, s of the run: of what a backup holds, the last one; of what none holds, the one before it.
  double acknowledged = -std::numeric_limits<double>::infinity();
  /// Likewise: of what a backup holds, the last one before it; of what none holds, the last one in it.
  double last = -std::numeric_limits<double>::infinity();
};

/// Of what each backup holds: what lies before, between and behind that, but not behind all that was ever copied. In their order.
[[nodiscard]] std::vector<CopiedSpan> held_by_none(std::vector<CopiedSpan> held);

}  // namespace garoa

// How much the snapshots of a backup store over the years, as its schedule makes them and its retention removes them.
#pragma once

#include <optional>
#include <vector>

#include "sim/scenario/site_history.hpp"

namespace garoa {

class SnapshotHistory {
 public:
  struct Stored {
    double standard = 0;
    double archived = 0;
  };

  /// Of the site until now. Nothing if there are more of them than can be walked through quickly.
  static std::optional<SnapshotHistory> of(const SiteHistory& site, const EbsSettings& volume,
                                           const BackupSettings& job, double now);

  /// Byte-seconds between two times since the scenario's start.
  [[nodiscard]] Stored between(double from, double to) const;
  /// Bytes that those made between two times had to store, without what was there before the scenario's start.
  [[nodiscard]] double changed(double from, double to) const;

 private:
  class Walk;
  struct Step {
    double time;
    Stored level;
    double changed = 0;
  };
  std::vector<Step> steps_;
};

}  // namespace garoa

// Other software on a volume: a database, an index, a virus scanner that the scenario does not model.
//
// Modelled: a closed loop. Each of `queue_depth` slots has one operation on the volume at a time and issues the
// next one when it ends, at most so often that all together reach the demanded operations per second. Demand
// that the volume cannot serve in its hours is not made up later; where operations per second are given, it is counted.
// Operations share the limits with everybody else, one share a slot.
//   - Operations go in batches of about 1/10,000 of the run (at most 10 s); a batch counts when it ends. Rates do
//     not depend on that.
//   - A share of the operations reads, the others overwrite data from before the run: snapshots store it anew. Both take the
//     same of the limits.
//   - An operation below the limits takes the pattern's mean latency and its transfer; above them its slot's time
//     between two ends.
// Not modelled: a random number of operations on the volume, files (it takes no space), CPU, a pause while
// the instance is stopped or the volume lost.
#pragma once

#include "models/ebs/ebs.hpp"
#include "sim/core/calendar.hpp"

namespace garoa {

class VolumeBackground final : public Service {
 public:
  VolumeBackground(const Run& run, const VolumeBackgroundSettings& settings, EbsVolume& volume,
                   const Calendar& calendar, double duration);

  void finish(MetricSink& metrics) override;

 private:
  Process use_slot();
  /// Seconds from now until the hours end; 0 outside of them.
  [[nodiscard]] double open_for() const;

  const Run& run_;
  VolumeBackgroundSettings settings_;
  EbsVolume& volume_;
  const Calendar& calendar_;
  double unloaded_;  // seconds of one operation below the limits
  double wanted_;    // operations per second of a slot, if nothing holds it back
  double possible_;  // of these, what the volume could serve if it had nothing else to do
  double batch_seconds_;
  double demanded_ = 0;  // operations, of the batches that ended
  double served_ = 0;
  Grown demand_;
  Grown service_;
  Spread latency_;  // of all operations
};

}  // namespace garoa

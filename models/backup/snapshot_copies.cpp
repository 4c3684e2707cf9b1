#include "models/backup/snapshot_copies.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

SnapshotCopies::Destination::Destination(const Run& run, const SnapshotSettings& settings,
                                         const VolumeData& data, const std::string& path,
                                         const SnapshotCopySettings& copy)
    : store{run, settings.block, data, settings.retention, path},
      at_once{run.simulator, settings.most_copies},
      resource{run.journal.intern(path)},
      leaves_region{!copy.region.empty()},
      leaves_account{copy.account == CopyAccount::other} {}

SnapshotCopies::SnapshotCopies(const Run& run, const SnapshotSettings& settings, const VolumeData& data,
                               const std::string& job, NameId flow)
    : run_{run},
      settings_{settings},
      path_{fmt::format("backup.{}", job)},
      flow_{flow},
      at_start_{data.at_start},
      bytes_{run},
      lag_{run} {
  for (const auto& copy : settings_.copies)
    destinations_.emplace_back(run, settings_, data, copy_of(job, copy), copy);
}

void SnapshotCopies::begin(const VolumeState& state) {
  for (auto& destination : destinations_)
    run_.simulator.start(copy(destination, destination.store.take(state), state.time));
}

Process SnapshotCopies::copy(Destination& destination, SnapshotStore::Taken snapshot, double point) {
  const auto place = co_await destination.at_once.enter();
  co_await run_.simulator.delay(settings_.overhead.count() +
                                (snapshot.changed / settings_.copy_rate).count());
  destination.store.keep(snapshot);
  const bool first = snapshot.id == 0;
  const auto once = first ? std::min(snapshot.changed.count(), at_start_.count()) : 0;
  if (destination.leaves_region) {
    run_.journal.report(
        events::Billed{destination.resource, Meter::transfer_region_bytes, snapshot.changed.count(), once});
  }
  run_.journal.report(
      events::BackupCopied{run_.now(), run_.journal.intern(path_), flow_, point, destination.leaves_account});
  bytes_.add(snapshot.changed.count());
  lag_.add(run_.now() - point);
}

void SnapshotCopies::source_replaced() {
  for (auto& destination : destinations_) destination.store.source_replaced();
}

void SnapshotCopies::bill(double interval) {
  for (auto& destination : destinations_) destination.store.bill(interval);
}

void SnapshotCopies::finish(MetricSink& metrics) const {
  if (destinations_.empty()) return;
  const MetricsOf own{metrics, path_ + ".copies"};
  const auto& lag = lag_.histogram();
  own.add_count("completed", lag.count());
  own.add("bytes", static_cast<double>(bytes_.count()), lag.count());
  own.add("lag.max", lag.maximum(), lag.count());
}

}  // namespace garoa

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
      leaves_account{copy.account == CopyAccount::other},
      within{copy.within} {
  store.take_past(settings.past);
}

SnapshotCopies::SnapshotCopies(const Run& run, const SnapshotSettings& settings, const VolumeData& data,
                               const std::string& job, NameId flow)
    : run_{run},
      settings_{settings},
      path_{fmt::format("backup.{}", job)},
      flow_{flow},
      at_start_{data.at_start},
      bytes_{run},
      late_{run},
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
  co_await carry(destination, snapshot.changed);
  destination.store.keep(snapshot);
  bill_copy(destination, snapshot);
  run_.journal.report(
      events::BackupCopied{run_.now(), run_.journal.intern(path_), flow_, point, destination.leaves_account});
  bytes_.add(snapshot.changed.count());
  lag_.add(run_.now() - point);
}

/// The promised time counts from AWS's consent.
Task<> SnapshotCopies::carry(Destination& destination, Bytes changed) {
  if (!destination.within) {
    co_await run_.simulator.delay(settings_.overhead.count() + (changed / settings_.copy_rate).count());
    co_return;
  }
  const auto& limits = settings_.timed_copies;
  while (destination.reserved >= limits.together.count()) co_await run_.simulator.delay(limits.retry.count());
  const double promised = destination.within->count();
  const double needed = static_cast<double>(changed.count()) / promised;
  const double granted =
      std::min({needed, limits.one.count(), limits.together.count() - destination.reserved});
  destination.reserved += granted;
  const double takes = granted < needed ? static_cast<double>(changed.count()) / granted : promised;
  co_await run_.simulator.delay(takes);
  destination.reserved -= granted;
  if (granted < needed) late_.add();
}

void SnapshotCopies::bill_copy(const Destination& destination, const SnapshotStore::Taken& snapshot) {
  const auto bytes = snapshot.changed.count();
  const auto once = snapshot.id == 0 ? std::min(bytes, at_start_.count()) : 0;
  const auto bill = [&](Meter meter) {
    run_.journal.report(events::Billed{destination.resource, meter, bytes, once});
  };
  if (destination.leaves_region) bill(Meter::transfer_region_bytes);
  if (destination.within) bill(Meter::ebs_timed_copy_bytes);
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
  const bool timed =
      std::any_of(destinations_.begin(), destinations_.end(),
                  [](const Destination& destination) { return destination.within.has_value(); });
  if (timed) own.add_count("late", late_.count());
  own.add("lag.max", lag.maximum(), lag.count());
}

}  // namespace garoa

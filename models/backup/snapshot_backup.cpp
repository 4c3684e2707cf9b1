#include "models/backup/snapshot_backup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace garoa {

SnapshotBackup::SnapshotBackup(const Run& run, BackupSettings settings, const EbsVolume& volume, NameId flow)
    : BackupJob{run, std::move(settings), flow},
      volume_{volume},
      path_{fmt::format("backup.{}", this->settings().name)},
      upload_name_{run.journal.intern(path_ + ".snapshot_upload")},
      overhead_name_{run.journal.intern(path_ + ".snapshot_overhead")},
      start_stream_{run.stream(path_ + ".start")},
      before_documents_{volume.settings().data.at_start - volume.settings().data.documents},
      upload_{run.simulator, 1},
      store_{run, this->settings().snapshot.block, volume.settings().data,
             this->settings().snapshot.retention, path_},
      copies_{run, this->settings().snapshot, volume.settings().data, this->settings().name, flow} {
  const auto& fast = this->settings().snapshot.fast_restore;
  if (fast) store_.restore_fast(*fast, volume.settings().size);
  store_.on_none_left([this] { tell_gone(); });
  const auto& past = this->settings().snapshot.past;
  store_.take_past(past);
  const auto& data = volume.settings().data;
  before_ =
      past.kept.empty() ? FileAmount{data.files, data.at_start.count()} : FileAmount{past.files, past.bytes};
}

/// None once no snapshot is left.
BackupJob::FromBefore SnapshotBackup::from_before() const {
  const auto& data = volume_.settings().data;
  const FileAmount all{data.files, data.at_start.count()};
  const FileAmount shown = all - gone_ - before_;
  const auto& since = settings().snapshot.past.since;
  if (store_.newest()) return {.copied = shown, .uncopied = before_, .gone = {}, .uncopied_since = since};
  return {.copied = {}, .uncopied = before_, .gone = shown, .uncopied_since = since, .gone_until = since};
}

FileAmount SnapshotBackup::gone(FlowId of) const {
  const std::size_t source = place_of(of);
  return store_.newest() || source >= protected_.size() ? FileAmount{} : protected_[source];
}

void SnapshotBackup::add(const Document& document) {
  pending_.push_back(waiting(document));
  pending_bytes_ += document.bytes;
}

Unprotected SnapshotBackup::unprotected(FlowId of) const {
  Unprotected all;
  for (const auto* const files : {&pending_, &coming_back()}) {
    for (const auto& file : *files) {
      if (file.source() == place_of(of)) all.add(file.bytes(), file.acknowledged());
    }
  }
  return all;
}

/// Looked for from the newest on: what can go is new.
bool SnapshotBackup::withdraw(const Document& document) {
  const auto found = std::find_if(pending_.rbegin(), pending_.rend(), [&](const WaitingFile& file) {
    return file.id() == document.id && file.source() == place_of(document.flow);
  });
  if (found == pending_.rend()) return false;
  pending_bytes_ -= found->bytes();
  pending_.erase(std::next(found).base());
  return true;
}

template <class Which>
void SnapshotBackup::forget(const Which& which) {
  erase_if(pending_, [&](const WaitingFile& file) {
    if (!which(file)) return false;
    pending_bytes_ -= file.bytes();
    return true;
  });
}

void SnapshotBackup::source_lost(FlowId of, const ComesBack& has_other_copy) {
  forget([&, source = place_of(of)](const WaitingFile& file) {
    if (file.source() != source) return false;
    if (has_other_copy(file)) comes_back(file);
    return true;
  });
  store_.source_lost();
  copies_.source_replaced();
}

/// What another job has copied of them is on the volume again after a restore, and in no snapshot. A snapshot that is left has all that was
/// there at its instant: what no job's copies hold any more is of what it does not show.
void SnapshotBackup::lost_from_before(const FileAmount& newest, const FileAmount& oldest) {
  gone_ += newest + oldest;
  before_ -= store_.newest() ? newest + oldest : newest;
}

void SnapshotBackup::volume_restored(FlowId of) {
  const auto back = take_back(of);
  for (const auto& file : back) pending_bytes_ += file.bytes();
  pending_.insert(pending_.begin(), back.begin(), back.end());
}

void SnapshotBackup::left(FlowId of, std::uint64_t /*documents*/, double acknowledged_before) {
  forget([source = place_of(of), acknowledged_before](const WaitingFile& file) {
    return file.source() == source && file.acknowledged() < acknowledged_before;
  });
}

double SnapshotBackup::start_delay(double scheduled) const {
  return settings().snapshot.start_spread.count() *
         start_stream_.uniform(Entity::nth(static_cast<std::uint64_t>(scheduled)));
}

/// An empty volume in a lost one's place lacks what that held at the start, and nothing overwrites it.
VolumeState SnapshotBackup::state() const {
  const Bytes touched{volume_.touched_bytes()};
  const Bytes reused{volume_.reused_bytes()};
  if (!volume_.holds_initial_data()) return {run().now(), touched, 0, reused};
  return {run().now(), touched - before_documents_, volume_.overwritten(), reused};
}

std::uint32_t SnapshotBackup::most_pending() const {
  const auto type = volume_.settings().type;
  const bool hdd = type == VolumeType::st1 || type == VolumeType::sc1;
  return hdd ? settings().snapshot.most_pending_hdd : settings().snapshot.most_pending_ssd;
}

Task<> SnapshotBackup::attempt(Work& work) {
  if (volume_.lost()) work.failure = Reason::volume_lost;
  if (pending_snapshots_ >= most_pending()) work.failure = Reason::pending_snapshots;
  work.left_files = pending().files;
  if (work.failure) co_return;
  ++pending_snapshots_;
  const auto shown = state();
  const auto snapshot = store_.take(shown);
  const bool completed = co_await complete(snapshot, work);
  --pending_snapshots_;
  work.left_files = waiting_since(shown.time);
  if (!completed) {
    store_.discard(snapshot);
    co_return;
  }
  work.left_files = 0;
  store_.keep(snapshot);
  work.bytes += snapshot.changed.count();
  protect_until(shown.time, work);
  tell_gone();
  copies_.begin(shown);
}

Task<bool> SnapshotBackup::complete(const SnapshotStore::Taken& snapshot, Work& work) {
  const auto life = volume_.life();
  co_await run().simulator.delay(settings().snapshot.overhead.count());
  waited(overhead_name_, settings().snapshot.overhead.count(), 0);
  co_await send(snapshot.changed.count(), work);
  if (volume_.life() != life || volume_.lost()) work.failure = Reason::volume_lost;
  co_return !work.failure && !cancelled(work);
}

/// In pieces, between which a cancelled run stops, at its deadline at the latest.
Task<> SnapshotBackup::send(std::uint64_t bytes, const Work& work) {
  constexpr double pieces = 1000;
  const double rate = settings().snapshot.rate.count();
  const double piece = std::max(static_cast<double>(bytes) / pieces, 1.0);
  double rest = static_cast<double>(bytes);
  const double began = run().now();
  const auto turn = co_await upload_.enter();
  const double in_line = run().now() - began;
  while (rest > 0 && !cancelled(work)) {
    const double part = std::min({rest, piece, std::max(rate * (work.deadline - run().now()), 1.0)});
    co_await run().simulator.delay(part / rate);
    rest -= part;
  }
  waited(upload_name_, run().now() - began, in_line);
}

/// Another snapshot may have protected some meanwhile.
std::uint64_t SnapshotBackup::waiting_since(double point) const {
  const auto end = std::partition_point(pending_.begin(), pending_.end(), [&](const WaitingFile& file) {
    return file.acknowledged() <= point;
  });
  return static_cast<std::uint64_t>(end - pending_.begin()) + before_.files;
}

void SnapshotBackup::protect_until(double point, Work& work) {
  work.files += std::exchange(before_, {}).files;
  for (; !pending_.empty() && pending_.front().acknowledged() <= point; pending_.pop_front()) {
    const auto& file = pending_.front();
    pending_bytes_ -= file.bytes();
    ++work.files;
    if (file.source() >= protected_.size()) protected_.resize(file.source() + 1);
    auto& all = protected_[file.source()];
    all += {1, file.bytes()};
    report_protected(file);
  }
}

void SnapshotBackup::sample(double interval) {
  store_.bill(interval);
  copies_.bill(interval);
}

void SnapshotBackup::finish(MetricSink& metrics) {
  const MetricsOf own{metrics, path_ + ".snapshots"};
  own.add_count("kept", store_.kept());
  own.add("stored_bytes", static_cast<double>(store_.stored().count()), store_.kept());
  own.add("archived_bytes", static_cast<double>(store_.archived().count()), store_.kept());
  copies_.finish(metrics);
}

}  // namespace garoa

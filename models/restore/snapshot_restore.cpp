#include "models/restore/snapshot_restore.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace garoa {
namespace {

constexpr Purpose first_document{"snapshot restore: first document"};
constexpr Purpose verified_piece{"snapshot restore: verified piece"};

}  // namespace

SnapshotRestore::SnapshotRestore(const Run& run, RestoreSettings settings, SnapshotStore& source,
                                 EbsVolume& volume, Names names)
    : Restore{run, std::move(settings), std::move(names)},
      source_{source},
      volume_{volume},
      archive_name_{run.journal.intern(this->names().path + ".archive_tier")},
      thaw_stream_{run.stream(this->names().path + ".thaw")},
      readers_{run.simulator, this->settings().tool.concurrency} {}

bool SnapshotRestore::is_back(std::uint64_t newer) const {
  return mounted_ && newer < wanted().files;
}

Task<> SnapshotRestore::provision() {
  mounted_ = false;
  snapshot_ = source_.newest();
  if (snapshot_ && snapshot_->archived) co_await thaw();
  const double until_mounted =
      settings().provision.count() + restore_duration(settings().from_snapshot).creation.count();
  co_await run().simulator.delay(until_mounted);
  report().seconds.provision = until_mounted;
}

Task<> SnapshotRestore::thaw() {
  const auto& [shortest, longest] = settings().archive_restore;
  const double luck = thaw_stream_.uniform(Entity::nth(static_cast<std::uint64_t>(began())));
  const double thawing = shortest.count() + luck * (longest - shortest).count();
  const auto bytes = snapshot_->snapshot.full.count();
  run().journal.report(
      events::Billed{names().source, Meter::ebs_snapshot_archive_restored_bytes, bytes, bytes});
  co_await run().simulator.delay(thawing);
  waited(archive_name_, thawing, 0);
  report().seconds.thaw = thawing;
}

Task<> SnapshotRestore::copy_all() {
  if (!snapshot_) co_return;
  auto from = settings().from_snapshot;
  from.size = snapshot_->snapshot.full;
  from.at_once = !from.paid_rate && source_.take_fast_restore(snapshot_->snapshot.id);
  const double mounted = run().now();
  const double loaded = volume_.load(from);
  mounted_ = true;
  if (wanted().files > 0) {
    co_await read_first_document();
    report().first = elapsed();
    report().share = std::max(report().first, mounted + settings().share * (loaded - mounted) - began());
  }
  const double since = run().now();
  co_await run().simulator.wait_until(std::max(loaded, run().now()));
  waited(volume_.load_name(), run().now() - since, 0);
  report().seconds.transfer = run().now() - mounted;
  const double verifying_since = run().now();
  if (settings().verify) co_await verify();
  report().seconds.verify = run().now() - verifying_since;
  report().restored = wanted().files;
  report().bytes = from.size.count();
}

Task<> SnapshotRestore::read_first_document() {
  const auto bytes = wanted().bytes / wanted().files;
  co_await volume_.touch(flow(), phase(), bytes, flow().entity(0), first_document);
  co_await volume_.read(flow(), phase(), bytes, flow().entity(0), first_document);
}

Task<> SnapshotRestore::verify() {
  std::vector<ServerPool::Place> all;
  for (std::uint32_t i = 0; i < settings().tool.concurrency; ++i) {
    auto place = co_await readers_.enter();
    run().simulator.start(read_back(std::move(place), i));
  }
  for (std::uint32_t i = 0; i < settings().tool.concurrency; ++i) all.push_back(co_await readers_.enter());
}

/// Its part of the snapshot, in pieces of which there are so few that terabytes are no more work than gigabytes.
Process SnapshotRestore::read_back([[maybe_unused]] ServerPool::Place place, std::uint32_t part) {
  constexpr std::uint64_t most_pieces = 1000;
  const auto bytes = snapshot_->snapshot.full.count() / settings().tool.concurrency;
  const auto block = settings().from_snapshot.block.count();
  const auto piece = std::max(block, bytes / most_pieces);
  for (std::uint64_t at = 0; at < bytes; at += piece) {
    const auto rest = std::min(piece, bytes - at);
    co_await volume_.read(flow(), phase(), rest, Entity::nth(part * bytes + at), verified_piece);
  }
}

}  // namespace garoa

#include "models/restore/replica_restore.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/s3/storage_meters.hpp"

namespace garoa {
namespace {

/// Empty, and like the original otherwise.
BucketSettings target_of(const BucketSettings& original, const std::string& path) {
  BucketSettings target = original;
  target.name = path;
  target.replication.reset();
  target.storage.existing = {};
  target.storage.earlier = {};
  return target;
}

}  // namespace

ReplicaRestore::ReplicaRestore(const Run& run, RestoreSettings settings, Bucket& original, Names names)
    : Restore{run, std::move(settings), std::move(names)},
      original_{original},
      target_{run, target_of(original.settings(), this->names().path)},
      client_{run, S3Client::Setup{.path = this->names().path,
                                   .tool = this->settings().tool,
                                   .connections = this->settings().connections,
                                   .copy_rates = this->settings().copy_rates.value_or(S3CopyRates{}),
                                   .measured = true}},
      start_up_name_{run.journal.intern(this->names().path + ".start_up")} {}

Task<> ReplicaRestore::provision() {
  back_ = bytes_back_ = 0;
  co_return;
}

Task<> ReplicaRestore::copy_all() {
  double since = run().now();
  if (const double start_up = settings().tool.start.count(); start_up > 0) {
    co_await run().simulator.delay(start_up);
    waited(start_up_name_, start_up, 0);
  }
  const bool listed = co_await client_.list(original_, flow(), phase(), true);
  report().seconds.list = run().now() - since;
  since = run().now();
  const auto held_in = class_of_replicas();
  if (listed && is_archive(held_in))
    co_await original_.retrieve(flow(), phase(), held_in, settings().retrieval, wanted().files,
                                wanted().bytes);
  report().seconds.thaw = run().now() - since;
  since = run().now();
  if (listed) co_await copy_objects();
  report().seconds.transfer = run().now() - since;
  report().restored = back_;
  report().bytes = bytes_back_;
  bill();
}

Task<> ReplicaRestore::copy_objects() {
  for (std::uint64_t object = 0; object < wanted().files; ++object) {
    auto place = co_await client_.files().enter();
    run().simulator.start(copy(std::move(place), object));
  }
  std::vector<ServerPool::Place> all;
  for (std::uint64_t i = 0; i < client_.files().servers(); ++i)
    all.push_back(co_await client_.files().enter());
}

Process ReplicaRestore::copy([[maybe_unused]] ServerPool::Place place, std::uint64_t object) {
  const S3File file{.bucket = target_,
                    .flow = flow(),
                    .phase = phase(),
                    .document = {flow(), object, bytes_of(object), began()},
                    .purpose = Purpose{"restore: copy"}};
  const S3Answer answer = co_await client_.copy_within(file);
  if (!answer) co_return;
  bytes_back_ += bytes_of(object);
  if (back_++ == 0) report().first = elapsed();
  const double needed = std::ceil(settings().share * static_cast<double>(wanted().files));
  if (static_cast<double>(back_) == std::max(needed, 1.0)) report().share = elapsed();
}

StorageClass ReplicaRestore::class_of_replicas() const {
  return replica_storage(original_.settings().storage, *original_.settings().replication).upload_class;
}

/// One-offs: no month repeats a drill.
void ReplicaRestore::bill() const {
  const auto resource = original_.names().self;
  const auto put = meters_of(original_.settings().storage.upload_class).put;
  if (back_ > 0) run().journal.report(events::Billed{resource, put, back_, back_});
  const S3Request put_once{.operation = S3Operation::put,
                           .document = {flow(), 0, 0, began()},
                           .entity = Entity::nth(0),
                           .purpose = Purpose{"restore: copy"},
                           .one_off = true};
  (void)original_.ask_for_keys(put_once, back_);
  const auto retrieved = meters_of(class_of_replicas()).retrieved;
  if (retrieved && bytes_back_ > 0)
    run().journal.report(events::Billed{resource, *retrieved, bytes_back_, bytes_back_});
  const bool elsewhere = !original_.settings().replication->region.empty();
  if (elsewhere && bytes_back_ > 0)
    run().journal.report(events::Billed{resource, Meter::transfer_region_bytes, bytes_back_, bytes_back_});
}

std::uint64_t ReplicaRestore::bytes_of(std::uint64_t object) const {
  return wanted().bytes / wanted().files + (object < wanted().bytes % wanted().files ? 1 : 0);
}

bool ReplicaRestore::is_back(std::uint64_t newer) const {
  return settings().order == RestoreOrder::newest_first ? newer < back_ : newer + back_ >= wanted().files;
}

}  // namespace garoa

#include "models/s3/replication_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "models/catalog/region.hpp"

namespace garoa {

ReplicationSettings read_replication(const StorageSettings& originals, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("s3");
  ReplicationSettings s;
  s.region = fields.maybe<std::string>("region", "of the replica (default: the scenario's own)").value_or("");
  const auto known = region_names(catalogue);
  if (!s.region.empty() && std::find(known.begin(), known.end(), s.region) == known.end()) {
    fields.error("region", fmt::format("'{}' is not a region of the catalogue{}", s.region,
                                       did_you_mean(s.region, {known.begin(), known.end()})));
  }
  s.account = fields.optional("account", "whose the replica is", CopyAccount::same);
  s.time_control = fields.optional("time_control", "S3 Replication Time Control", false);
  const std::string path = s.time_control ? "replication.time_control" : "replication.plain";
  s.delay = Distribution::lognormal(figures.get<Seconds>(path + ".median").count(),
                                    figures.get<double>(path + ".sigma"));
  if (!s.time_control) s.delay = s.delay.clamped(0, figures.get<Seconds>(path + ".most").count());
  s.retry.attempts = std::numeric_limits<std::uint32_t>::max();
  s.retry.base = s.retry.throttled_base = figures.get<Seconds>("replication.retry.base");
  s.retry.cap = figures.get<Seconds>("replication.retry.delay_cap").count();
  s.threshold = figures.get<Seconds>("replication.threshold");
  fields.maybe_section("existing", "copies also what the bucket holds at the start",
                       [&](Fields& f) { s.existing = read_existing_copy(f, figures); });
  s.storage_class = fields.maybe<StorageClass>("storage_class", "of the replicas (default: the bucket's)");
  read_transitions(s.transitions, s.storage_class.value_or(originals.upload_class), fields, figures,
                   "transitions", "lifecycle of the replicas: moves to cheaper classes", "the upload");
  s.expiration_days = read_days(
      fields, "expiration", "lifecycle of the replicas: they are deleted after this time (default: never)");
  s.noncurrent_expiration_days =
      read_days(fields, "noncurrent_expiration",
                "lifecycle: old versions of them are deleted after this time (default: never)");
  s.object_lock = read_object_lock(fields, "default retention of every replica (WORM; default: none)");
  s.encryption = fields.maybe<BucketEncryption>("encryption", "of the replicas (default: the bucket's)");
  return s;
}

StorageSettings replica_storage(const StorageSettings& originals, const ReplicationSettings& replication) {
  StorageSettings replicas;
  replicas.upload_class = replication.storage_class.value_or(originals.upload_class);
  replicas.rules = originals.rules;
  replicas.small = originals.small;
  replicas.tiering = originals.tiering;
  replicas.earlier = originals.earlier;
  replicas.earlier.keys = 0;
  replicas.versioning = originals.versioning;
  replicas.transitions = replication.transitions;
  replicas.expiration_days = replication.expiration_days;
  replicas.noncurrent_expiration_days = replication.noncurrent_expiration_days;
  if (replication.object_lock) replicas.lock_days = lock_days_of(*replication.object_lock);
  return replicas;
}

std::string replica_of(const std::string& bucket) {
  return fmt::format("s3.{}.replica", bucket);
}

}  // namespace garoa

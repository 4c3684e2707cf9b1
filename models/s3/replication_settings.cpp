#include "models/s3/replication_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "models/catalog/region.hpp"

namespace garoa {

ReplicationSettings read_replication(Fields& fields, Catalogue& catalogue) {
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
  s.expiration_days = read_days(
      fields, "expiration", "lifecycle of the replicas: they are deleted after this time (default: never)");
  s.noncurrent_expiration_days =
      read_days(fields, "noncurrent_expiration",
                "lifecycle: old versions of them are deleted after this time (default: never)");
  s.object_lock = read_object_lock(fields, "default retention of every replica (WORM; default: none)");
  s.encryption = fields.maybe<BucketEncryption>("encryption", "of the replicas (default: the bucket's)");
  return s;
}

std::string replica_of(const std::string& bucket) {
  return fmt::format("s3.{}.replica", bucket);
}

}  // namespace garoa

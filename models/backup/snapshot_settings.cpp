#include "models/backup/snapshot_settings.hpp"

#include <fmt/format.h>

#include <cmath>

namespace garoa {
namespace {

constexpr Seconds longest_retention = 36500_d;

SnapshotRetention read_retention(Fields& fields, Figures& figures, bool managed) {
  SnapshotRetention retention;
  fields.section("retention", "which snapshots are kept; all if nothing is given", [&](Fields& f) {
    if (!managed || f.describing()) {
      retention.count = f.maybe<std::uint32_t>(
          "count", "so many of the newest (method snapshot)",
          {1, figures.limit<std::uint32_t>("snapshot.retention.count.max"), "Data Lifecycle Manager allows"});
    }
    retention.age =
        f.maybe<Seconds>("age", "those that are not older", {1_d, longest_retention, "AWS allows"});
    if (retention.count && retention.age)
      f.error("count", fmt::format("'{}' takes either 'count' or 'age'", f.path()));
  });
  retention.keeps_last = !managed;
  if (managed && retention.age) retention.deletion = figures.get<Seconds>("snapshot.deletion.aws_backup");
  return retention;
}

void read_cold_storage(SnapshotRetention& retention, Fields& fields, Seconds least) {
  retention.cold_after =
      fields.maybe<Seconds>("cold_storage_after", "age at which a recovery point moves to cold storage",
                            {1_d, longest_retention, ""});
  if (!retention.cold_after || !retention.age) return;
  if (*retention.age - *retention.cold_after < least) {
    fields.error(
        "cold_storage_after",
        fmt::format("'{}.cold_storage_after' is {}; AWS Backup keeps what is in cold storage for at least "
                    "{}, so 'retention.age' must be at least {}",
                    fields.path(), format_quantity(*retention.cold_after), format_quantity(least),
                    format_quantity(*retention.cold_after + least)));
  }
}

VaultLock read_vault(const SnapshotRetention& retention, Fields& fields) {
  VaultLock lock = VaultLock::none;
  fields.section("vault", "where AWS Backup keeps the recovery points", [&](Fields& f) {
    lock =
        f.optional("lock", "who may delete them before their time: a few (governance), nobody (compliance)",
                   VaultLock::none);
    const auto least = f.maybe<Seconds>("min_retention", "the lock refuses a shorter retention",
                                        {1_d, longest_retention, "AWS allows"});
    const auto most = f.maybe<Seconds>("max_retention", "the lock refuses a longer retention",
                                       {1_d, longest_retention, "AWS allows"});
    if ((least || most) && lock == VaultLock::none)
      f.error("lock", fmt::format("'{}' limits the retention but has no lock", f.path()));
    const bool too_short = least && retention.age && *retention.age < *least;
    const bool too_long = most && (!retention.age || *retention.age > *most);
    if (too_short || too_long)
      f.error(too_short ? "min_retention" : "max_retention",
              fmt::format("the retention is outside what '{}' allows, so AWS Backup would refuse every job",
                          f.path()));
  });
  return lock;
}

std::optional<FastRestoreRule> read_fast_restore(Fields& fields, Figures& figures) {
  FastRestoreRule rule;
  const bool given =
      fields.maybe_section("fast_restore", "fast restore of the newest snapshots", [&](Fields& f) {
        rule.count = f.optional<std::uint32_t>(
            "count", "so many of the newest", 1,
            {1, figures.limit<std::uint32_t>("snapshot.fast_restore.quota"), "the quota of a region allows"});
        rule.zones =
            f.optional<std::uint32_t>("zones", "Availability Zones that it is enabled in", 1, {1, 6, ""});
      });
  rule.largest = figures.get<Bytes>("snapshot.fast_restore.size.max");
  rule.optimization_per_tib = figures.get<Seconds>("snapshot.fast_restore.optimization_per_tib");
  rule.least_billed = figures.get<Seconds>("snapshot.fast_restore.least_billed");
  rule.credit_size = figures.get<Bytes>("snapshot.fast_restore.credit_size");
  rule.most_credits = figures.get<double>("snapshot.fast_restore.credits.max");
  return given ? std::optional{rule} : std::nullopt;
}

/// Time-based copies: 15 min to 48 h in steps of 15 min.
std::optional<Seconds> read_time_of_copy(Fields& fields, Figures& figures) {
  const auto step = figures.get<Seconds>("snapshot.copy.timed.shortest");
  const auto within = fields.maybe<Seconds>(
      "within", "time within which AWS completes each copy, for a price; default: as it comes",
      {step, figures.get<Seconds>("snapshot.copy.timed.longest"), "AWS promises"});
  if (within && std::fmod(within->count(), step.count()) != 0) {
    const double steps = std::floor(within->count() / step.count());
    fields.error("within", fmt::format("'{}.within' is {}; AWS takes steps of {}, such as {} or {}",
                                       fields.path(), format_quantity(*within), format_quantity(step),
                                       format_quantity(Seconds{steps * step.count()}),
                                       format_quantity(Seconds{(steps + 1) * step.count()})));
  }
  return within;
}

SnapshotCopySettings read_copy(Fields& fields) {
  SnapshotCopySettings copy;
  copy.region =
      fields.optional<std::string>("region", "region of the copy; the scenario's own if absent", "");
  copy.account = fields.optional("account", "account of the copy", CopyAccount::same);
  if (copy.region.empty() && copy.account == CopyAccount::same)
    fields.error("region",
                 fmt::format("'{}' is neither in another region nor in another account", fields.path()));
  return copy;
}

Seconds read_start_spread(Fields& fields, Figures& figures, bool managed) {
  return fields.optional("start_spread", "a run begins at any moment within this time of its turn",
                         figures.fallback<Seconds>(managed ? "snapshot.start_spread.aws_backup"
                                                           : "snapshot.start_spread.lifecycle_manager"),
                         {Seconds{0}, 24_h, ""});
}

}  // namespace

SnapshotSettings read_snapshots(Fields& fields, Catalogue& catalogue, bool managed) {
  auto& figures = catalogue.figures("ebs");
  SnapshotSettings s;
  s.block = figures.get<Bytes>("snapshot.block");
  s.start_spread = read_start_spread(fields, figures, managed);
  s.overhead = figures.get<Seconds>("snapshot.creation.overhead");
  s.rate = fields.optional("rate", "at which changed blocks of the volume reach S3",
                           figures.fallback<BytesPerSecond>("snapshot.creation.rate"));
  s.most_pending_ssd = figures.get<std::uint32_t>("snapshot.pending.ssd");
  s.most_pending_hdd = figures.get<std::uint32_t>("snapshot.pending.hdd");
  s.retention = read_retention(fields, figures, managed);
  if (!managed || fields.describing()) s.fast_restore = read_fast_restore(fields, figures);
  s.shared_with_all = fields.optional("public", "anybody may make a volume of a snapshot", false);
  fields.list("copies", "copies of every snapshot", [&](Fields& f) {
    s.copies.push_back(read_copy(f));
    s.copies.back().within = read_time_of_copy(f, figures);
  });
  if (!s.copies.empty()) {
    s.copy_rate = figures.get<BytesPerSecond>("snapshot.copy.rate");
    s.timed_copies = {figures.get<BytesPerSecond>("snapshot.copy.timed.rate"),
                      figures.get<BytesPerSecond>("snapshot.copy.timed.rate.together"),
                      figures.get<Seconds>("snapshot.copy.timed.retry")};
    s.most_copies = figures.get<std::uint32_t>("snapshot.copy.at_once");
  }
  if (managed || fields.describing()) {
    read_cold_storage(s.retention, fields, figures.get<Seconds>("snapshot.archive.least"));
    s.vault_lock = read_vault(s.retention, fields);
  }
  return s;
}

SnapshotSettings read_recovery_points(Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("ebs");
  SnapshotSettings s;
  s.start_spread = read_start_spread(fields, figures, true);
  s.retention = read_retention(fields, figures, true);
  fields.list("copies", "copies of every recovery point",
              [&](Fields& f) { s.copies.push_back(read_copy(f)); });
  s.vault_lock = read_vault(s.retention, fields);
  return s;
}

std::string copy_of(const std::string& job, const SnapshotCopySettings& copy) {
  return fmt::format("backup.{}.copy.{}{}", job, copy.region.empty() ? "same-region" : copy.region,
                     copy.account == CopyAccount::other ? "-other-account" : "");
}

}  // namespace garoa

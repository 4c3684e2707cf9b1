#include "models/backup/bucket_backup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

constexpr Purpose copied{"bucket backup: GET"};

/// Seconds that the bucket has an object; nothing: for ever.
std::optional<double> stay_of(const StorageSettings& storage) {
  const auto days = storage.days_until_gone();
  return days ? std::optional{static_cast<double>(*days) * ObjectStore::day} : std::nullopt;
}

}  // namespace

BucketBackup::Destination::Destination(const Run& run, const SnapshotRetention& retention,
                                       std::optional<double> object_stays, const std::string& path,
                                       const SnapshotCopySettings& copy)
    : vault{run, retention, object_stays, path},
      at_once{run.simulator, 1},
      resource{run.journal.intern(path)},
      leaves_region{!copy.region.empty()},
      leaves_account{copy.account == CopyAccount::other} {}

BucketBackup::BucketBackup(const Run& run, BackupSettings settings, Bucket& bucket, NameId flow,
                           Before before)
    : BackupJob{run, std::move(settings), flow},
      bucket_{bucket},
      path_{fmt::format("backup.{}", this->settings().name)},
      copy_name_{run.journal.intern(path_ + ".vault_copy")},
      start_stream_{run.stream(path_ + ".start")},
      vault_{run, this->settings().snapshot.retention, stay_of(bucket.settings().storage), path_},
      came_{run},
      copied_bytes_{run},
      lag_{run} {
  const auto& points = this->settings().snapshot;
  const auto object_stays = stay_of(bucket.settings().storage);
  for (const auto& to : points.copies)
    destinations_.emplace_back(run, points.retention, object_stays, copy_of(this->settings().name, to), to);
  if (before == Before::backed_up) {
    const auto& past = this->settings().vault_copy.past;
    had_point_ = true;
    vault_.begin_with(past);
    watch_newest();
    for (auto& destination : destinations_) destination.vault.begin_with(past);
  } else {
    pending_ = initial_ = in_bucket();
  }
  bucket.on_stored([this](const Document& document) {
    came_.add();
    add(document);
  });
}

BucketVault::Amount BucketBackup::amount_of(std::uint64_t objects, std::uint64_t each) const {
  return {objects, objects * each, objects * std::max(each, settings().vault_copy.least_billed.count())};
}

BucketVault::Amount BucketBackup::in_bucket() const {
  BucketVault::Amount held;
  for (const auto& part : bucket_.held())
    held += amount_of(part.objects, part.bytes / std::max<std::uint64_t>(part.objects, 1));
  return held;
}

BucketVault::Amount BucketBackup::no_more_held() const {
  if (!had_point_ || vault_.has_point()) return {};
  auto gone = in_bucket();
  gone.objects -= std::min(gone.objects, pending_.objects);
  gone.bytes -= std::min(gone.bytes, pending_.bytes);
  return gone;
}

/// The new recovery point shows all that the bucket held at its instant.
void BucketBackup::keep_point(double point, const BucketVault::Amount& brought, BucketVault::Shows shows) {
  had_point_ = true;
  vault_.add(point, run().now(), brought, shows);
  watch_newest();
}

void BucketBackup::watch_newest() {
  if (std::isfinite(vault_.newest_goes())) run().simulator.start(tell_when_gone());
}

Process BucketBackup::tell_when_gone() {
  co_await run().simulator.wait_until(vault_.newest_goes());
  if (!vault_.has_point())
    run().journal.report(events::PointsGone{run().now(), run().journal.intern(path_), flow()});
}

double BucketBackup::start_delay(double scheduled) const {
  return settings().snapshot.start_spread.count() *
         start_stream_.uniform(Entity::nth(static_cast<std::uint64_t>(scheduled)));
}

Task<> BucketBackup::attempt(Work& work) {
  const double point = run().now();
  const auto shows = vault_.next();
  if (had_point_ && shows == BucketVault::Shows::nothing_else) pending_ = in_bucket();
  const auto wanted = pending_;
  work.left_files = wanted.objects;
  const auto once = initial_;
  const auto at_limit = co_await ask(wanted, once, work);
  if (!at_limit) co_return;
  const auto& rates = settings().vault_copy;
  const double seconds = std::max(*at_limit, rates.duration(wanted.objects, wanted.bytes));
  const bool complete = co_await carry(seconds, work);
  if (!complete) co_return;
  work.left_files = 0;
  work.files += wanted.objects;
  work.bytes += wanted.bytes;
  pending_ -= wanted;
  initial_ = {};
  keep_point(point, wanted, shows);
  for (auto& destination : destinations_) run().simulator.start(copy(destination, wanted, once, point));
}

Task<std::optional<double>> BucketBackup::ask(const BucketVault::Amount& wanted,
                                              const BucketVault::Amount& once, Work& work) {
  if (wanted.objects == 0) co_return 0.0;
  const auto began = static_cast<std::uint64_t>(run().now());
  const S3Request get{.operation = S3Operation::get,
                      .document = {flow(), began, wanted.bytes / wanted.objects, run().now()},
                      .entity = Entity::nth(began),
                      .purpose = copied,
                      .one_off = once.objects > 0};
  const auto answer = bucket_.ask(get);
  co_await run().simulator.delay(answer.seconds);
  if (answer.refusal == Refusal::none) {
    const auto first = std::max<std::uint64_t>(once.objects, 1);
    const double for_once = bucket_.ask_for_more(S3Operation::get, first - 1, true);
    co_return std::max(for_once, bucket_.ask_for_more(S3Operation::get, wanted.objects - first));
  }
  bucket_.refused(get, answer.refusal);
  work.failure = answer.refusal == Refusal::throttled ? Reason::throttled : Reason::s3_unavailable;
  co_return std::nullopt;
}

Task<bool> BucketBackup::carry(double seconds, const Work& work) {
  const double began = run().now();
  const double ends = std::min(began + seconds, work.deadline);
  if (ends > began) co_await run().simulator.wait_until(ends);
  waited(copy_name_, run().now() - began, 0);
  co_return !cancelled(work);
}

/// What the point brought; where no point is left, all that it shows.
Process BucketBackup::copy(Destination& destination, BucketVault::Amount brought, BucketVault::Amount once,
                           double point) {
  const auto all = vault_.held();
  const auto place = co_await destination.at_once.enter();
  const auto shows = destination.vault.next();
  const auto amount = shows == BucketVault::Shows::nothing_else ? all : brought;
  co_await run().simulator.delay(settings().vault_copy.duration(amount.objects, amount.bytes));
  destination.vault.add(point, run().now(), amount, shows);
  if (destination.leaves_region && amount.bytes > 0)
    run().journal.report(events::Billed{destination.resource, Meter::transfer_region_bytes, amount.bytes,
                                        std::min(once.bytes, amount.bytes)});
  run().journal.report(events::BackupCopied{run().now(), run().journal.intern(path_), flow(), point,
                                            destination.leaves_account});
  copied_bytes_.add(amount.bytes);
  lag_.add(run().now() - point);
}

void BucketBackup::sample(double interval) {
  vault_.bill(interval);
  for (auto& destination : destinations_) destination.vault.bill(interval);
  const auto events = came_.take_unbilled();
  if (events > 0)
    run().journal.report(events::Billed{bucket_.names().self, Meter::eventbridge_events, events, 0});
}

void BucketBackup::finish(MetricSink& metrics) {
  const auto held = vault_.held();
  const MetricsOf vault{metrics, path_ + ".vault"};
  vault.add_count("objects", held.objects);
  vault.add("bytes", static_cast<double>(held.bytes), held.objects);
  vault.add("billed_bytes", static_cast<double>(held.billed), held.objects);
  if (destinations_.empty()) return;
  const MetricsOf copies{metrics, path_ + ".copies"};
  const auto& lag = lag_.histogram();
  copies.add_count("completed", lag.count());
  copies.add("bytes", static_cast<double>(copied_bytes_.count()), lag.count());
  copies.add("lag.max", lag.maximum(), lag.count());
}

}  // namespace garoa

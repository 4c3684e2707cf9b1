#include "models/backup/bucket_backup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace garoa {
namespace {

constexpr Purpose copied{"bucket backup: GET"};

S3Request get_of(const Document& document, StorageClass from, bool one_off) {
  return {.operation = S3Operation::get,
          .document = document,
          .entity = Entity::nth(document.id),
          .purpose = copied,
          .from = from,
          .one_off = one_off};
}

/// In all they are so many bytes, which are known; of each class its mean over all of its objects is.
template <class Reads>
void fit(std::vector<Reads>& reads, std::uint64_t bytes) {
  double all = 0;
  for (const auto& of : reads) all += static_cast<double>(of.bytes);
  double sum = 0;
  std::uint64_t told = 0;
  for (auto& of : reads) {
    sum += static_cast<double>(of.bytes);
    const auto until =
        &of == &reads.back()
            ? bytes
            : static_cast<std::uint64_t>(sum / std::max(all, 1.0) * static_cast<double>(bytes));
    of.bytes = until - std::exchange(told, until);
  }
}

BucketVault::Amount sum_of(const std::vector<BucketVault::CameAt>& parts) {
  BucketVault::Amount all;
  for (const auto& part : parts) all += part.amount;
  return all;
}

/// What a bucket had at a time before the run. `share`: of what came on that day, what had come by then.
StorageSettings as_of(StorageSettings storage, double time, double share) {
  const auto day = static_cast<std::int64_t>(std::floor(time / ObjectStore::day));
  auto& [days, came, keys] = storage.earlier;
  days += day;
  storage.existing.age_days += day;
  std::erase_if(came, [&](const EarlierDay& one) { return one.day > day; });
  for (auto& one : came) one.day -= day;
  if (came.empty() || came.back().day != 0) return storage;
  auto& today = came.back();
  for (auto* const part :
       {&today.small_objects, &today.small_bytes, &today.large_objects, &today.large_bytes})
    *part = static_cast<std::uint64_t>(std::llround(share * static_cast<double>(*part)));
  today.renewed *= share;
  return storage;
}

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

BucketBackup::BucketBackup(const Run& run, BackupSettings settings, Bucket& bucket, NameId flow)
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
  if (const auto& past = this->settings().vault_copy.past) {
    take_past(*past);
  } else {
    pending_ = initial_ = sum_of(by_days(bucket.versions_by_day(), 0));
  }
  bucket.on_stored([this](const Document& document) {
    came_.add();
    add(document);
  });
}

void BucketBackup::add(const Document& document) {
  const auto one = amount_of(1, document.bytes);
  pending_ += one;
  came_in_run_ += one;
}

void BucketBackup::take_past(const PastPoints& past) {
  pending_ = pending_before_ = amount_of(past.pending);
  if (past.brought.empty()) return;
  had_point_ = true;
  take_past(past, vault_);
  for (auto& destination : destinations_) take_past(past, destination.vault);
  tell_gone_later();
}

void BucketBackup::tell_from_before() const {
  if (settings().vault_copy.past) tell_without_point();
}

/// One that begins when there is none is whole: it brings what the bucket had then, and what came before it matters no more.
void BucketBackup::take_past(const PastPoints& past, BucketVault& vault) const {
  vault.begins(past.since);
  auto last_whole = past.brought.begin();
  for (auto [probe, point] = std::pair{vault, past.brought.begin()}; point != past.brought.end(); ++point) {
    const auto shows = probe.next(point->time);
    if (shows == BucketVault::Shows::nothing_else) last_whole = point;
    probe.add(point->time, point->time, {}, shows);
  }
  for (auto point = past.brought.begin(); point != past.brought.end(); ++point) {
    const auto shows = vault.next(point->time);
    auto amount = point < last_whole ? BucketVault::Amount{} : amount_of(point->amount);
    std::vector<BucketVault::CameAt> known;
    if (point == past.brought.begin()) {
      known = {existing()};
    } else if (point == last_whole) {
      const auto then = as_of(bucket_.settings().storage, point->time, point->share_of_day);
      known = by_days(ObjectStore{then}.versions_by_day(), std::floor(point->time / ObjectStore::day));
      amount = sum_of(known);
    }
    vault.add(point->time, point->time, amount, shows, known);
  }
}

BucketVault::CameAt BucketBackup::existing() const {
  const auto& there = bucket_.settings().storage.existing;
  return {-static_cast<double>(there.age_days) * ObjectStore::day,
          amount_of(there.objects, there.size.count())};
}

BucketVault::Amount BucketBackup::amount_of(const FileAmount& objects) const {
  return amount_of(objects.files, objects.files == 0 ? 0 : objects.bytes / objects.files);
}

BucketVault::Amount BucketBackup::amount_of(std::uint64_t objects, std::uint64_t each) const {
  return {objects, objects * each, objects * std::max(each, settings().vault_copy.least_billed.count())};
}

std::vector<BucketVault::CameAt> BucketBackup::by_days(const std::vector<ObjectStore::OfDay>& versions,
                                                       double first_day) const {
  std::vector<BucketVault::CameAt> all;
  for (const auto& of : versions)
    all.push_back({(first_day + static_cast<double>(of.day)) * ObjectStore::day,
                   amount_of(FileAmount{of.objects, of.bytes})});
  return all;
}

BucketVault::Amount BucketBackup::current() const {
  BucketVault::Amount held;
  for (const auto& part : bucket_.held()) held += amount_of(FileAmount{part.objects, part.bytes});
  return held;
}

BucketVault::Amount BucketBackup::no_more_held() const {
  if (!had_point_ || vault_.has_point()) return {};
  auto gone = current();
  gone.objects -= std::min(gone.objects, pending_.objects);
  gone.bytes -= std::min(gone.bytes, pending_.bytes);
  return gone;
}

/// The new recovery point shows all that the bucket held at its instant.
void BucketBackup::keep_point(double point, const BucketVault::Amount& brought, BucketVault::Shows shows,
                              const std::vector<BucketVault::CameAt>& known) {
  had_point_ = true;
  vault_.add(point, run().now(), brought, shows, known);
  tell_gone_later();
}

void BucketBackup::tell_gone_later() {
  if (std::isfinite(vault_.newest_goes())) run().simulator.start(tell_when_gone());
}

Process BucketBackup::tell_when_gone() {
  co_await run().simulator.wait_until(std::max(vault_.newest_goes(), run().now()));
  if (vault_.has_point()) co_return;
  tell_without_point();
}

void BucketBackup::tell_without_point() const {
  const auto& past = settings().vault_copy.past;
  auto before = pending_before_;
  double since = past && !past->brought.empty() ? past->brought.back().time : past ? past->since : 0;
  if (!vault_.has_point()) {
    before = past ? there_from_before() : BucketVault::Amount{};
    since = past ? past->since : 0;
  }
  if (const auto& days = bucket_.settings().storage.expiration_days) {
    const double midnight = std::floor(run().now() / ObjectStore::day) * ObjectStore::day;
    since = std::max(since, midnight - static_cast<double>(*days) * ObjectStore::day);
  }
  run().journal.report(events::PointsGone{.time = run().now(),
                                          .job = run().journal.intern(path_),
                                          .flow = flow(),
                                          .before = before.objects,
                                          .before_bytes = before.bytes,
                                          .before_since = since});
}

/// Rules remove the oldest first.
BucketVault::Amount BucketBackup::there_from_before() const {
  const auto there = current();
  return {there.objects - std::min(there.objects, came_in_run_.objects),
          there.bytes - std::min(there.bytes, came_in_run_.bytes), 0};
}

double BucketBackup::start_delay(double scheduled) const {
  return settings().snapshot.start_spread.count() *
         start_stream_.uniform(Entity::nth(static_cast<std::uint64_t>(scheduled)));
}

Task<> BucketBackup::attempt(Work& work) {
  const double point = run().now();
  const auto shows = vault_.next(point);
  std::vector<BucketVault::CameAt> known;
  if (had_point_ && shows == BucketVault::Shows::nothing_else) {
    known = by_days(bucket_.versions_by_day(), 0);
    pending_ = sum_of(known);
  }
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
  pending_before_ = {};
  if (once.objects > 0) known = {existing()};
  keep_point(point, wanted, shows, known);
  for (auto& destination : destinations_) run().simulator.start(copy(destination, wanted, once, point));
}

std::vector<BucketBackup::Reads> BucketBackup::reads_of(const BucketVault::Amount& wanted,
                                                        const BucketVault::Amount& once) const {
  std::vector<Reads> reads;
  const auto again = wanted.objects - std::min(once.objects, wanted.objects);
  std::uint64_t objects = 0;
  const auto add = [&](StorageClass from, std::uint64_t most, std::uint64_t each) {
    const bool one_off = objects >= again;
    const auto more = std::min(most, (one_off ? wanted.objects : again) - objects);
    if (more == 0) return false;
    objects += more;
    reads.push_back({from, one_off, more, more * each});
    return true;
  };
  for (const auto& part : bucket_.newest(wanted.objects)) {
    const auto from = is_archive(part.storage_class) ? StorageClass::standard : part.storage_class;
    const auto until = objects + part.objects;
    while (objects < until && add(from, until - objects, part.bytes / part.objects)) continue;
  }
  // What a rule has removed since it came.
  while (objects < wanted.objects &&
         add(StorageClass::standard, wanted.objects - objects, wanted.bytes / wanted.objects))
    continue;
  fit(reads, wanted.bytes);
  return reads;
}

Task<std::optional<double>> BucketBackup::ask(const BucketVault::Amount& wanted,
                                              const BucketVault::Amount& once, Work& work) {
  if (wanted.objects == 0) co_return 0.0;
  const auto began = static_cast<std::uint64_t>(run().now());
  auto reads = reads_of(wanted, once);
  const auto get = get_of({flow(), began, reads.front().bytes / reads.front().objects, run().now()},
                          reads.front().from, reads.front().one_off);
  const auto answer = bucket_.ask(get);
  co_await run().simulator.delay(answer.seconds);
  if (answer.refusal == Refusal::none) {
    double seconds = 0;
    auto asked = get.document.bytes;
    for (auto& of : reads) {
      const std::uint64_t first = &of == &reads.front() ? 1 : 0;
      seconds += bucket_.ask_for_more(get_of(get.document, of.from, of.one_off), of.objects - first,
                                      of.bytes - std::exchange(asked, 0));
    }
    co_return seconds;
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
  auto came = vault_.came();
  const auto place = co_await destination.at_once.enter();
  const auto shows = destination.vault.next(run().now());
  const bool is_whole = shows == BucketVault::Shows::nothing_else;
  const auto amount = is_whole ? all : brought;
  co_await run().simulator.delay(settings().vault_copy.duration(amount.objects, amount.bytes));
  if (!is_whole) came.clear();
  destination.vault.add(point, run().now(), amount, shows, came);
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

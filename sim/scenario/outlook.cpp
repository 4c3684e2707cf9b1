#include "sim/scenario/outlook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/scenario/copy_usage.hpp"
#include "sim/scenario/provisioned_usage.hpp"

namespace garoa {
namespace {

/// What may come to be more as documents come in; volumes are as large as they are provisioned.
bool is_stock(Meter meter) {
  const auto unit = info_of(meter).unit;
  return unit == "B s" || unit == "object s";
}

double runs_a_day(const BackupSettings& job) {
  constexpr double watched = 366 * stock_day;
  if (!job.schedule) return 0;
  double runs = 0;
  for (auto tick = job.schedule->next_after(0); tick && *tick <= watched;
       tick = job.schedule->next_after(*tick))
    ++runs;
  return runs / watched * stock_day;
}

bool asks_for_each_file(const BackupSettings& job) {
  return job.method == BackupMethod::file_copy && job.file_copy.compare == CopyCompare::head;
}

/// Seconds of a day at which objects are copied; noon, if there are none.
double mean_time_of(const std::vector<CopiedFrom>& copies) {
  double objects = 0;
  double seconds = 0;
  for (const auto& copy : copies) {
    objects += copy.objects;
    seconds += copy.time_of_day;
  }
  return objects > 0 ? seconds / objects : stock_noon;
}

}  // namespace

bool comes_with_documents(Meter meter) {
  const auto unit = info_of(meter).unit;
  if (meter == Meter::lambda_provisioned_mib_milliseconds_x86 ||
      meter == Meter::lambda_snapshot_mib_milliseconds ||
      meter == Meter::lambda_provisioned_mib_milliseconds_arm)
    return false;
  return unit == "1" || unit == "B" || unit == "MiB ms" || unit == "LCU s";
}

Outlook::Outlook(const Scenario& scenario, const std::map<std::string, std::uint64_t>& acknowledged)
    : origin_{scenario.origin ? *scenario.origin : scenario},
      begin_{scenario.begin_after.count()},
      duration_{scenario.duration.count()},
      calendar_{*scenario.calendar},
      flows_{origin_} {
  if (auto way = way_to_s3(origin_); !way.first.empty()) way_to_s3_ = std::move(way);
  tell_months();
  heed_refusals(acknowledged);
  inflow_ = inflow_of(origin_, until_, WithinDay::evenly, bounds_of_copies(), taken_);
  foresee_buckets();
  foresee_records_and_items();
  find_steady_state();
  downloads_.emplace(origin_, until_);
  fill_buckets();
  for (const auto& job : origin_.bucket_backups) fill_vault(job);
  for (const auto& [name, bytes] : inflow_.records) fill_with_bytes("cloudwatch_logs." + name, bytes, 1, 0);
  for (const auto& table : origin_.dynamodb) {
    const auto bytes = static_cast<double>((table.item + table.overhead).count());
    fill_with_bytes("dynamodb." + table.name, inflow_.items[table.name], bytes,
                    static_cast<double>(table.items_at_start));
  }
  for (const auto& job : origin_.backup) {
    if (asks_for_each_file(job)) add_heads(job);
  }
  for (const auto& volume : origin_.ebs) add_snapshots(volume);
}

void Outlook::tell_months() {
  months_ = months_to_tell(steady_, [&](int number) { return calendar_.month(number); });
  until_ = std::max(begin_ + duration_, settled_flows() + 64 * stock_day);
  for (const auto& month : months_) until_ = std::max(until_, begin_ + month.begin + month.seconds);
}

/// Do only functions whose documents are counted write there?
bool Outlook::known_writers(const std::string& place) const {
  return std::all_of(origin_.lambda.begin(), origin_.lambda.end(), [&](const FunctionSettings& function) {
    const bool writes = function.writes_to.name == place || function.logs.group.name == place;
    return !writes || inflow_.functions.contains(function.name);
  });
}

double Outlook::between(const Used& used, double units, double from, double to) const {
  const bool known = is_known(used);
  const double in_run =
      (known ? expected_in_run(used) : 0) + read_by_vaults(used, first_point_of_run(), begin_ + duration_);
  const double then = (known ? expected(used, from, to) : 0) + read_by_vaults(used, from, to);
  return then + copied_from(used, units - in_run, from, to);
}

/// Where a trace names keys again nobody knows which objects go.
void Outlook::foresee_buckets() {
  for (const auto& bucket : origin_.s3) {
    const bool named = std::any_of(origin_.flows.begin(), origin_.flows.end(), [&](const FlowSettings& flow) {
      return flow.facts().bucket.name == bucket.name && flow.common().key.others_have_names;
    });
    if (named || !known_writers(bucket.name)) continue;
    auto& stock = stocks_["s3." + bucket.name];
    const double keys = inflow_.keys[bucket.name];
    stock.response = keys > 0 ? response_of(bucket.storage, inflow_.buckets[bucket.name], keys)
                              : response_of(bucket.storage, mean_time_of(inflow_.copied[bucket.name]));
    if (keys == 0 && !has_copies(bucket.name)) {
      stock.counted = meters_of(bucket.storage.upload_class).put;
      stock.counts = {1, 0, 1, 0};
    }
    stock.objects_a_request = static_cast<double>(std::max<std::uint64_t>(bucket.client.list_page, 1));
    stock.bytes_listed = static_cast<double>(bucket.client.list_entry.count());
  }
  for (const auto& bucket : origin_.s3) foresee_replicas(bucket);
  for (const auto& job : origin_.bucket_backups) foresee_vault(job);
  for (const auto& job : origin_.backup) {
    if (job.method == BackupMethod::file_copy && !asks_for_each_file(job)) add_listings(job);
  }
}

/// Of each version, as it comes into the bucket.
void Outlook::foresee_replicas(const BucketSettings& bucket) {
  const auto found = stocks_.find("s3." + bucket.name);
  if (found == stocks_.end() || !bucket.replication || inflow_.keys[bucket.name] > 0) return;
  const auto storage = replica_storage(bucket.storage, *bucket.replication);
  auto& stock = stocks_[replica_of(bucket.name)];
  stock.response = response_of(storage, mean_time_of(inflow_.copied[bucket.name]));
  if (!found->second.counted) return;
  stock.counted = meters_of(storage.upload_class).put;
  stock.counts = found->second.counts;
}

bool Outlook::has_copies(const std::string& bucket) const {
  return std::any_of(origin_.backup.begin(), origin_.backup.end(), [&](const BackupSettings& job) {
    return job.method == BackupMethod::file_copy && job.to.name == bucket;
  });
}

void Outlook::foresee_records_and_items() {
  for (const auto& group : origin_.cloudwatch_logs) {
    if (!known_writers(group.name)) continue;
    const auto days = group.retention ? std::llround(group.retention->count() / stock_day) : for_ever;
    auto& stock = stocks_["cloudwatch_logs." + group.name];
    stock.response = plain_response(Meter::logs_stored_byte_seconds, group.stored_share, days);
    stock.counted = Meter::logs_ingested_bytes;
    stock.counts.back() = 1;
  }
  for (const auto& table : origin_.dynamodb) {
    if (!known_writers(table.name)) continue;
    auto& stock = stocks_["dynamodb." + table.name];
    stock.response = table.ttl ? expiring_response(Meter::dynamodb_byte_seconds, table.ttl->count())
                               : plain_response(Meter::dynamodb_byte_seconds, 1, for_ever);
    if (table.writes.mode == CapacityMode::on_demand) {
      stock.counted = Meter::dynamodb_write_units;
      stock.counts.back() = static_cast<double>(table.units_per_write) /
                            static_cast<double>((table.item + table.overhead).count());
    }
    if (!table.point_in_time_recovery) continue;
    auto& meters = stock.response.meters;
    meters[Meter::dynamodb_pitr_byte_seconds] = meters[Meter::dynamodb_byte_seconds];
  }
}

void Outlook::add_listings(const BackupSettings& job) {
  const auto found = stocks_.find("s3." + job.to.name);
  if (found != stocks_.end()) found->second.runs_a_day += runs_a_day(job);
}

/// A HEAD for each file that is on the volume.
void Outlook::add_heads(const BackupSettings& job) {
  const auto found = stocks_.find("s3." + job.to.name);
  const auto* const volume = find_named(origin_.ebs, job.from.name);
  if (found == stocks_.end() || volume == nullptr) return;
  const VolumeArrivals came{origin_, volume->name, until_, WithinDay::evenly};
  const SiteHistory site{*volume, jobs_of(origin_, volume->name), until_,
                         [&](double from, double to) { return came.between(from, to); }};
  const double runs = runs_a_day(job);
  auto& heads = found->second.held.meters[Meter::s3_get_requests];
  heads.resize(static_cast<std::size_t>(std::ceil(until_ / stock_day)) + 1);
  for (std::size_t day = 0; day < heads.size(); ++day)
    heads[day] += runs * site.files(std::min(static_cast<double>(day) * stock_day + stock_noon, until_));
}

void Outlook::add_snapshots(const EbsSettings& volume) {
  const auto jobs = jobs_of(origin_, volume.name);
  const auto is_snapshot = [](const BackupSettings* job) { return job->method != BackupMethod::file_copy; };
  if (std::none_of(jobs.begin(), jobs.end(), is_snapshot)) return;
  const VolumeArrivals came{origin_, volume.name, until_, WithinDay::evenly, taken_};
  const SiteHistory site{volume, jobs, until_,
                         [&](double from, double to) { return came.between(from, to); }};
  for (const auto* const job : jobs) {
    if (!is_snapshot(job)) continue;
    auto history = SnapshotHistory::of(site, volume, *job, until_);
    if (history) snapshots_.emplace("backup." + job->name, std::move(*history));
  }
}

void Outlook::fill_buckets() {
  for (const auto& bucket : origin_.s3) {
    const auto found = stocks_.find("s3." + bucket.name);
    if (found == stocks_.end()) continue;
    fill_bucket(bucket.storage, inflow_.buckets[bucket.name], inflow_.keys[bucket.name], found->second);
    if (const auto replicas = stocks_.find(replica_of(bucket.name)); replicas != stocks_.end())
      fill_bucket(replica_storage(bucket.storage, *bucket.replication), inflow_.buckets[bucket.name], 0,
                  replicas->second);
  }
}

void Outlook::fill_bucket(const StorageSettings& storage, const std::vector<EarlierDay>& came, double keys,
                          Stock& stock) const {
  const auto days = static_cast<std::size_t>(std::ceil(until_ / stock_day)) + 1;
  const bool replaced = keys > 0;
  stock.held = replaced ? held_with(storage, days, came, keys) : held_with(storage, days);
  for (auto& each : stock.came) each.resize(days);
  for (const auto& one : came) {
    const auto on = static_cast<std::size_t>(one.day);
    if (replaced || on >= days) continue;
    const std::array amounts{one.small_objects, one.small_bytes, one.large_objects, one.large_bytes};
    for (std::size_t i = 0; i < amounts.size(); ++i) stock.came[i][on] += static_cast<double>(amounts[i]);
  }
  for (auto& each : stock.came) std::partial_sum(each.begin(), each.end(), each.begin());
}

/// `each` bytes of every one.
void Outlook::fill_with_bytes(const std::string& resource, const std::vector<double>& amounts, double each,
                              double at_start) {
  const auto found = stocks_.find(resource);
  if (found == stocks_.end()) return;
  auto& came = found->second.came.back();
  came.resize(static_cast<std::size_t>(std::ceil(until_ / stock_day)) + 1);
  for (std::size_t i = 0; i < std::min(amounts.size(), came.size()); ++i) came[i] = amounts[i] * each;
  came.front() += at_start * each;
  found->second.at_start.back() = at_start * each;
  std::partial_sum(came.begin(), came.end(), came.begin());
}

/// Copies are kept as the volume's own snapshots are, and each is sent as it was stored.
const SnapshotHistory* Outlook::snapshots_of(const Used& used) const {
  static constexpr std::array told{Meter::ebs_snapshot_byte_seconds, Meter::ebs_snapshot_archive_byte_seconds,
                                   Meter::transfer_region_bytes, Meter::ebs_timed_copy_bytes};
  if (std::find(told.begin(), told.end(), used.second) == told.end()) return nullptr;
  const auto copy = used.first.find(".copy.");
  const auto found = snapshots_.find(used.first.substr(0, copy));
  return found == snapshots_.end() ? nullptr : &found->second;
}

double Outlook::expected(const Used& used, double from, double to) const {
  if (const auto* const points = sent_by(used)) return points->between(from, to);
  if (const auto* const snapshots = snapshots_of(used)) {
    if (used.second == Meter::transfer_region_bytes || used.second == Meter::ebs_timed_copy_bytes)
      return snapshots->changed(from, to);
    const auto stored = snapshots->between(from, to);
    return used.second == Meter::ebs_snapshot_byte_seconds ? stored.standard : stored.archived;
  }
  double units = 0;
  for (auto today = static_cast<std::int64_t>(std::floor(from / stock_day));
       static_cast<double>(today) * stock_day < to; ++today) {
    const double begins = static_cast<double>(today) * stock_day;
    const double share = (std::min(to, begins + stock_day) - std::max(from, begins)) / stock_day;
    units += share * on_day(used, today);
  }
  return units;
}

double Outlook::first_point_of_run() const {
  return std::nextafter(begin_, begin_ + duration_);
}

double Outlook::expected_in_run(const Used& used) const {
  const bool by_points =
      !is_stock(used.second) && (sent_by(used) != nullptr || snapshots_of(used) != nullptr);
  return expected(used, by_points ? first_point_of_run() : begin_, begin_ + duration_);
}

/// What is held counts, day by day, by the hours of the calendar month that the day lies in.
double Outlook::expected(const Used& used, const MonthAhead& month) const {
  if (const auto* const points = sent_by(used)) return brought_in(*points, month);
  const double from = begin_ + month.begin;
  const double to = from + month.seconds;
  if (month.kind != MonthAhead::Kind::own || !is_stock(used.second)) return expected(used, from, to);
  double units = 0;
  for (double begins = from; begins < to;) {
    const double ends = std::min(to, (std::floor(begins / stock_day) + 1) * stock_day);
    const double hours = calendar_.length_of_months(begins - begin_, ends - begin_);
    units += expected(used, begins, ends) * month.month_seconds / hours;
    begins = ends;
  }
  return units;
}

std::vector<Outlook::Used> Outlook::foreseen() const {
  std::vector<Used> all;
  for (const auto& [resource, stock] : stocks_) {
    for (const auto& [meter, use] : stock.response.meters) all.emplace_back(resource, meter);
    for (const auto& [meter, use] : stock.held.meters) {
      if (!stock.response.meters.contains(meter)) all.emplace_back(resource, meter);
    }
    if (stock.counted && !stock.knows(*stock.counted)) all.emplace_back(resource, *stock.counted);
  }
  for (const auto& [copy, points] : sent_) all.emplace_back(copy, Meter::transfer_region_bytes);
  for (const auto& [used, points] : vault_reads_) all.push_back(used);
  foresee_copies(all);
  const auto of_downloads = downloads_->meters();
  all.insert(all.end(), of_downloads.begin(), of_downloads.end());
  return all;
}

namespace {

/// Data keys are renewed by time (models/kms/data_key.hpp).
bool comes(const std::pair<std::string, Meter>& used) {
  return comes_with_documents(used.second) && used.first != "kms.data_keys";
}

}  // namespace

double Outlook::pattern(const Used& used) const {
  return comes(used) ? coming_of(flows_.of(used.first, used.second)).week_over_run : 1;
}

std::vector<double> Outlook::provisioned_over_run(const Used& used) const {
  const bool is_its = used.second == Meter::lambda_provisioned_mib_milliseconds_x86 ||
                      used.second == Meter::lambda_provisioned_mib_milliseconds_arm;
  const auto function = std::find_if(origin_.lambda.begin(), origin_.lambda.end(),
                                     [&](const auto& one) { return "lambda." + one.name == used.first; });
  if (!is_its || function == origin_.lambda.end()) return {};
  const auto& provisioned = function->concurrency.provisioned;
  const double in_run = provisioned_between(provisioned, begin_, begin_ + duration_);
  if (in_run <= 0) return {};
  std::vector<double> months;
  for (const auto& month : months_) {
    const double from = begin_ + month.begin;
    const double lasts = month.kind == MonthAhead::Kind::mean ? 52 * stock_week : month.seconds;
    months.push_back(provisioned_between(provisioned, from, from + lasts) / in_run * month.seconds / lasts);
  }
  return months;
}

std::vector<double> Outlook::by_month(const Used& used, double units) const {
  const bool known = is_known(used);
  if (!known && is_stock(used.second)) return {};
  const bool with_documents = comes(used);
  const auto& copies = copies_of(used);
  const auto scaled = scaled_over_run(used);
  const auto provisioned = scaled.empty() ? provisioned_over_run(used) : scaled;
  const double in_run = known ? expected_in_run(used) : 0;
  const bool is_read = downloads_->knows(used);
  const double read_in_run = is_read ? downloaded(used, begin_, begin_ + duration_) : 0;
  const double in_vaults = read_by_vaults(used, first_point_of_run(), begin_ + duration_);
  const double beyond = units - in_run - copies.in_run - read_in_run - in_vaults;
  std::vector<double> months;
  for (std::size_t i = 0; i < months_.size(); ++i) {
    double factor = months_[i].seconds / duration_;
    if (with_documents) {
      // Functions read too, with what is uploaded; what leaves AWS is downloaded.
      const bool of_functions = is_read && used.second != Meter::transfer_out_bytes;
      const auto requests = of_functions ? flows_.uploads_of(used.first) : flows_.of(used.first, used.second);
      factor = coming_of(requests).in_month[i];
    }
    if (!copies.over_run.empty()) factor = copies.over_run[i];
    if (!provisioned.empty()) factor = provisioned[i];
    const double foreseen = copies.in_month[i] + (known ? expected(used, months_[i]) : 0) +
                            (is_read ? downloaded(used, months_[i]) : 0) + read_by_vaults(used, months_[i]);
    months.push_back(std::max(beyond * factor + foreseen, 0.0));
  }
  return months;
}

}  // namespace garoa

// What copies of volumes put in the months ahead: full ones are as large as what has come together, a full volume takes nothing more, and a
// backup may run for the first time after the run.
#include <algorithm>
#include <set>

#include "sim/scenario/copy_usage.hpp"
#include "sim/scenario/outlook.hpp"

namespace garoa {
namespace {

bool are_full(const Scenario& s, const std::string& bucket) {
  return std::any_of(s.backup.begin(), s.backup.end(), [&](const BackupSettings& job) {
    return job.method == BackupMethod::file_copy && job.file_copy.mode == CopyMode::full &&
           job.to.name == bucket;
  });
}

}  // namespace

std::vector<double> Outlook::bounds_of_copies() const {
  std::vector<double> bounds{begin_, begin_ + duration_};
  for (int days = 28; days <= 31; ++days) bounds.push_back(begin_ + days * stock_day);
  for (int number = 1; bounds.back() < until_; ++number)
    bounds.push_back(begin_ + calendar_.month(number).begin);
  for (const auto& trail : origin_.cloudtrail) {
    for (const auto& month : months_) {
      const double middle = begin_ + month.begin + month.seconds / 2;
      bounds.push_back(middle);
      if (trail.retention) bounds.push_back(middle - trail.retention->count());
    }
  }
  std::sort(bounds.begin(), bounds.end());
  return bounds;
}

Outlook::Copied Outlook::copied_between(const std::string& bucket, double from, double to) const {
  Copied sum;
  std::set<std::pair<double, const BackupSettings*>> seen;  // objects of several classes of one run
  const auto found = inflow_.copied.find(bucket);
  if (found == inflow_.copied.end()) return sum;
  for (const auto& copy : found->second) {
    if (copy.time < from || copy.time >= to) continue;
    if (seen.emplace(copy.time, copy.job).second) sum.runs += copy.runs;
    sum.objects += copy.objects;
    sum.bytes += copy.bytes;
  }
  return sum;
}

/// Months as long as the first have as many copies as it, if these are full, or the arrivals that the first would have.
Outlook::Copied Outlook::copied_in(const std::string& bucket, const MonthAhead& month) const {
  MonthAhead own = month;
  own.kind = MonthAhead::Kind::own;
  own.seconds = calendar_.month(month.number).seconds;
  const double from = begin_ + month.begin;
  auto then = copied_between(bucket, from, from + own.seconds);
  if (month.kind == MonthAhead::Kind::own || then.objects == 0) return then;
  double share = 1;
  if (!are_full(origin_, bucket)) {
    const double came = comes_in(flows_.all(), own);
    share = came > 0 ? comes_in(flows_.all(), month) / came : 1;
  } else {
    const double runs = month.kind == MonthAhead::Kind::mean
                            ? then.runs * month.seconds / own.seconds
                            : copied_between(bucket, begin_, begin_ + month.seconds).runs;
    share = runs / then.runs;
  }
  return {then.runs * share, then.objects * share, then.bytes * share};
}

/// Into which buckets what a meter counts of it is copied.
std::vector<std::string> Outlook::copied_into(const Used& used) const {
  std::vector<std::string> buckets;
  for (const auto& bucket : origin_.s3) {
    if (!inflow_.copied.contains(bucket.name)) continue;
    const auto uses = meters_of_copies(origin_, bucket);
    const bool is_its = used.second != Meter::transfer_out_bytes && comes_with_documents(used.second) &&
                        (used.first == "s3." + bucket.name || used.first == replica_of(bucket.name));
    if (is_its || std::find(uses.begin(), uses.end(), used) != uses.end()) buckets.push_back(bucket.name);
  }
  return buckets;
}

/// Does a meter count nothing else than what comes with copies?
bool Outlook::is_of_copies_alone(const Used& used, const std::vector<std::string>& buckets) const {
  if (used == way_to_s3_) {
    return std::none_of(origin_.lambda.begin(), origin_.lambda.end(),
                        [](const FunctionSettings& function) { return function.cold_start.vpc; });
  }
  const auto keyed = [&](const BucketSettings& bucket) {
    return used.first != "kms.keys" ||
           (bucket.requests_per_kms_call == 0 || !is_put_into(origin_, bucket.name));
  };
  return std::none_of(buckets.begin(), buckets.end(),
                      [&](const std::string& bucket) { return is_put_into(origin_, bucket); }) &&
         std::all_of(origin_.s3.begin(), origin_.s3.end(), keyed);
}

double Outlook::units_of(const Used& used, const std::string& bucket, const Copied& copied) const {
  const double mean = copied.objects > 0 ? copied.bytes / copied.objects : 0;
  const auto use = use_of_copies(origin_, *find_named(origin_.s3, bucket), used.first, used.second, mean);
  return copied.objects * use.of_each + copied.bytes * use.of_byte;
}

Outlook::ByCopies Outlook::by_copies(const Used& used) const {
  const auto buckets = copied_into(used);
  const bool bytes = info_of(used.second).unit == "B";
  ByCopies all;
  all.in_month.resize(months_.size());
  double in_run = 0;
  std::vector<double> amounts(months_.size());
  for (const auto& bucket : buckets) {
    const auto run = copied_between(bucket, begin_, begin_ + duration_);
    all.in_run += units_of(used, bucket, run);
    in_run += bytes ? run.bytes : run.objects;
    for (std::size_t i = 0; i < months_.size(); ++i) {
      const auto copied = copied_in(bucket, months_[i]);
      all.in_month[i] += units_of(used, bucket, copied);
      amounts[i] += bytes ? copied.bytes : copied.objects;
    }
  }
  if (in_run <= 0 || !is_of_copies_alone(used, buckets)) return all;
  for (auto& amount : amounts) amount /= in_run;
  all.over_run = std::move(amounts);
  return all;
}

const Outlook::ByCopies& Outlook::copies_of(const Used& used) const {
  auto found = by_copies_.find(used);
  if (found == by_copies_.end()) found = by_copies_.emplace(used, by_copies(used)).first;
  return found->second;
}

/// Nothing else than copies: more or less than was expected of them goes on with them.
double Outlook::copied_from(const Used& used, double units, double from, double to) const {
  double then = 0;
  double in_run = 0;
  for (const auto& bucket : copied_into(used)) {
    then += units_of(used, bucket, copied_between(bucket, from, to));
    in_run += units_of(used, bucket, copied_between(bucket, begin_, begin_ + duration_));
  }
  const bool alone = !copies_of(used).over_run.empty() && in_run > 0;
  return alone ? then * units / in_run : then + (units - in_run) * over_run(used, from, to);
}

void Outlook::foresee_copies(std::vector<Used>& all) const {
  for (const auto& bucket : origin_.s3) {
    if (!inflow_.copied.contains(bucket.name)) continue;
    for (const auto& used : meters_of_copies(origin_, bucket)) {
      if (std::find(all.begin(), all.end(), used) == all.end()) all.push_back(used);
    }
  }
  for (const auto& job : origin_.backup) {
    const auto resource = "backup." + job.name;
    if (!snapshots_.contains(resource)) continue;
    const auto add = [&](const std::string& place) {
      all.emplace_back(place, Meter::ebs_snapshot_byte_seconds);
      if (job.snapshot.retention.cold_after)
        all.emplace_back(place, Meter::ebs_snapshot_archive_byte_seconds);
    };
    add(resource);
    for (const auto& copy : job.snapshot.copies) {
      const auto place = copy_of(job.name, copy);
      add(place);
      if (!copy.region.empty()) all.emplace_back(place, Meter::transfer_region_bytes);
      if (copy.within) all.emplace_back(place, Meter::ebs_timed_copy_bytes);
    }
  }
}

}  // namespace garoa

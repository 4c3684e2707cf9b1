// What copies of volumes put in the months ahead: full ones are as large as what has come together, and a full volume takes nothing more.
#include <algorithm>
#include <iterator>
#include <utility>

#include "sim/scenario/outlook.hpp"

namespace garoa {
namespace {

struct Copied {
  double runs = 0;
  double amount = 0;
};

Copied copied_between(const std::vector<CopiedFrom>& copies, bool bytes, double from, double to) {
  Copied sum;
  std::pair<double, const BackupSettings*> last{};
  for (const auto& copy : copies) {
    if (copy.time < from || copy.time >= to) continue;
    if (const std::pair these{copy.time, copy.job}; these != last) {
      sum.runs += copy.runs;
      last = these;
    }
    sum.amount += bytes ? copy.bytes : copy.objects;
  }
  return sum;
}

bool are_full(const Scenario& s, const std::string& bucket) {
  return std::any_of(s.backup.begin(), s.backup.end(), [&](const BackupSettings& job) {
    return job.method == BackupMethod::file_copy && job.file_copy.mode == CopyMode::full &&
           (bucket.empty() || job.to.name == bucket);
  });
}

}  // namespace

std::vector<double> Outlook::bounds_of_copies() const {
  std::vector<double> bounds{begin_, begin_ + duration_};
  for (int days = 28; days <= 31; ++days) bounds.push_back(begin_ + days * stock_day);
  for (int number = 1; bounds.back() < until_; ++number)
    bounds.push_back(begin_ + calendar_.month(number).begin);
  std::sort(bounds.begin(), bounds.end());
  return bounds;
}

/// Months as long as the first have as many copies as it, if these are full, or the arrivals that the first would have.
double Outlook::copied_over_run(const MonthAhead& month, const std::vector<CopiedFrom>& copies, bool bytes,
                                bool full) const {
  const double in_run = copied_between(copies, bytes, begin_, begin_ + duration_).amount;
  MonthAhead own = month;
  own.kind = MonthAhead::Kind::own;
  own.seconds = calendar_.month(month.number).seconds;
  const double from = begin_ + month.begin;
  const auto then = copied_between(copies, bytes, from, from + own.seconds);
  if (month.kind == MonthAhead::Kind::own || then.amount == 0) return then.amount / in_run;
  if (!full) {
    const double came = comes_in(flows_.all(), own);
    return came > 0 ? then.amount * comes_in(flows_.all(), month) / came / in_run : then.amount / in_run;
  }
  const double runs = month.kind == MonthAhead::Kind::mean
                          ? then.runs * month.seconds / own.seconds
                          : copied_between(copies, bytes, begin_, begin_ + month.seconds).runs;
  return then.amount / then.runs * runs / in_run;
}

std::optional<Outlook::Coming> Outlook::copied(const Used& used) const {
  const bool bytes = info_of(used.second).unit == "B";
  std::string bucket;
  std::vector<CopiedFrom> copies;
  if (used == way_to_s3_) {
    for (const auto& [name, into] : inflow_.copied) copies.insert(copies.end(), into.begin(), into.end());
  } else if (used.first.starts_with("s3.")) {
    bucket = used.first.substr(3, used.first.find('.', 3) - 3);
    const auto found = inflow_.copied.find(bucket);
    const bool puts =
        info_of(used.second).name.ends_with("put_requests") || used.second == Meter::transfer_region_bytes;
    if (found != inflow_.copied.end() && puts) copies = found->second;
  }
  std::stable_sort(copies.begin(), copies.end(), [](const CopiedFrom& a, const CopiedFrom& b) {
    return a.time != b.time ? a.time < b.time : a.job->name < b.job->name;
  });
  if (copied_between(copies, bytes, begin_, begin_ + duration_).amount <= 0) return std::nullopt;
  Coming coming;
  for (const auto& month : months_)
    coming.in_month.push_back(copied_over_run(month, copies, bytes, are_full(origin_, bucket)));
  return coming;
}

const Outlook::Coming& Outlook::coming_of(const Used& used) const {
  auto found = copied_.find(used);
  if (found == copied_.end()) found = copied_.emplace(used, copied(used)).first;
  return found->second ? *found->second : coming_of(flows_.of(used.first, used.second));
}

}  // namespace garoa

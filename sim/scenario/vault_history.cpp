#include "sim/scenario/vault_history.hpp"

#include <cmath>
#include <utility>

#include "sim/scenario/inflow.hpp"
#include "sim/scenario/resource_flows.hpp"

namespace garoa {
namespace {

/// What is in a bucket at times that ascend, had nothing left it. Within a day it comes as the uploads of the flow do that fills it.
class Filling {
 public:
  Filling(const Scenario& origin, const std::string& bucket, const std::vector<EarlierDay>& came,
          double passed)
      : came_{came} {
    if (const auto* const flow = flow_of_bucket(origin, bucket))
      uploads_.emplace(flow->common().uploads, origin, passed, WithinDay::as_they_come);
    if (const auto* const found = find_named(origin.s3, bucket)) {
      const auto& existing = found->storage.existing;
      objects_ = static_cast<double>(existing.objects);
      bytes_ = objects_ * static_cast<double>(existing.size.count());
    }
  }

  [[nodiscard]] FileAmount by(double time) {
    for (; next_ < came_.size() && begin_of(came_[next_]) + stock_day <= time; ++next_) add(came_[next_], 1);
    if (next_ == came_.size() || begin_of(came_[next_]) >= time) return rounded(objects_, bytes_);
    const double share = share_of_day(time);
    return rounded(objects_ + share * objects_of(came_[next_]), bytes_ + share * bytes_of(came_[next_]));
  }
  /// Of what comes on the day of that time, what has come by then.
  [[nodiscard]] double share_of_day(double time) const {
    const double begin = std::floor(time / stock_day) * stock_day;
    const double all = uploads_ ? uploads_->between(begin, begin + stock_day) : 0;
    return all > 0 ? uploads_->between(begin, time) / all : (time - begin) / stock_day;
  }

 private:
  static double begin_of(const EarlierDay& day) { return static_cast<double>(day.day) * stock_day; }
  static double objects_of(const EarlierDay& day) {
    return static_cast<double>(day.small_objects + day.large_objects);
  }
  static double bytes_of(const EarlierDay& day) {
    return static_cast<double>(day.small_bytes + day.large_bytes);
  }
  static FileAmount rounded(double objects, double bytes) {
    return {static_cast<std::uint64_t>(std::llround(objects)),
            static_cast<std::uint64_t>(std::llround(bytes))};
  }
  void add(const EarlierDay& day, double share) {
    objects_ += share * objects_of(day);
    bytes_ += share * bytes_of(day);
  }
  const std::vector<EarlierDay>& came_;
  std::optional<ExpectedArrivals> uploads_;
  std::size_t next_ = 0;  // day
  double objects_ = 0;
  double bytes_ = 0;
};

}  // namespace

PastPoints past_points(const Scenario& origin, const BackupSettings& job, const std::vector<EarlierDay>& came,
                       double passed) {
  PastPoints past{.since = -passed};
  Filling filling{origin, job.from_bucket.name, came, passed};
  FileAmount before;
  auto tick = job.schedule ? job.schedule->next_after(0) : std::nullopt;
  while (tick && *tick <= passed) {
    const double point = *tick;
    tick = job.schedule->next_after(point);
    const bool last_of_day =
        !tick || *tick > passed || std::ceil(*tick / stock_day) > std::ceil(point / stock_day);
    if (!last_of_day) continue;
    const auto all = filling.by(point);
    past.brought.push_back({point - passed, all - std::exchange(before, all), filling.share_of_day(point)});
  }
  past.pending = filling.by(passed) - before;
  return past;
}

}  // namespace garoa

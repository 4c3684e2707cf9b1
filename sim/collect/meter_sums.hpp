// Billed quantities, summed by resource and meter over the whole run: bills know no warm-up.
#pragma once

#include <array>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/collect/per_name.hpp"
#include "sim/core/calendar.hpp"
#include "sim/core/meter_total.hpp"
#include "sim/journal/journal.hpp"

namespace garoa {

/// What of a meter's units was for the documents of one flow (or for a backup's or drill's), as far as the meter says so.
struct UseOfFlow {
  std::string flow;  // "flows.intake"
  MeterTotal units = 0;
  MeterTotal one_off = 0;  // of the units
};

struct MeterSum {
  std::string resource;
  Meter meter;
  MeterTotal units;
  MeterTotal until_halfway = 0;      // of the run
  MeterTotal one_off = 0;            // of the units
  std::vector<double> by_hour = {};  // of what can be committed, in each of `MeterSums::hours()`
  double in_months = 0;              // units of each calendar month over its seconds; 0: the run lies in one
  std::vector<UseOfFlow> of_flows = {};  // by name
};

struct MeteredTime {
  double halfway = 0;         // when half of the run was over; 0 if that was never told
  std::vector<double> hours;  // of the pieces that `MeterSum::by_hour` tells of
};

class MeterSums {
 public:
  /// `months` that the run lies in.
  explicit MeterSums(Journal& journal, std::vector<Calendar::Month> months = {});
  MeterSums(const MeterSums&) = delete;
  MeterSums& operator=(const MeterSums&) = delete;

  /// By resource, then meter; without zero sums.
  [[nodiscard]] std::vector<MeterSum> sums() const;
  /// When half of the run was over; 0 if that was never told.
  [[nodiscard]] double halfway() const { return halfway_; }
  /// How many hours each of the pieces has that the run is cut into: an hour, or what lies between two looks at the meters, and the rest.
  [[nodiscard]] std::vector<double> hours() const;

 private:
  const Journal& journal_;
  using Totals = PerName<std::array<MeterTotal, meter_count>>;
  Totals sums_;
  Totals until_halfway_;
  Totals one_offs_;
  /// By resource, meter and flow.
  std::map<std::tuple<NameId, Meter, NameId>, UseOfFlow> of_flows_;
  [[nodiscard]] std::vector<UseOfFlow> of_flows(NameId id, Meter meter) const;
  double halfway_ = 0;
  /// Of one resource and one meter, at the end of each hour.
  using UntilHour = std::map<std::pair<NameId, Meter>, std::vector<MeterTotal>>;
  void end_hour(double time);
  UntilHour until_hour_;
  std::vector<double> hour_ends_;  // seconds

  using Shares = PerName<std::array<double, meter_count>>;
  void end_month();
  /// What has come since the last end of a month, over the seconds of the one that is on.
  [[nodiscard]] double in_this_month(NameId id, std::size_t meter) const;
  std::vector<Calendar::Month> months_;
  std::size_t month_ = 0;  // that is on
  Totals until_month_;
  Shares in_months_;
};

}  // namespace garoa

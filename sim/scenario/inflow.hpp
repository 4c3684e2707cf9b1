// What comes into buckets, log groups and tables, day by day, from a scenario's start on: of the arrivals that are expected, the mean size
// of documents and the schedules of backups. What then happens to it is others' business (stock.hpp, outlook.hpp).
//
// Not computed: see stock.hpp.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/site_history.hpp"

namespace garoa {

inline constexpr double stock_day = Calendar::day_seconds;
inline constexpr double stock_week = 7 * stock_day;

/// What a backup's runs put into a bucket one after another; without the first copies of what was there before the scenario's start.
struct CopiedFrom {
  double time = 0;                      // of the first
  const BackupSettings* job = nullptr;  // whose they are; flows on a volume share them
  double runs = 0;
  double objects = 0;
  double bytes = 0;
  double time_of_day = 0;  // seconds of the day at which objects are copied, summed over them
};

struct Inflow {
  std::map<std::string, std::vector<EarlierDay>> buckets;  // objects by the day on which they come; ascending
  std::map<std::string, double> keys;  // of buckets: of which those with keys that come again drew one
  std::map<std::string, std::vector<CopiedFrom>> copied;  // into buckets
  std::map<std::string, std::vector<double>> records;     // bytes of each day, from the first on
  std::map<std::string, std::vector<double>> items;       // of tables
  std::set<std::string> functions;                        // whose work is in it
};

/// How documents of a day are spread over it, where parts of days are asked for.
enum class WithinDay { as_they_come, evenly };  // `evenly` is much faster

/// Until that time after the start of `origin`, a scenario as of its start. Days count from there. Runs of a backup are told together, but
/// for those before and after one of the `cuts`, which ascend: a schedule of minutes makes millions.
[[nodiscard]] Inflow inflow_of(const Scenario& origin, double until,
                               WithinDay within = WithinDay::as_they_come,
                               const std::vector<double>& cuts = {});

/// The backups with a schedule that copy a volume.
[[nodiscard]] std::vector<const BackupSettings*> jobs_of(const Scenario& origin, const std::string& volume);

/// Arrivals of a stream, of which many intervals are asked for.
class ExpectedArrivals {
 public:
  /// Until that time. The stream and the scenario outlive it.
  ExpectedArrivals(const RequestSettings& requests, const Scenario& origin, double until, WithinDay within);
  [[nodiscard]] double between(double from, double to) const;

 private:
  /// From the start on, days evenly.
  [[nodiscard]] double until(double time) const;
  const RequestSettings* requests_;
  const Scenario* origin_;
  std::vector<double>
      until_day_;  // the end of each day, from the start on; none where they are asked for one by one
};

/// What all flows that use a volume bring there.
class VolumeArrivals {
 public:
  /// Until that time. The scenario outlives it.
  VolumeArrivals(const Scenario& origin, const std::string& volume, double until, WithinDay within);
  [[nodiscard]] ExpectedDocuments between(double from, double to) const;

 private:
  struct Source {
    ExpectedArrivals arrivals;
    ExpectedDocuments each;  // of an upload, as far as it goes to that volume
  };
  std::vector<Source> sources_;
};

}  // namespace garoa

// What a scenario's resources will use in the months after a run began: of what is held over time and comes to be more, by the stock that
// comes together (as for `begin_after`, sim/scenario/stock.hpp) and the rules that it lives by; of what is used as documents come, by the growth
// of arrivals.
//
//   buckets     byte-seconds of each class, objects watched over, early deletion, transitions, listings by file copies and their bytes on the
//               way to S3; replicas likewise, in their class and by their lifecycle
//   snapshots   of volumes, and their copies, by schedule and retention;  vaults: recovery points of buckets, likewise
//   log groups  by retention;  tables: items
// Months are those of the calendar (bill_months.hpp), with as many days and working days as they have. What the run used beyond what is
// expected of it (or less: chance, failures, refusals) goes on in each month; what documents use goes with the arrivals of the requests
// that a meter goes with (resource_flows.hpp), all of these together, and what copies of volumes put with what they copy.
// Not foreseen, and taken to grow as it did in the run: what functions leave that copies of backups call, keys that a trace names
// again, replicas of keys that come again and of what was there, snapshots that are more than can be walked through quickly.
// Not computed: see stock.hpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/bill_months.hpp"
#include "sim/scenario/inflow.hpp"
#include "sim/scenario/resource_flows.hpp"
#include "sim/scenario/snapshot_history.hpp"
#include "sim/scenario/stock_response.hpp"

namespace garoa {

class Outlook {
 public:
  explicit Outlook(const Scenario& scenario);

  using Used = std::pair<std::string, Meter>;  // resource and meter
  /// What is foreseen or heeded, used in the run or not.
  [[nodiscard]] std::vector<Used> foreseen() const;
  /// That the run used so much. Where it counts less of what comes into a place than was expected, and chance does not explain it (refused,
  /// given up, worked on in batches), as much less comes in later months. Told before any month is asked for.
  void heed(const Used& used, double units);
  /// In each of the months, where the run used so much. Nothing where it cannot be foreseen.
  [[nodiscard]] std::vector<double> by_month(const Used& used, double units) const;
  /// Those that a bill tells (invoice.hpp).
  [[nodiscard]] const std::vector<MonthAhead>& months() const { return months_; }
  /// The first month that is like all later ones but for its length; nothing: none is, and why.
  [[nodiscard]] std::optional<int> steady() const { return steady_; }
  [[nodiscard]] const std::vector<std::string>& why_never() const { return why_never_; }
  /// What comes in whole weeks over what comes in as much time of the run.
  [[nodiscard]] double week_over_run() const { return coming_of(flows_.all()).week_over_run; }
  /// The same of what is counted there: 1 of what does not come with documents.
  [[nodiscard]] double pattern(const Used& used) const;
  /// What comes in a time since the scenario's start over what comes in the run, of all requests together; evenly where none come.
  [[nodiscard]] double over_run(double from, double to) const;

 private:
  /// What comes into one place, and what becomes of it.
  struct Stock {
    StockResponse response;
    HeldByDay held;
    std::array<std::vector<double>, 4> came;  // until the end of each day
    std::array<double, 4> at_start{};         // of `came`
    std::optional<Meter> counted;             // what each that comes is counted by
    std::array<double, 4> counts{};           // units of that
    double runs_a_day = 0;                    // of backups that list it
    double bytes_listed = 0;                  // of an object
    double objects_a_request = 1;

    [[nodiscard]] bool knows(Meter meter) const;
    [[nodiscard]] double on_day(Meter meter, std::int64_t day) const;
    /// Objects that the listings of a day see.
    [[nodiscard]] double listed_on(std::int64_t day) const;
    [[nodiscard]] double sum(const UseOfEach& use, std::int64_t day) const;
    /// Units of `counted` that came on so many days, from that one on.
    [[nodiscard]] double counted_on(std::size_t from, std::size_t days) const;
    void scale_from(std::size_t day, double share);
  };

  void foresee_buckets();
  void foresee_replicas(const BucketSettings& bucket);
  void foresee_vault(const BackupSettings& job);
  void fill_vault(const BackupSettings& job);
  [[nodiscard]] bool has_copies(const std::string& bucket) const;
  void foresee_records_and_items();
  [[nodiscard]] bool known_writers(const std::string& place) const;
  void add_listings(const BackupSettings& job);
  void add_heads(const BackupSettings& job);
  [[nodiscard]] double settled_flows() const;
  void settle_volumes(double on_flows);
  [[nodiscard]] double full_from(const EbsSettings& volume) const;
  void settle_snapshots(double on_volumes);
  void settle_stocks(double on_volumes);
  void find_steady_state();
  void fill_buckets();
  /// Objects by the day on which they come; those of keys that come again live with what replaces them.
  void fill_bucket(const StorageSettings& storage, const std::vector<EarlierDay>& days, double keys,
                   Stock& stock) const;
  void fill_with_bytes(const std::string& resource, const std::vector<double>& amounts, double each,
                       double at_start);
  void add_snapshots(const EbsSettings& volume);
  /// What comes into some flows.
  struct Coming {
    double week_over_run = 1;
    std::vector<double> in_month;  // over what comes in the run
  };
  [[nodiscard]] const Coming& coming_of(const ResourceFlows::Requests& requests) const;
  [[nodiscard]] double arrivals(const ResourceFlows::Requests& requests, double from, double to) const;
  [[nodiscard]] Coming coming(const ResourceFlows::Requests& requests) const;
  [[nodiscard]] double comes_in(const ResourceFlows::Requests& requests, const MonthAhead& month) const;
  [[nodiscard]] const Coming& coming_of(const Used& used) const;
  /// Of the units of a meter that goes with the copies of a bucket, or of all, if any of them is not as large as what came before it.
  [[nodiscard]] std::optional<Coming> copied(const Used& used) const;
  [[nodiscard]] double copied_over_run(const MonthAhead& month, const std::vector<CopiedFrom>& copies,
                                       bool bytes, bool full) const;
  /// All times between which copies may be added up: the run, months like the first, and each month.
  [[nodiscard]] std::vector<double> bounds_of_copies() const;
  void settle_trails();
  [[nodiscard]] const SnapshotHistory* snapshots_of(const Used& used) const;
  /// The months, and how far they reach.
  void tell_months();
  [[nodiscard]] double on_day(const Used& used, std::int64_t day) const;
  [[nodiscard]] bool is_known(const Used& used) const;
  [[nodiscard]] double expected(const Used& used, double from, double to) const;
  [[nodiscard]] double expected(const Used& used, const MonthAhead& month) const;

  const Scenario& origin_;
  double begin_;     // of the run, since the scenario's start
  double duration_;  // of the run
  BillMonths calendar_;
  std::vector<MonthAhead> months_;
  ResourceFlows flows_;
  mutable std::map<ResourceFlows::Requests, Coming> coming_;
  mutable std::map<Used, std::optional<Coming>> copied_;
  double until_ = 0;
  Inflow inflow_;
  std::map<std::string, Stock> stocks_;
  std::optional<Used> way_to_s3_;  // bytes of what stands there
  std::map<std::string, SnapshotHistory> snapshots_;
  double settled_ = 0;  // since the scenario's start
  std::vector<std::string> why_never_;
  std::optional<int> steady_;
};

}  // namespace garoa

// What a scenario's resources will use in the months after a run began: of what is held over time and comes to be more, by the stock that
// comes together (as for `begin_after`, sim/scenario/stock.hpp) and the rules that it lives by; of what is used as documents come, by the growth
// of arrivals.
//
//   buckets     byte-seconds of each class, objects watched over, early deletion, transitions, listings by file copies and their bytes on the
//               way to S3; replicas likewise, in their class and by their lifecycle
//   snapshots   of volumes, and their copies, by schedule and retention;  vaults: recovery points of buckets, likewise, and what copies of
//               them in other regions and reads of the bucket are billed, recovery point by recovery point
//   log groups  by retention;  tables: items, and what auto scaling provisions by what arrivals need
//   downloads   of buckets, from when until when they come, by the class that documents lie in then (download_usage.hpp)
// Months are those of the calendar (bill_months.hpp), with as many days and working days as they have. What the run used beyond what is
// expected of it (or less: chance, failures, refusals) goes on in each month; what documents use goes with the arrivals of the requests
// that a meter goes with (resource_flows.hpp), all of these together, and what copies of volumes are billed with what they copy: a backup
// that runs for the first time after the run is told by the settings (copy_usage.hpp).
// Not foreseen: what works on documents that come only after the run; the bill says so, and has no steady state.
// Not foreseen, and taken to grow as it did in the run: what functions leave that copies of backups call, keys that a trace names
// again, replicas of keys that come again and of what was there, snapshots that are more than can be walked through quickly.
// Not computed: see stock.hpp.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/bill_months.hpp"
#include "sim/scenario/download_usage.hpp"
#include "sim/scenario/inflow.hpp"
#include "sim/scenario/resource_flows.hpp"
#include "sim/scenario/snapshot_history.hpp"
#include "sim/scenario/stock_response.hpp"
#include "sim/scenario/vault_inflow.hpp"

namespace garoa {

/// Requests, bytes and computing come with documents; what is held or provisioned does not.
[[nodiscard]] bool comes_with_documents(Meter meter);

class Outlook {
 public:
  /// `acknowledged`: uploads of each flow in the run; where they are told and fewer than come, as many of later ones are refused.
  explicit Outlook(const Scenario& scenario, const std::map<std::string, std::uint64_t>& acknowledged = {});

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
  /// What comes of a resource's requests in a week from the begin of one of months() on, over a week of the run.
  [[nodiscard]] double grown(const std::string& resource, std::size_t month) const;
  /// In a time since the scenario's start, of a meter that comes with documents of which the run used so much.
  [[nodiscard]] double between(const Used& used, double units, double from, double to) const;

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

  /// By more than that share, and by more than that many deviations of chance.
  static constexpr double worth_heeding = 0.02;
  static constexpr double deviations_heeded = 4;
  void heed_refusals(const std::map<std::string, std::uint64_t>& acknowledged);
  void foresee_buckets();
  void foresee_replicas(const BucketSettings& bucket);
  void foresee_vault(const BackupSettings& job);
  void fill_vault(const BackupSettings& job);
  /// What a vault's recovery points bring, and the units that a meter counts of it.
  struct Brought {
    std::vector<BroughtIntoVault> points;  // without what was there at the start
    double of_each = 0;                    // object
    double of_byte = 0;

    [[nodiscard]] double between(double from, double to) const;
  };
  void foresee_vault_reads(const BucketSettings& bucket, const std::vector<BroughtIntoVault>& points);
  /// Of points that are copied into another region; null for other meters.
  [[nodiscard]] const Brought* sent_by(const Used& used) const;
  [[nodiscard]] double brought_in(const Brought& brought, const MonthAhead& month) const;
  /// Units of a meter that reading a bucket's objects into vaults uses.
  [[nodiscard]] double read_by_vaults(const Used& used, double from, double to) const;
  [[nodiscard]] double read_by_vaults(const Used& used, const MonthAhead& month) const;
  [[nodiscard]] bool has_copies(const std::string& bucket) const;
  void foresee_records_and_items();
  [[nodiscard]] bool known_writers(const std::string& place) const;
  void add_listings(const BackupSettings& job);
  void add_heads(const BackupSettings& job);
  [[nodiscard]] double settled_flows() const;
  void settle_volumes(double on_flows);
  [[nodiscard]] double full_from(const EbsSettings& volume) const;
  [[nodiscard]] std::function<double(double)> slowest_copy_of(const EbsSettings& volume) const;
  void settle_snapshots(double on_volumes);
  void settle_stocks(double on_volumes);
  void tell_late_flows();
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
  /// What comes of the meter's requests in a time since the scenario's start over what comes in the run; evenly where none come.
  [[nodiscard]] double over_run(const Used& used, double from, double to) const;
  /// What backups put into a bucket.
  struct Copied {
    double runs = 0;
    double objects = 0;
    double bytes = 0;
  };
  [[nodiscard]] Copied copied_between(const std::string& bucket, double from, double to) const;
  [[nodiscard]] Copied copied_in(const std::string& bucket, const MonthAhead& month) const;
  [[nodiscard]] std::vector<std::string> copied_into(const Used& used) const;
  [[nodiscard]] bool is_of_copies_alone(const Used& used, const std::vector<std::string>& buckets) const;
  /// Units of a meter that are expected of copies.
  [[nodiscard]] double units_of(const Used& used, const std::string& bucket, const Copied& copied) const;
  struct ByCopies {
    double in_run = 0;
    std::vector<double> in_month;
    std::vector<double>
        over_run;  // of what is copied; none where the run copies nothing, or others are counted too
  };
  [[nodiscard]] ByCopies by_copies(const Used& used) const;
  [[nodiscard]] const ByCopies& copies_of(const Used& used) const;
  [[nodiscard]] double copied_from(const Used& used, double units, double from, double to) const;
  void foresee_copies(std::vector<Used>& all) const;
  /// Units of a meter that downloads of buckets are expected to use.
  [[nodiscard]] double downloaded(const Used& used, double from, double to) const;
  [[nodiscard]] double downloaded(const Used& used, const MonthAhead& month) const;
  /// Of what a function has provisioned by a schedule: what it has in each month over what it had in the run; nothing of other meters.
  [[nodiscard]] std::vector<double> provisioned_over_run(const Used& used) const;
  /// The same of what auto scaling provisions of a table.
  [[nodiscard]] std::vector<double> scaled_over_run(const Used& used) const;
  [[nodiscard]] double scaled_units(const TableSettings& table, const CapacitySettings& capacity, double from,
                                    double to) const;
  [[nodiscard]] double items_of_each(const TableSettings& table) const;
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
  /// A point at the run's very beginning was made before it; it is one of the month that begins then all the same.
  [[nodiscard]] double first_point_of_run() const;
  [[nodiscard]] double expected_in_run(const Used& used) const;

  const Scenario& origin_;
  double begin_;     // of the run, since the scenario's start
  double duration_;  // of the run
  BillMonths calendar_;
  std::vector<MonthAhead> months_;
  ResourceFlows flows_;
  mutable std::map<ResourceFlows::Requests, Coming> coming_;
  mutable std::map<Used, ByCopies> by_copies_;
  double until_ = 0;
  TakenArrivals taken_;
  Inflow inflow_;
  std::map<std::string, Stock> stocks_;
  std::map<std::string, Brought> sent_;  // by the copy
  std::multimap<Used, Brought> vault_reads_;
  std::optional<Used> way_to_s3_;  // bytes of what stands there
  std::map<std::string, SnapshotHistory> snapshots_;
  std::optional<DownloadUsage> downloads_;
  double settled_ = 0;  // since the scenario's start
  std::vector<std::string> why_never_;
  std::optional<int> steady_;
};

}  // namespace garoa

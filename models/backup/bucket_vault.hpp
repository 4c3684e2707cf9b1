// The recovery points of a bucket in one place (a vault of a region, an account), and their bill.
//
// Modelled: a recovery point stores what none before it has; each object is billed with at least `least_billed`. What a recovery point
// brought stays until the last recovery point is deleted that shows it: the last one before the bucket's rules remove it. AWS
// deletes a recovery point at a random moment within some hours of its end; when the newest one has gone, nothing is left, and the next
// one that begins is whole again. One that has begun before keeps what it shows.
// Not modelled: that AWS bills whole days, keys that are written over (the older version stays as long as a newer one), the cheaper tier.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/backup/vault_copy_settings.hpp"
#include "models/ebs/snapshot_store_settings.hpp"
#include "models/service.hpp"

namespace garoa {

class BucketVault {
 public:
  struct Amount {
    std::uint64_t objects = 0;
    std::uint64_t bytes = 0;
    std::uint64_t billed = 0;  // bytes
    Amount& operator+=(const Amount& more);
    Amount& operator-=(const Amount& less);
    friend Amount operator+(Amount a, const Amount& b) { return a += b; }
    [[nodiscard]] Amount at_most(const Amount& other) const;
  };

  /// `resource` is the path that it is billed under; the bucket has an object for `in_bucket` s; nothing: for ever.
  BucketVault(const Run& run, const SnapshotRetention& retention, std::optional<double> in_bucket,
              const std::string& resource);

  /// What a recovery point holds beside what it brings.
  enum class Shows { what_there_was, nothing_else };
  /// One that begins then.
  [[nodiscard]] Shows next(double begins) const {
    return begins < newest_goes_ ? Shows::what_there_was : Shows::nothing_else;
  }
  /// Objects that came together, at a time that is known.
  struct CameAt {
    double time;
    Amount amount;
  };
  /// A recovery point of that instant was complete then, and these are new in it. Of those of one that nothing is before, `known` came at
  /// their times, which ascend; the others evenly: since the last of those or the recovery point before, or as long as they may be in the
  /// bucket.
  void add(double point, double complete, const Amount& amount, Shows shows,
           const std::vector<CameAt>& known = {});
  /// What came evenly from then to its time, by the midnights at which rules count its days from.
  [[nodiscard]] static std::vector<CameAt> by_days(double since, const CameAt& all);
  /// Nothing that is not known came before that.
  void begins(double since) { since_ = since; }
  /// Is there a recovery point now?
  [[nodiscard]] bool has_point() const { return run_.now() < newest_goes_; }
  /// When there is none any more, if nothing is added, s; infinity: never.
  [[nodiscard]] double newest_goes() const { return newest_goes_; }
  /// What its recovery points hold now.
  [[nodiscard]] Amount held();
  /// When that came, as far as anything of it leaves some day; after held().
  [[nodiscard]] std::vector<CameAt> came() const;
  void bill(double interval);

 private:
  struct Brought {
    double point;
    double leaves;
    Amount amount;
  };
  void bring(double point, const Amount& amount, const std::vector<CameAt>& known);

  const Run& run_;
  SnapshotRetention retention_;
  std::optional<double> in_bucket_;
  NameId resource_;
  Stream deletion_stream_;
  std::uint64_t added_ = 0;
  double since_ = 0;
  double newest_goes_ = -std::numeric_limits<double>::infinity();
  std::deque<Brought> brought_;  // what leaves some day, the first to leave first
  Amount held_;
  TimeMeter bill_;
};

}  // namespace garoa

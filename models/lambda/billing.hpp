// What an invocation is billed for: its duration, and INIT by date and package.
//
//   duration     handler and INIT within it, rounded up to the billing step (1 ms; 100 ms before December 2020)
//   restore      of a snapshot: a part of its time, with the duration
//   INIT         custom runtimes and images always, zip packages of managed runtimes since August 2025
//   /tmp         what is above the included size, for the billed duration
//   SnapStart    the cached snapshot for the time of the run, each restore by memory
//   requests     one for each invocation
//
// Not modelled: the fixed hours for which a new snapshot is billed at least. Prices: models/pricing.
#pragma once

#include <cstdint>

#include "models/lambda/billing_settings.hpp"
#include "models/lambda/snap_start_settings.hpp"
#include "models/lambda/space_settings.hpp"
#include "models/service.hpp"
#include "models/unbilled.hpp"

namespace garoa {

/// Billed milliseconds of a duration in seconds.
[[nodiscard]] std::uint64_t billed_milliseconds(const BillingRules& rules, double duration, double init);

/// The bill of one function, reported at sampling instants.
class FunctionBill {
 public:
  FunctionBill(const BillingRules& rules, const RuntimeSettings& runtime, const SpaceSettings& space,
               const std::optional<SnapStartSettings>& snap_start);

  /// Returns the billed milliseconds. Those of provisioned environments have a bill of their own
  /// (provisioned_fleet.hpp) but for /tmp and the request. `one_off`: no month repeats it.
  std::uint64_t add(NameId flow, double duration, double init, bool provisioned, bool one_off = false);
  void add_restore() { ++restores_; }
  /// For the time since the last call.
  void report(Journal& journal, NameId function, double interval);

 private:
  BillingRules rules_;
  Meter duration_meter_;
  std::uint64_t memory_;     // MiB
  std::uint64_t extra_tmp_;  // MiB
  bool snapshots_ = false;   // are billed
  TimeMeter snapshot_time_;
  Unbilled requests_;
  Unbilled milliseconds_;         // on demand
  Unbilled milliseconds_of_all_;  // in provisioned environments too; none without extra /tmp
  std::uint64_t restores_ = 0;
};

}  // namespace garoa

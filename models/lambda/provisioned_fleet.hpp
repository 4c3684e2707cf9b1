// The provisioned environments of one function as the run goes on: follows the schedule, makes and withdraws
// environments, measures and bills them. See provisioned_settings.hpp for what is modelled.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "models/lambda/cold_start.hpp"
#include "models/lambda/environment_pool.hpp"
#include "models/lambda/provisioned_settings.hpp"
#include "models/lambda/runtime_settings.hpp"
#include "models/measured.hpp"
#include "models/unbilled.hpp"
#include "sim/engine/token_bucket.hpp"

namespace garoa {

class ProvisionedFleet {
 public:
  /// `path` names the function. `changed` is called when their number changes. What is referred to outlives the
  /// fleet.
  ProvisionedFleet(const Run& run, const std::string& path, const ProvisionedSettings& settings,
                   const RuntimeSettings& runtime, const ColdStartSettings& cold_start, EnvironmentPool& pool,
                   std::function<void()> changed);

  /// An invocation began, in a provisioned environment or not.
  void started(bool provisioned);
  /// One in a provisioned environment ended.
  void ended(NameId flow, std::uint64_t billed_milliseconds, bool one_off);

  void sample();
  void finish(MetricSink& metrics) const;

 private:
  Process announce();
  Process follow(const ProvisionedSettings::Change& change);
  Process allocate(std::uint64_t number);
  void set(std::uint32_t count);
  void settle();

  const Run& run_;
  std::string path_;
  const ProvisionedSettings& settings_;
  const RuntimeSettings& runtime_;
  const ColdStartSettings& cold_start_;
  EnvironmentPool& pool_;
  std::function<void()> changed_;
  Stream init_stream_;
  TokenBucket allocation_;
  NameId name_;
  NameId utilization_metric_;
  std::uint32_t target_ = 0;
  std::uint32_t pending_ = 0;    // on their way
  std::uint32_t cancelled_ = 0;  // of these, not wanted any more
  std::uint64_t allocations_ = 0;
  Counted invocations_;
  Counted spilled_;
  Level in_use_;
  Level provisioned_;
  double settled_until_ = 0;
  double unbilled_seconds_ = 0;  // of environments
  Unbilled unbilled_milliseconds_;
  TimeMeter meter_;
};

}  // namespace garoa

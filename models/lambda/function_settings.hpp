// The settings of a Lambda function, by subject: what calls it (trigger_settings), what it runs on
// (runtime_settings), its environments (environment_settings) and their start (cold_start), its limits (concurrency),
// memory and /tmp (environment_space), network (network_bucket), billing, and what its handler does (here).
//
// Shape: timeout 3 s, no work, one thread, one connection to S3, no effect unless given. Errors: a timeout outside
// Lambda's limits.
#pragma once

#include <string>
#include <vector>

#include "models/iam/role_settings.hpp"
#include "models/lambda/billing_settings.hpp"
#include "models/lambda/cold_start_settings.hpp"
#include "models/lambda/concurrency_settings.hpp"
#include "models/lambda/environment_settings.hpp"
#include "models/lambda/measured_duration_settings.hpp"
#include "models/lambda/network_settings.hpp"
#include "models/lambda/read_settings.hpp"
#include "models/lambda/runtime_settings.hpp"
#include "models/lambda/sdk_settings.hpp"
#include "models/lambda/space_settings.hpp"
#include "models/lambda/trigger_settings.hpp"
#include "models/s3/object_key.hpp"

namespace garoa {

enum class Idempotency { none, conditional_write, dedup_table, natural };

template <>
struct EnumNames<Idempotency> {
  static constexpr std::string_view kind = "idempotency choice";
  static constexpr std::array names{
      std::pair{std::string_view{"none"}, Idempotency::none},
      std::pair{std::string_view{"conditional_write"}, Idempotency::conditional_write},
      std::pair{std::string_view{"dedup_table"}, Idempotency::dedup_table},
      std::pair{std::string_view{"natural"}, Idempotency::natural}};
};

/// What an invocation writes to a log group: Lambda's own lines, and the function's.
struct FunctionLogs {
  Reference group;
  Bytes application;  // one record; 0: none
  Bytes start, end, report;
};

/// Does the handler compare the sequencers of an object's events?
enum class Ordering { none, sequencer };

template <>
struct EnumNames<Ordering> {
  static constexpr std::string_view kind = "ordering choice";
  static constexpr std::array names{std::pair{std::string_view{"none"}, Ordering::none},
                                    std::pair{std::string_view{"sequencer"}, Ordering::sequencer}};
};

struct FunctionSettings {
  std::string name;
  Location where;
  TriggerSettings trigger;
  AsyncRules async;
  LoopGuard loop_guard;
  RuntimeSettings runtime;
  ColdStartSettings cold_start;
  SpaceSettings space;
  FunctionNetwork network;
  SdkSettings sdk;
  BillingRules billing;
  EnvironmentSettings environments;
  ConcurrencySettings concurrency;
  Seconds timeout;
  std::optional<MeasuredDuration> duration;  // instead of a model of its own work
  Seconds work_per_document;                 // at one full vCPU
  Seconds work_per_mb;                       // per 1,000,000 bytes, likewise
  double work_variation = 0;
  std::uint32_t work_threads = 1;
  double work_serial = 0;             // share of it that one thread alone can do
  std::optional<ReadSettings> reads;  // of other objects
  double error_rate = 0;
  Reference writes_to;
  Reference notifies;
  std::vector<Reference> calls;  // of called services, in their order
  KeyAffixes output;             // of the objects that it writes
  bool renames = false;          // else they have the keys of those that it read
  Destinations destinations;
  Idempotency idempotency = Idempotency::none;
  FunctionLogs logs;
  Reference dedup_table;  // that of `writes_to` unless given
  Ordering ordering = Ordering::none;
  std::optional<RoleSettings> role;     // not told if there is none: a function always has one
  std::vector<std::string> principals;  // that its policy lets in
};

/// `calendar` is for schedules; it may be null after a fault of the scenario.
[[nodiscard]] FunctionSettings read_function(const std::string& name, Fields& fields, Catalogue& catalogue,
                                             const Calendar* calendar);

}  // namespace garoa

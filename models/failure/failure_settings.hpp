// The failures that a scenario injects: when, what, how, for how long.
//
//   failures:
//     - { at: 3 d, volume: documents, kind: loss }
//     - { at: 2026-03-07T12:00, instance: app, kind: stop, for: 10 min }
//     - { chance: annual-failure-rate, volume: documents, kind: loss }
//
// Modelled, by what is named:
//   volume    loss: everything on it is gone; at a time, or by chance with the rate that AWS publishes for its type (of a
//             set: of any of its volumes), again and again as long as it is replaced
//   instance  stop: abrupt, so requests break off and its memory is lost; after `for` it starts again
//   zone      outage: all of its instances stop for `for`; volumes keep what they hold. A flow with `recovery.another_zone` does not wait
//             for it
//   bucket    outage: every request fails; errors: a share `rate` of them does; both for `for`
//   service   s3: all buckets
//   http, or the section of whatever else functions call (models/called)
//             outage: it does not answer; errors: a share of its answers are errors; both for `for`
//   subscribers  of a topic take no message (outage), or not a share of the tries (errors), both for `for`
//   backup    crash: the job's agent dies, its run breaks off; the next tick finds it alive
//   logs      crash: the group's agent dies with the records that it holds, and is back at once
// Not modelled: other failures by chance, slow devices, corrupted data.
//
// `at` is a moment (sim/core/moment.hpp) of the run: in one that begins later (`begin_after`) so long after its own start, and a local time
// may be over by then. What still lasts begins with the run; the rest was before it, and left nothing behind. Shape: exactly one target
// an entry; `at` or `chance`. Errors: a kind that the target does not have, a missing or superfluous `for` or `rate`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/fields.hpp"
#include "sim/core/moment.hpp"

namespace garoa {

enum class FailureKind { loss, stop, outage, errors, crash };
enum class FailureTarget { volume, instance, zone, bucket, service, called, subscribers, backup, logs };
enum class FailingService { s3 };
/// What decides when, if no time is given.
enum class FailureChance { annual_failure_rate };

template <>
struct EnumNames<FailureKind> {
  static constexpr std::string_view kind = "kind of failure";
  static constexpr std::array names{std::pair{std::string_view{"loss"}, FailureKind::loss},
                                    std::pair{std::string_view{"stop"}, FailureKind::stop},
                                    std::pair{std::string_view{"outage"}, FailureKind::outage},
                                    std::pair{std::string_view{"errors"}, FailureKind::errors},
                                    std::pair{std::string_view{"crash"}, FailureKind::crash}};
};

template <>
struct EnumNames<FailureChance> {
  static constexpr std::string_view kind = "chance of a failure";
  static constexpr std::array names{
      std::pair{std::string_view{"annual-failure-rate"}, FailureChance::annual_failure_rate}};
};

template <>
struct EnumNames<FailingService> {
  static constexpr std::string_view kind = "service that can fail as a whole";
  static constexpr std::array names{std::pair{std::string_view{"s3"}, FailingService::s3}};
};

struct FailureSettings {
  Location where;
  Seconds at;                           // since the start of the run; negative: over before it
  std::optional<FailureChance> chance;  // instead of `at`
  FailureTarget target = FailureTarget::volume;
  std::string_view key = "volume";  // that names it
  Reference name;                   // of the target
  FailureKind kind = FailureKind::loss;
  Seconds lasts;    // 0 for loss and crash
  double rate = 1;  // of failing requests, kind errors
};

/// What fails, as a path of the scenario: "ebs.documents", "zone a".
[[nodiscard]] std::string path_of(const FailureSettings& failure);

/// Reads one entry of `failures`. One that begins after the end of the run never does.
[[nodiscard]] FailureSettings read_failure(Fields& fields, const MomentClock& clock);

}  // namespace garoa

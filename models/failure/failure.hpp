// The failures that a scenario injects: when, what, how, for how long.
//
//   failures:
//     - { at: 3 d, volume: documents, kind: loss }
//     - { at: 5 d, backup: nightly, kind: crash }
//     - { at: 6 d, logs: audit, kind: crash }
//
// Modelled, by what is named:
//   volume    loss: everything on it is gone
//   backup    crash: the job's agent dies, its run breaks off; the next tick finds it alive
//   logs      crash: the group's agent dies with the records that it holds, and is back at once
// Not modelled: failures by chance (times are given), slow devices, corrupted data.
//
// Shape: exactly one target an entry. Errors: a kind that the target does not have.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/core/fields.hpp"

namespace garoa {

enum class FailureKind { loss, crash };
enum class FailureTarget { volume, backup, logs };

template <>
struct EnumNames<FailureKind> {
  static constexpr std::string_view kind = "kind of failure";
  static constexpr std::array names{std::pair{std::string_view{"loss"}, FailureKind::loss},
                                    std::pair{std::string_view{"crash"}, FailureKind::crash}};
};

struct FailureSettings {
  Location where;
  Seconds at;
  FailureTarget target = FailureTarget::volume;
  Reference name;  // of the target
  FailureKind kind = FailureKind::loss;
};

/// Reads one entry of `failures`; the failure begins before `duration`.
[[nodiscard]] FailureSettings read_failure(Fields& fields, Seconds duration);

}  // namespace garoa

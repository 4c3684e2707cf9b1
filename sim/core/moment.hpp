// A moment of the run, as scenarios say it: so long after the start, or a local time.
//
//   at: 60 h                   since the start of the run
//   at: 2026-03-04T12:00       local time of the scenario's `timezone`; seconds may follow
//
// A local time that a clock change skips is the instant of the change; one that occurs twice is the first of the two (see
// calendar.hpp). A run may begin later than its scenario (`begin_after`): then a local time may be over by now, and is negative.
// Errors: before the scenario's start, or more than 3,660 d after the run's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "sim/core/calendar.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/units.hpp"

namespace garoa {

struct Moment {
  std::variant<Seconds, LocalTime> said;
  friend auto operator<=>(const Moment&, const Moment&) = default;
};

template <>
struct Scalar<Moment> {
  static std::optional<Moment> parse(std::string_view text, bool quoted, std::string& why);
  static std::string format(const Moment& moment);
  static ScalarType type();
};

struct MomentClock {
  const Calendar* calendar = nullptr;  // of the run; none: local times are not understood
  double passed = 0;                   // seconds from the scenario's start to the run's
};

/// Seconds since the start of the run, from which durations count; 0 after an error.
[[nodiscard]] Seconds required_moment(Fields& fields, std::string_view key, std::string_view meaning,
                                      const MomentClock& clock);
/// The same of a key that may be absent.
[[nodiscard]] std::optional<Seconds> maybe_moment(Fields& fields, std::string_view key,
                                                  std::string_view meaning, const MomentClock& clock);
/// The same where durations count from the scenario's start, and may be over by now too.
[[nodiscard]] std::optional<Seconds> maybe_moment_of_scenario(Fields& fields, std::string_view key,
                                                              std::string_view meaning,
                                                              const MomentClock& clock);

}  // namespace garoa

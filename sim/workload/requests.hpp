// A stream of requests: when they come, from when until when, and how their rate changes.
//
//   uploads:
//     arrivals: { office_hours: { working_day_mean: 50000/d } }    sim/workload/arrivals.hpp
//     from: 2026-03-04T12:00                                       none comes earlier; default: the start of the run
//     until: 20 d                                                  none comes then or later; default: they go on
//     growth, month_end, holiday_factor                            sim/workload/rate_change.hpp
//
// `from` and `until` are moments (sim/core/moment.hpp) since the scenario's start, also in a run that begins later (`begin_after`), before
// which a stream may be over. With `from` in the run equal gaps are counted from there, and a trace begins there.
// Errors: an end that is not later than the beginning, a change of the rate of a trace, which has its own times.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sim/core/calendar.hpp"
#include "sim/workload/arrivals.hpp"
#include "sim/workload/rate_change.hpp"

namespace garoa {

/// What readers of flows need to know of the scenario around them.
struct ScenarioFrame {
  std::string directory;               // of the file, for files that it names
  const Calendar* calendar = nullptr;  // none after a fault
  double load = 1;                     // all arrivals times this
  double passed = 0;                   // seconds from the scenario's start to the run's
};

struct RequestSettings {
  ArrivalSettings arrivals;
  std::optional<Seconds> from;  // since the start of the run; negative: before it
  Location from_where = {};
  std::optional<Seconds> until;  // likewise; empty: as long as the run
  RateChange change;

  [[nodiscard]] double begin() const { return from ? std::max(from->count(), 0.0) : 0; }
  /// No request comes then or later, in a run of this length.
  [[nodiscard]] double end(double run) const { return until ? std::clamp(until->count(), 0.0, run) : run; }
};

/// Reads the keys above; `meaning` is that of `arrivals`.
[[nodiscard]] RequestSettings read_requests(Fields& fields, std::string_view meaning, Catalogue& catalogue,
                                            const ScenarioFrame& frame);

/// The requests of a run of this length.
[[nodiscard]] std::unique_ptr<ArrivalProcess> make_requests(const RequestSettings& settings, Stream stream,
                                                            const Calendar& calendar, double run);

/// Arrivals that are expected between two times, beyond a run of this length too; of a trace, at its mean rate in the run.
[[nodiscard]] double expected_arrivals(const RequestSettings& settings, const Calendar& calendar, double from,
                                       double to, double run);

/// An error if a trace begins, or the stream itself, when the run is over (a warning if it is not `alone`: others begin); a warning if a
/// trace goes on longer.
void check_fits_run(const RequestSettings& settings, double duration, bool alone, Diagnostics& diagnostics);

}  // namespace garoa

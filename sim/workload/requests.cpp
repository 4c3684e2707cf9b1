#include "sim/workload/requests.hpp"

#include <fmt/format.h>

#include "sim/core/moment.hpp"
#include "sim/workload/request_clock.hpp"

namespace garoa {
namespace {

void check_trace(const RequestSettings& settings, Fields& fields) {
  if (!std::holds_alternative<TraceArrivals>(settings.arrivals) || fields.describing()) return;
  for (const auto* const key : {"growth", "month_end", "holiday_factor"}) {
    if (fields.given(key))
      fields.error(key, fmt::format("'{}.{}': a trace has its own times", fields.path(), key));
  }
}

}  // namespace

RequestSettings read_requests(Fields& fields, std::string_view meaning, Catalogue& catalogue,
                              const ScenarioFrame& frame) {
  RequestSettings s;
  s.arrivals = at_load(read_arrivals(fields, "arrivals", meaning, catalogue, frame.directory), frame.load);
  s.from_where = fields.where("from");
  const MomentClock clock{frame.calendar, frame.passed};
  s.from =
      maybe_moment_of_scenario(fields, "from", "none comes earlier; default: the start of the run", clock);
  s.until = maybe_moment_of_scenario(fields, "until", "none comes then or later; default: they go on", clock);
  s.change = read_rate_change(fields, frame.calendar, frame.passed);
  if (s.from && s.until && *s.until <= *s.from)
    fields.error("until", fmt::format("'{}.until' is not later than 'from'", fields.path()));
  check_trace(s, fields);
  return s;
}

std::unique_ptr<ArrivalProcess> make_requests(const RequestSettings& settings, Stream stream,
                                              const Calendar& calendar, double run) {
  return make_arrivals(settings.arrivals, stream, calendar, settings.end(run), settings.begin(),
                       settings.change);
}

double expected_arrivals(const RequestSettings& settings, const Calendar& calendar, double from, double to,
                         double run) {
  return request_clock(settings, calendar, from, to, run).pass(to);
}

void check_fits_run(const RequestSettings& settings, double duration, bool alone, Diagnostics& diagnostics) {
  if (settings.begin() >= duration) {
    const auto message =
        fmt::format("'from' is {} after the start, when the run of {} is over: nothing would arrive",
                    format_quantity(*settings.from), format_quantity(Seconds{duration}));
    alone ? diagnostics.error(settings.from_where, message)
          : diagnostics.warning(settings.from_where, message);
    return;
  }
  const auto* const replay = std::get_if<TraceArrivals>(&settings.arrivals);
  if (replay == nullptr || replay->trace == nullptr) return;
  const auto rows = replay->trace->size();
  const auto arriving = replay->trace->rows_before(duration - settings.begin());
  if (arriving == 0) {
    diagnostics.error(
        replay->where,
        fmt::format("the trace '{}' begins at {}, when the run of {} is over: nothing would arrive",
                    replay->name, format_quantity(Seconds{settings.begin() + replay->trace->time(0)}),
                    format_quantity(Seconds{duration})));
  } else if (arriving < rows) {
    diagnostics.warning(
        replay->where,
        fmt::format("{} of the {} rows of the trace '{}' lie after the end of the run and are cut",
                    rows - arriving, rows, replay->name));
  }
}

}  // namespace garoa

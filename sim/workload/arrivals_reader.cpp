#include <filesystem>

#include "sim/core/sha256.hpp"
#include "sim/workload/arrivals.hpp"
#include "sim/workload/document_sizes.hpp"

namespace garoa {
namespace {

const Range<PerSecond> rates{PerSecond{0}, PerSecond{1e6}, "garoa simulates"};
constexpr double weekend_takes_all = 3.5;  // 7 days in 2
const Range<Seconds> hours_of_day{Seconds{0}, Seconds{Calendar::day_seconds}, "a day has"};

/// The week's mean from that of a working day.
void read_working_day(Fields& f, PerSecond working_day, OfficeHoursArrivals& s) {
  if (f.given("mean")) {
    f.error("working_day_mean", fmt::format("'{}' has 'mean' and 'working_day_mean'; give one", f.path()));
    return;
  }
  if (s.weekend_factor >= weekend_takes_all) {
    f.error("weekend_factor",
            fmt::format("'{}.weekend_factor' is {}: the week's mean leaves nothing for working days",
                        f.path(), s.weekend_factor));
    return;
  }
  s.mean = OfficeHoursArrivals::mean_of_week(working_day, s.weekend_factor);
  f.resolve("mean", format_quantity(s.mean));
}

OfficeHoursArrivals read_office_hours(Fields& f, Figures& figures) {
  OfficeHoursArrivals s;
  const auto working_day = f.maybe<PerSecond>(
      "working_day_mean", "arrivals per second, mean over a day from Monday to Friday; instead of mean",
      rates);
  constexpr const char* meaning = "arrivals per second, mean over a week";
  const bool by_week = !f.given("working_day_mean") && !f.describing();
  s.mean = by_week ? f.required<PerSecond>("mean", meaning, rates)
                   : f.maybe<PerSecond>("mean", meaning, rates).value_or(PerSecond{});
  s.peak_from = f.optional<Seconds>("peak_from", "local time at which the peak begins, after midnight",
                                    figures.fallback<Seconds>("office_hours.peak_from"), hours_of_day);
  s.peak_to = f.optional<Seconds>("peak_to", "local time at which the peak ends",
                                  figures.fallback<Seconds>("office_hours.peak_to"), hours_of_day);
  s.peak_factor = f.optional<double>("peak_factor", "rate in the peak over the mean of the week",
                                     figures.fallback<double>("office_hours.peak_factor"), {0.0, {}, ""});
  s.weekend_factor = f.optional<double>("weekend_factor", "rate on weekends over the mean of the week",
                                        figures.fallback<double>("office_hours.weekend_factor"),
                                        {0.0, weekend_takes_all, ""});
  if (working_day) read_working_day(f, *working_day, s);
  const bool whole_day = (s.peak_to - s.peak_from).count() >= Calendar::day_seconds;
  if (s.peak_to <= s.peak_from || whole_day) {
    f.error("peak_to",
            fmt::format("'{}': the peak must end after it begins, and leave a part of the day outside",
                        f.path()));
  } else if (s.peak_factor > s.largest_peak_factor()) {
    f.error(
        "peak_factor",
        fmt::format("'{}.peak_factor' is {}; with these hours and this weekend_factor the mean of the week "
                    "allows at most {:.4g}",
                    f.path(), s.peak_factor, s.largest_peak_factor()));
  }
  return s;
}

BatchArrivals read_batch(Fields& f) {
  BatchArrivals s;
  s.rate = f.required<PerSecond>("rate", "batches per second", rates);
  s.size_mean = f.required<double>("size_mean", "documents in a batch, mean", {1.0, 1e6, ""});
  return s;
}

TraceArrivals read_trace_file(Value& value, Catalogue& catalogue, const std::string& base_directory) {
  const auto name = value.text();
  if (name.empty()) return {};
  const auto path = std::filesystem::path{base_directory} / name;
  auto trace = read_trace(path.string(), value.where(), largest_object(catalogue), catalogue.diagnostics());
  if (trace) catalogue.add_input(path.filename().string(), sha256_of_file(path.string()));
  return {std::move(trace), name, value.where()};
}

}  // namespace

ArrivalSettings read_arrivals(Fields& fields, std::string_view key, std::string_view meaning,
                              Catalogue& catalogue, const std::string& base_directory) {
  ArrivalSettings settings;
  fields.alternatives(
      key, meaning,
      {{"poisson", "independent arrivals at a constant rate",
        [&](Value& v) { settings = PoissonArrivals{v.scalar<PerSecond>(rates).value_or(PerSecond{})}; }},
       {"deterministic", "equal gaps",
        [&](Value& v) {
          settings = DeterministicArrivals{v.scalar<PerSecond>(rates).value_or(PerSecond{})};
        }},
       {"office_hours", "a Poisson process whose rate follows the local week",
        [&](Value& v) {
          v.map([&](Fields& f) { settings = read_office_hours(f, catalogue.figures("workload")); });
        }},
       {"batch", "documents that arrive together",
        [&](Value& v) { v.map([&](Fields& f) { settings = read_batch(f); }); }},
       {"trace", "recorded arrivals, a CSV file; relative to the scenario's folder",
        [&](Value& v) { settings = read_trace_file(v, catalogue, base_directory); }}});
  return settings;
}

}  // namespace garoa

// When documents arrive.
//
//   poisson: 20/s                    independent clients; gaps are exponential
//   deterministic: 2/s               equal gaps of 1/rate; the first arrival is one gap after the start
//   office_hours: { mean: 20/s }     Poisson whose rate follows the local week (below)
//   batch: { rate: 0.5/s, size_mean: 20 }
//                                    `rate` batches per second (Poisson); the documents of a batch arrive
//                                    together, and their number is geometric on 1, 2, 3 ... with mean
//                                    size_mean: the mean rate of documents is rate x size_mean
//   trace: arrivals.csv              recorded arrivals (sim/workload/trace.hpp), replayed once
//
// Office hours. Three rates, all relative to `mean`, the mean over a week:
//   peak      Monday to Friday, peak_from <= local time < peak_to:   peak_factor x mean
//   weekend   Saturday and Sunday:                                   weekend_factor x mean
//   rest      Monday to Friday outside the peak:                     what is left of the week's mean
// `working_day_mean` instead of `mean` is the mean over a day from Monday to Friday; the week's mean follows, and the factors
// stay relative to that. The scenario's `holidays` are days of a weekend.
// A peak_factor that leaves less than nothing for the rest is an error that names the largest one. Defaults
// are project assumptions (models/workload/workload.yaml). A week with a clock change deviates by the hour.
//
// Growth, ends of months, other holidays, beginning and end: sim/workload/requests.hpp.
//
// Rates are 0 to 1,000,000/s; 0 means that nothing arrives.
//
// The scenario's `load` multiplies the rates. Of a trace each row then comes so often, a broken part by chance: the copies share out the
// time until the next row, and are new documents with its size, key and work. More load keeps the copies of less.
//
// Arrival k depends on the seed, the stream and k only, whatever else a variant of the scenario changes; with
// other rates the same draws are scaled. Memory is constant (a trace: its rows).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "sim/core/calendar.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/random.hpp"
#include "sim/core/units.hpp"
#include "sim/workload/rate_change.hpp"
#include "sim/workload/trace.hpp"

namespace garoa {

struct PoissonArrivals {
  PerSecond rate;
};

struct DeterministicArrivals {
  PerSecond rate;
};

struct OfficeHoursArrivals {
  PerSecond mean;
  Seconds peak_from;  // after local midnight; below peak_to
  Seconds peak_to;    // at most 24 h
  double peak_factor = 1;
  double weekend_factor = 1;

  /// The rate on working days outside the peak; negative if the factors contradict each other.
  [[nodiscard]] PerSecond rest() const;
  /// The peak_factor that leaves nothing for the rest.
  [[nodiscard]] double largest_peak_factor() const;
  /// The mean over the week, from that over a working day.
  [[nodiscard]] static PerSecond mean_of_week(PerSecond working_day, double weekend_factor);
};

struct BatchArrivals {
  PerSecond rate;
  double size_mean = 1;
};

struct TraceArrivals {
  std::shared_ptr<const Trace> trace;  // null: nothing arrives
  std::string name = {};               // as the scenario says it
  Location where = {};
  double load = 1;  // times each row comes
};

using ArrivalSettings =
    std::variant<PoissonArrivals, DeterministicArrivals, OfficeHoursArrivals, BatchArrivals, TraceArrivals>;

/// Reads the alternatives above at `key`, which is required. Trace paths are relative to `base_directory`,
/// the folder of the scenario file.
[[nodiscard]] ArrivalSettings read_arrivals(Fields& fields, std::string_view key, std::string_view meaning,
                                            Catalogue& catalogue, const std::string& base_directory);

struct Arrival {
  double time = 0;       // simulated seconds
  std::uint64_t id = 0;  // 0, 1, 2 ... in the order of arrival
  // What a trace knows of the document.
  std::optional<std::uint64_t> bytes;
  std::optional<TraceKey> key;
  std::optional<double> duration;  // seconds of work
};

/// Successive arrivals; times never fall.
class ArrivalProcess {
 public:
  virtual ~ArrivalProcess() = default;
  /// The next arrival, or nothing when none is left before the end.
  virtual std::optional<Arrival> next() = 0;
};

/// The same with so many times the documents.
[[nodiscard]] ArrivalSettings at_load(ArrivalSettings settings, double load);

/// The process of `settings` over simulated times [begin, end), in which a trace begins at `begin`. `calendar` is copied; `end`
/// is finite. A trace knows no change.
[[nodiscard]] std::unique_ptr<ArrivalProcess> make_arrivals(const ArrivalSettings& settings, Stream stream,
                                                            const Calendar& calendar, double end,
                                                            double begin = 0, const RateChange& change = {});

/// The long-run mean of documents per second; of a trace, its rows over `end`.
[[nodiscard]] double mean_rate(const ArrivalSettings& settings, double end);

}  // namespace garoa

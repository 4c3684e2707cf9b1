// What every simulated service shares: the run that it belongs to, and the calls at sampling instants and at
// the end. What services measure: models/measured.hpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "sim/core/metric_sink.hpp"
#include "sim/core/random.hpp"
#include "sim/engine/simulator.hpp"
#include "sim/journal/journal.hpp"

namespace garoa {

/// The one run that all services of this process take part in. It outlives them.
struct Run {
  Simulator& simulator;
  Journal& journal;
  std::uint64_t seed;
  double warmup = 0;  // s; metrics count from its end on

  /// A random stream named by the scenario path of its owner, such as "s3.inbox.put".
  [[nodiscard]] Stream stream(std::string_view name) const { return Stream{seed, name}; }
  [[nodiscard]] double now() const { return simulator.now(); }
  /// Does what happens now count in the metrics?
  [[nodiscard]] bool measures() const { return now() >= warmup; }
  /// Of the part that counts, up to now; for rates.
  [[nodiscard]] double measured_seconds() const { return std::max(now() - warmup, 1e-9); }
};

class Service {
 public:
  Service() = default;
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  virtual ~Service() = default;

  /// Called every `interval` seconds and at the end of the run: report levels and quantities billed by time
  /// since the last call.
  virtual void sample(double /*interval*/) {}
  /// After the run: report metrics.
  virtual void finish(MetricSink& /*metrics*/) {}
};

/// Turns a level held over time into whole billed units, carrying the fraction from call to call.
class TimeMeter {
 public:
  /// Whole unit-seconds of `level` held for `interval` seconds.
  std::uint64_t take(double level, double interval) {
    const double exact = level * interval + carry_;
    const auto whole = static_cast<std::uint64_t>(exact);
    carry_ = exact - static_cast<double>(whole);
    return whole;
  }

 private:
  double carry_ = 0;
};

}  // namespace garoa

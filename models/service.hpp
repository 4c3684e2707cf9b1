// What every simulated service shares: the run that it belongs to, and the calls at sampling instants and at
// the end.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "sim/core/random.hpp"
#include "sim/engine/simulator.hpp"
#include "sim/journal/journal.hpp"

namespace garoa {

/// The one run that all services of this process take part in. It outlives them.
struct Run {
  Simulator& simulator;
  Journal& journal;
  std::uint64_t seed;

  /// A random stream named by the scenario path of its owner, such as "s3.inbox.put".
  [[nodiscard]] Stream stream(std::string_view name) const { return Stream{seed, name}; }
  [[nodiscard]] double now() const { return simulator.now(); }
};

/// Takes a service's own scalar results: metric name, value.
using MetricSink = std::function<void(std::string name, double value)>;

class Service {
 public:
  Service() = default;
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  virtual ~Service() = default;

  /// Called every `interval` seconds and at the end of the run: report levels and quantities billed by time
  /// since the last call.
  virtual void sample(double interval) = 0;
  /// The warm-up ends: averages and maxima count from here.
  virtual void measure() = 0;
  /// After the run: report metrics.
  virtual void finish(const MetricSink& metrics) = 0;
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

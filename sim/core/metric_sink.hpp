// Where results go, by name: a value with the number of observations behind it, a count, a distribution.
//
// A distribution becomes five metrics (mean, p50, p95, p99, max) and stays whole beside them, so that runs can be pooled.
// Without an observation it is left out. Units and meanings come from the table of metrics (sim/results).
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "sim/core/batch_means.hpp"

namespace garoa {

class MetricSink {
 public:
  MetricSink() = default;
  MetricSink(const MetricSink&) = delete;
  MetricSink& operator=(const MetricSink&) = delete;
  virtual ~MetricSink() = default;

  void add(std::string name, double value, std::uint64_t n = 1) { put(std::move(name), value, n); }
  /// A count of things; it is its own number of observations.
  void add_count(std::string name, std::uint64_t count) {
    put(std::move(name), static_cast<double>(count), count);
  }
  void add_distribution(const std::string& name, const Histogram& histogram) {
    add_distribution(name, histogram, {});
  }
  void add_distribution(const std::string& name, const Observations& observations) {
    add_distribution(name, observations.histogram(), observations.error());
  }
  /// What came is there or gone, counted apart from each other over the whole run: where it is not, the simulator is at fault.
  virtual void add_balance(std::string name, std::uint64_t came, std::uint64_t there, std::uint64_t gone) = 0;

 private:
  void add_distribution(const std::string& name, const Histogram& histogram, const MeanError& error);
  virtual void put(std::string name, double value, std::uint64_t n) = 0;
  /// The observations behind a distribution's five metrics, and how well their mean is known.
  virtual void keep(const std::string& name, const Histogram& histogram, const MeanError& error) = 0;
};

/// The metrics of one resource, by what follows its path in their names.
class MetricsOf {
 public:
  MetricsOf(MetricSink& sink, std::string path) : sink_{sink}, path_{std::move(path)} {}
  void add(const std::string& measure, double value, std::uint64_t n = 1) const {
    sink_.add(name(measure), value, n);
  }
  void add_count(const std::string& measure, std::uint64_t count) const {
    sink_.add_count(name(measure), count);
  }
  void add_distribution(const std::string& measure, const Histogram& histogram) const {
    sink_.add_distribution(name(measure), histogram);
  }
  void add_balance(const std::string& of, std::uint64_t came, std::uint64_t there, std::uint64_t gone) const {
    sink_.add_balance(path_ + " " + of, came, there, gone);
  }

 private:
  [[nodiscard]] std::string name(const std::string& measure) const { return path_ + "." + measure; }

  MetricSink& sink_;
  std::string path_;
};

}  // namespace garoa

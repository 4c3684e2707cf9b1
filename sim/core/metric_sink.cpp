#include "sim/core/metric_sink.hpp"

namespace garoa {

void MetricSink::add_distribution(const std::string& name, const Histogram& histogram,
                                  const MeanError& error) {
  const auto n = histogram.count();
  if (n == 0) return;
  put(name + ".mean", histogram.mean(), n);
  put(name + ".p50", histogram.quantile(0.50), n);
  put(name + ".p95", histogram.quantile(0.95), n);
  put(name + ".p99", histogram.quantile(0.99), n);
  put(name + ".max", histogram.maximum(), n);
  keep(name, histogram, error);
}

}  // namespace garoa

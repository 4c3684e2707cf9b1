// A service's own metrics, as it hands them over after a run.
#pragma once

#include <optional>
#include <string>

#include "models/service.hpp"
#include "sim/collect/metric_list.hpp"

namespace garoa::test {

/// Nothing when it has none of that name.
inline std::optional<Metric> service_metric(Service& service, const std::string& name) {
  MetricList list;
  service.finish(list);
  for (auto& metric : list.take()) {
    if (metric.name == name) return metric;
  }
  return std::nullopt;
}

}  // namespace garoa::test

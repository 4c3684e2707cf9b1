// An axis of a sweep: a setting of the scenario, by its dotted path, and the values that it takes.
//
//   - { path: lambda.validate.memory, list: [128 MB, 512 MB, 1 GB] }
//   - { path: ebs.documents.iops, range: { from: 3000, to: 16000, step: 1000 } }
//   - { path: flows.automation.uploads.arrivals.poisson, log_range: { from: 1/s, to: 100/s, count: 5 } }
//   - { path: ebs.documents, list: [{ iops: 3000, throughput: 125 MiB/s }, { iops: 6000, throughput: 250 MiB/s }] }
//
// A map sets several settings at once, those that only make sense together; it is laid over what the scenario has there.
// Both ends carry the same unit, and all values get it. In a grid a range has `step` or `count`, a logarithmic one `count`;
// `round` makes each value a multiple of it. Where points are drawn, a range is continuous, in steps if it has a step, and
// each item of a list is as likely as the others.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/fields.hpp"

namespace garoa {

/// A number and whatever unit is behind it.
struct AxisEnd {
  double number = 0;
  std::string unit;  // with the blank before it, as written
};

struct SweepAxis {
  enum class Kind { list, range, log_range };
  std::string path;
  Location where;
  Kind kind = Kind::list;
  std::vector<std::string> list;  // as YAML
  AxisEnd from;
  AxisEnd to;
  std::optional<double> step;
  std::optional<std::uint32_t> count;
  std::optional<double> round;
  bool monotone = false;  // a later value meets what an earlier one meets, and costs no less

  /// The value at a part of the axis from 0 to 1, for points that are drawn.
  [[nodiscard]] std::string at(double part) const;
  /// The values of a grid, in their order.
  [[nodiscard]] std::vector<std::string> values() const;
  /// One that is there twice, as rounding makes them.
  [[nodiscard]] std::optional<std::string> repeated() const;
};

/// Reads one; `drawn`: points are drawn, so a range need not say how many values it has.
[[nodiscard]] SweepAxis read_sweep_axis(Fields& fields, bool drawn);

}  // namespace garoa

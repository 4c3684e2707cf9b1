// What auto scaling has provisioned of tables by the time a run begins that begins later than its scenario's start (stock.hpp).
//
// Minute by minute of the week before: the arrivals that are expected, with the luck of those that come at random, each with its items.
// Not computed: what was refused, and what uses the capacity beside items that functions write and look up.
#pragma once

#include "sim/scenario/inflow.hpp"

namespace garoa {

/// Units of capacity that an upload takes which comes to the table, in the mean; `items` by day (inflow.hpp).
struct UnitsOfUpload {
  double write = 0;
  double read = 0;
};
[[nodiscard]] UnitsOfUpload units_of_upload(const Scenario& origin, const TableSettings& table,
                                            const std::vector<double>& items);

/// Units a second of the capacity, of which an upload takes `of_each`; `passed` s have until the run.
[[nodiscard]] double scaled_before(const Scenario& origin, const TableSettings& table,
                                   const CapacitySettings& capacity, double of_each, double passed);

}  // namespace garoa

// Provisioned concurrency: environments that are initialised before anybody calls, and stay.
//
// Modelled: their number, also by a schedule; the rate at which Lambda makes further ones, each with its
// placement and INIT; calls beyond them go to environments on demand (spill-over); the bill for what is
// provisioned, whether used or not, and a lower price of what runs in it. They count as reserved.
// Not modelled: versions and aliases (the function has one), target tracking, billing rounded up to 5 minutes,
// environments that Lambda replaces.
//
// Shape: `provisioned_concurrency: 50`, there and initialised when the run starts, and `provisioned_schedule`,
// changes of it, each with an AWS schedule expression. Errors: malformed expressions, more than is reserved.
// Figures: models/lambda (provisioned).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/schedule/schedule.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct ProvisionedSettings {
  struct Change {
    Schedule at;
    std::uint32_t count;
  };
  std::uint32_t count = 0;  // at the start
  std::vector<Change> changes;
  double allocation_rate = 0;  // environments per second
  /// At any time.
  [[nodiscard]] std::uint32_t most() const;
};

/// `calendar` may be null (after a fault of the scenario): then schedules are not looked at.
[[nodiscard]] ProvisionedSettings read_provisioned(Fields& fields, Figures& figures,
                                                   const Calendar* calendar);

}  // namespace garoa

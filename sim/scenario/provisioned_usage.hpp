// How much concurrency a function has provisioned over a time, by its schedule.
#pragma once

#include "models/lambda/provisioned_settings.hpp"

namespace garoa {

/// Environments times seconds between two times since the scenario's start.
[[nodiscard]] double provisioned_between(const ProvisionedSettings& provisioned, double from, double to);

}  // namespace garoa

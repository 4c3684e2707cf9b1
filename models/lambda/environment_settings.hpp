// How many environments of a Lambda function work at once, and how long an idle one stays.
//
// Modelled: reserved concurrency, idle life (uniform between two bounds). Not modelled: scaling rate,
// provisioned concurrency, maximum life of an environment.
//
// Shape: no reserved concurrency unless given. Figures: models/lambda.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/units.hpp"

namespace garoa {

struct IdleLife {
  Seconds shortest;
  Seconds longest;
};

struct EnvironmentSettings {
  std::optional<std::uint32_t> reserved_concurrency;
  IdleLife idle_life;
};

[[nodiscard]] EnvironmentSettings read_environments(Fields& fields, Figures& figures);

}  // namespace garoa

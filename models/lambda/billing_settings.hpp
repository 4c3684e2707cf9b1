// Which rules of billing hold for a function, by date, runtime and package. Nothing of it is the scenario's choice.
//
// Figures: models/lambda/lambda.yaml (billing.*), which dates them.
#pragma once

#include "models/lambda/runtime_settings.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct BillingRules {
  Seconds step;
  bool init_is_billed = true;
};

[[nodiscard]] BillingRules billing_rules(const RuntimeSettings& runtime, Figures& figures);

}  // namespace garoa

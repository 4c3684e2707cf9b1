#include "models/lambda/billing_settings.hpp"

namespace garoa {

BillingRules billing_rules(const RuntimeSettings& runtime, Figures& figures) {
  const bool managed = runtime.package == LambdaPackage::zip && !runtime.name.starts_with("provided");
  return {figures.get<Seconds>("billing.step"), !managed || figures.get<bool>("billing.init_of_managed_zip")};
}

}  // namespace garoa

// What a scenario says about how many invocations of Lambda functions run at once: the account's limit and its growth,
// a function's reservation.
//
// Shape: no reserved concurrency unless given. Errors: reservations, provisioned concurrency among them, that
// leave less of the account's limit than Lambda keeps unreserved; more provisioned than reserved.
// Figures: models/lambda, which dates the scaling rule.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/lambda/provisioned_settings.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

/// Who has a rate of new environments of its own.
enum class ScalingRule { function, account };

template <>
struct EnumNames<ScalingRule> {
  static constexpr std::string_view kind = "scaling rule";
  static constexpr std::array names{std::pair{std::string_view{"function"}, ScalingRule::function},
                                    std::pair{std::string_view{"account"}, ScalingRule::account}};
};

struct LambdaAccountSettings {
  std::uint32_t concurrency = 0;
  std::uint32_t unreserved_min = 0;
  ScalingRule scaling = ScalingRule::function;
  double scaling_burst = 0;           // environments at once
  double scaling_rate = 0;            // further ones per second
  double requests_factor = 0;         // requests per second and unit of concurrency
  double requests_burst_seconds = 0;  // requests of this time may come at once
};

/// Keys of the section `account`.
[[nodiscard]] LambdaAccountSettings read_lambda_account(Fields& fields, Catalogue& catalogue,
                                                        const std::string& region);

struct ConcurrencySettings {
  std::optional<std::uint32_t> reserved;
  ProvisionedSettings provisioned;
  Location where;
  /// What the function keeps others from using.
  [[nodiscard]] std::uint32_t kept() const { return reserved.value_or(provisioned.most()); }
};

[[nodiscard]] ConcurrencySettings read_concurrency(Fields& fields, Figures& figures,
                                                   const Calendar* calendar);

/// An error at each function that keeps so much that too little is left unreserved.
void check_reservations(const std::vector<const ConcurrencySettings*>& functions,
                        const LambdaAccountSettings& account, Diagnostics& diagnostics);

}  // namespace garoa

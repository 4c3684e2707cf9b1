// What a scenario says about the CPU credits of a burstable instance.
//
// Shape: mode and initial credits are the type's unless given. Errors: a type without credits, more credits than it
// holds. Figures: models/catalog/ec2/t*.yaml.
#pragma once

#include <cstdint>
#include <optional>

#include "models/catalog/instance_type.hpp"
#include "sim/core/fields.hpp"
#include "sim/journal/meters.hpp"

namespace garoa {

struct CpuCreditSettings {
  CpuCredits terms;
  CreditMode mode = CreditMode::standard;
  double initial = 0;
  std::uint32_t vcpus = 0;
  Meter surplus = Meter::ec2_surplus_vcpu_seconds_x86;
  /// Share of a core that is earned.
  [[nodiscard]] double baseline() const { return terms.per_hour / 60 / vcpus; }
};

/// The key `cpu_credits`; nothing for a type without credits.
[[nodiscard]] std::optional<CpuCreditSettings> read_cpu_credits(Fields& fields, const InstanceType& type);

}  // namespace garoa

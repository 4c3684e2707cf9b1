#include "models/ec2/cpu_credit_settings.hpp"

#include <fmt/format.h>

namespace garoa {

std::optional<CpuCreditSettings> read_cpu_credits(Fields& fields, const InstanceType& type) {
  CpuCreditSettings s;
  const bool has_credits = type.credits.has_value();
  if (has_credits) s.terms = *type.credits;
  constexpr const char* key = "cpu_credits";
  constexpr const char* meaning = "how a burstable type pays for CPU time";
  const auto read = [&](Fields& f) {
    s.mode = f.optional("mode", "what happens at an empty balance", s.terms.mode);
    s.initial = f.optional("initial", "credits at the start of the run", s.terms.launch,
                           {0.0, has_credits ? std::optional{s.terms.maximum} : std::nullopt,
                            fmt::format("{} holds", type.name)});
  };
  if (!has_credits) {
    if (fields.maybe_section(key, meaning, read) && !type.name.empty())
      fields.error(key, fmt::format("'{}' has no CPU credits; only burstable types do", type.name));
    return std::nullopt;
  }
  fields.section(key, meaning, read);
  s.vcpus = type.vcpus;
  s.surplus = type.architecture == CpuArchitecture::arm64 ? Meter::ec2_surplus_vcpu_seconds_arm
                                                          : Meter::ec2_surplus_vcpu_seconds_x86;
  return s;
}

}  // namespace garoa

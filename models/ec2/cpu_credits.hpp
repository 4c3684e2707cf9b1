// CPU credits of the T families.
//
// Modelled: a credit is one vCPU-minute. Credits are earned all the time the instance runs, up to what a day
// earns, and used by every computation. Standard: at an empty balance each vCPU falls to the baseline (what
// is earned, spread over the vCPUs) until a few credits are there again. Unlimited: the balance goes on below
// zero as surplus; surplus beyond what a day earns is charged, and so is all of it when the instance stops.
// A start gives T2 its launch credits; T3, T3a and T4g keep the balance for a week and have none at launch.
// Not modelled: steal time near the end (AWS slows down gradually), expiry of launch credits apart from the
// others, the limit of 100 launches a day with launch credits.
//
// A surplus that stands at the end of the run is not charged: it could still be paid back.
// Source: EC2 user guide, burstable performance instances. Figures: models/catalog/ec2/t*.yaml,
// models/ec2/ec2.yaml.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/catalog/instance_type.hpp"
#include "models/ec2/allowance.hpp"
#include "models/service.hpp"
#include "sim/core/fields.hpp"
#include "sim/engine/physical_world.hpp"

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

class CpuCreditAccount {
 public:
  CpuCreditAccount(const Run& run, PhysicalWorld& world, Endpoint instance, const CpuCreditSettings& settings,
                   NameId name);

  void stop();
  void start();
  void sample();
  void measure() { allowance_.measure(); }
  /// `path` names the instance.
  void finish(const MetricSink& metrics, const std::string& path);

 private:
  [[nodiscard]] Allowance::Terms terms() const;
  [[nodiscard]] double charged_credits() { return allowance_.excess() + charged_at_stops_; }

  const Run& run_;
  CpuCreditSettings settings_;
  NameId name_;
  NameId balance_metric_;
  NameId surplus_metric_;
  Allowance allowance_;
  double stopped_at_ = 0;
  double balance_at_stop_ = 0;
  double charged_at_stops_ = 0;
  std::uint64_t billed_seconds_ = 0;
};

}  // namespace garoa

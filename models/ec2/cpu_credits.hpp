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
// Standard never shows less than 0: what a look that comes a tenth of a second late overdraws is paid back at once.
// A surplus that stands at the end of the run is not charged: it could still be paid back.
// Source: EC2 user guide, burstable performance instances. Figures: models/catalog/ec2/t*.yaml,
// models/ec2/ec2.yaml.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/ec2/allowance.hpp"
#include "models/ec2/cpu_credit_settings.hpp"
#include "models/measured.hpp"
#include "sim/engine/physical_world.hpp"

namespace garoa {

class CpuCreditAccount {
 public:
  CpuCreditAccount(const Run& run, PhysicalWorld& world, Endpoint instance, const CpuCreditSettings& settings,
                   NameId name);

  void stop();
  void start();
  void sample();
  /// `metrics` are the instance's.
  void finish(const MetricsOf& metrics);

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
  Grown charged_;
};

}  // namespace garoa

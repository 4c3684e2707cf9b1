#include "models/ec2/cpu_credits.hpp"

#include <algorithm>

namespace garoa {
namespace {

constexpr double seconds_per_credit = 60;

}  // namespace

CpuCreditAccount::CpuCreditAccount(const Run& run, PhysicalWorld& world, Endpoint instance,
                                   const CpuCreditSettings& settings, NameId name)
    : run_{run},
      settings_{settings},
      name_{name},
      balance_metric_{run.journal.intern("AWS/EC2 CPUCreditBalance")},
      surplus_metric_{run.journal.intern("AWS/EC2 CPUSurplusCreditBalance")},
      allowance_{run.simulator, terms(),
                 [&world, instance] { return world.computed(instance) / seconds_per_credit; },
                 [&world, instance](bool exhausted) { world.set_throttled(instance, exhausted); }},
      charged_{run, [this] { return charged_credits(); }} {}

Allowance::Terms CpuCreditAccount::terms() const {
  Allowance::Terms terms;
  terms.base = settings_.terms.per_hour / 3600;
  terms.peak = settings_.vcpus / seconds_per_credit;
  terms.maximum = settings_.terms.maximum;
  terms.initial = settings_.initial;
  terms.measured_from = run_.warmup;
  if (settings_.mode == CreditMode::unlimited) terms.debt = settings_.terms.maximum;
  return terms;
}

void CpuCreditAccount::stop() {
  balance_at_stop_ = allowance_.balance();
  allowance_.pause();
  stopped_at_ = run_.now();
  if (settings_.mode == CreditMode::unlimited) charged_at_stops_ += std::max(0.0, -balance_at_stop_);
}

void CpuCreditAccount::start() {
  const bool kept = run_.now() - stopped_at_ <= settings_.terms.kept.count();
  allowance_.restart(kept ? std::max(0.0, balance_at_stop_) : settings_.terms.launch);
}

void CpuCreditAccount::sample() {
  const double balance = allowance_.balance();
  run_.journal.report(events::LevelSampled{run_.now(), name_, balance_metric_, std::max(0.0, balance),
                                           settings_.terms.maximum});
  if (settings_.mode != CreditMode::unlimited) return;
  run_.journal.report(events::LevelSampled{run_.now(), name_, surplus_metric_, std::max(0.0, -balance)});
  const auto seconds = static_cast<std::uint64_t>(charged_credits() * seconds_per_credit);
  if (seconds > billed_seconds_)
    run_.journal.report(events::Billed{name_, settings_.surplus, seconds - billed_seconds_});
  billed_seconds_ = std::max(billed_seconds_, seconds);
}

void CpuCreditAccount::finish(const MetricsOf& metrics) {
  const bool unlimited = settings_.mode == CreditMode::unlimited;
  const auto shown = [&](double balance) { return unlimited ? balance : std::max(0.0, balance); };
  metrics.add("cpu_credits.balance.min", shown(allowance_.lowest()));
  metrics.add("cpu_credits.balance.last", shown(allowance_.balance()));
  if (unlimited) {
    metrics.add("cpu_credits.charged", charged_.value());
    return;
  }
  if (allowance_.first_exhausted()) metrics.add("cpu_credits.exhausted_at", *allowance_.first_exhausted());
  metrics.add("cpu_credits.throttled_time", allowance_.exhausted_seconds());
}

}  // namespace garoa

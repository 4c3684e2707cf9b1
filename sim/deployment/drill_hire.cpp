#include "sim/deployment/drill_hire.hpp"

namespace garoa {

DrillHire::DrillHire(const Run& run, EbsVolume& volume, const Ec2Instance* instance)
    : run_{run}, volume_{volume} {
  if (instance == nullptr) return;
  instance_ = instance->names().self;
  root_volume_.emplace(run, instance->settings().root_volume, run.journal.name(*instance_));
}

Process DrillHire::begin_after(double seconds) {
  co_await run_.simulator.delay(seconds);
  there_ = true;
  billed_until_ = run_.now();
}

void DrillHire::end() {
  sample(0);
  there_ = false;
}

void DrillHire::sample(double /*interval*/) {
  if (!there_) return;
  const double seconds = run_.now() - billed_until_;
  billed_until_ = run_.now();
  volume_.bill(seconds);
  if (!instance_) return;
  root_volume_->bill(seconds);
  const auto units = instance_seconds_.take(1, seconds);
  if (units > 0) run_.journal.report(events::Billed{*instance_, Meter::ec2_instance_seconds, units});
}

}  // namespace garoa

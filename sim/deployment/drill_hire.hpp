// What is made for a drill alone, a volume and perhaps an instance, while it is there: from the decision to restore until the
// drill's end. It is billed for that time under the drill's name, and not sampled.
#pragma once

#include <optional>

#include "models/ebs/ebs.hpp"
#include "models/ec2/ec2.hpp"
#include "models/ec2/root_volume.hpp"
#include "models/service.hpp"

namespace garoa {

class DrillHire final : public Service {
 public:
  /// `instance` is null where the drill runs on one that is there anyway. Both outlive this.
  DrillHire(const Run& run, EbsVolume& volume, const Ec2Instance* instance);

  [[nodiscard]] Process begin_after(double seconds);
  void end();
  void sample(double interval) override;
  void finish(MetricSink& /*metrics*/) override {}

 private:
  const Run& run_;
  EbsVolume& volume_;
  std::optional<NameId> instance_;
  TimeMeter instance_seconds_;
  std::optional<RootVolume> root_volume_;  // of the instance
  bool there_ = false;
  double billed_until_ = 0;
};

}  // namespace garoa

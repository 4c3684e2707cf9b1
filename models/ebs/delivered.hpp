// How much of its provisioned performance a volume delivers.
//
//   ebs: { documents: { type: gp3, size: 500 GiB, delivered: {} } }
//
// Without `delivered`, all of it, always. With it, the least that AWS says: `share` of the provisioned IOPS and throughput for
// `time` of the time, and `slow` of them in the rest. The rest is spread evenly: one stretch at a random place of each
// hour. While it lasts, burst credits do not help.
// Not modelled: latency that grows by other causes than the limits.
//
// Nothing is promised about the rest: `slow` is this project's default. Costs two events an hour.
// Source: EC2 user guide, ebs-optimized.md. Settings: delivered_settings.hpp.
#pragma once

#include <string>

#include "models/ebs/delivered_settings.hpp"
#include "models/service.hpp"
#include "sim/engine/shared_resource.hpp"

namespace garoa {

/// Slows the limits down in the slow stretches. `slow_*` are the limits then.
class SlowStretches {
 public:
  struct Limit {
    SharedResource& resource;
    double slow;
    double otherwise;
  };
  SlowStretches(const Run& run, const DeliveredSettings& settings, Limit iops, Limit throughput,
                const std::string& path);

 private:
  Process follow();
  void set(bool slow);

  const Run& run_;
  DeliveredSettings settings_;
  Limit iops_;
  Limit throughput_;
  Stream places_;
};

}  // namespace garoa

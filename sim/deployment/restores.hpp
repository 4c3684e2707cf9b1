// Restores of a deployment: what a flow recovers with, and drills with what is made for them.
#pragma once

#include <memory>

#include "sim/deployment/deployment.hpp"

namespace garoa {

/// One of the backups that a site, by its index, can be restored from.
struct RecoverySource {
  std::size_t site;
  const BackupSettings& job;
  bool further;  // not the first of them
};
/// The recovery of a flow that has one.
[[nodiscard]] std::unique_ptr<Restore> make_recovery(Deployment& deployment, const Ec2EbsS3Settings& flow,
                                                     RecoverySource source, FlowId id);

/// The scenario's drill of this index.
[[nodiscard]] std::unique_ptr<Restore> make_drill(Deployment& deployment, std::size_t index);

}  // namespace garoa

// Restores of a deployment: what a flow recovers with, and drills with what is made for them.
#pragma once

#include <memory>

#include "sim/deployment/deployment.hpp"

namespace garoa {

/// The recovery of the flow's site of this index; null if the flow has none, or no backup.
[[nodiscard]] std::unique_ptr<Restore> make_recovery(Deployment& deployment, const Ec2EbsS3Settings& flow,
                                                     std::size_t site, FlowId id);

/// The scenario's drill of this index.
[[nodiscard]] std::unique_ptr<Restore> make_drill(Deployment& deployment, std::size_t index);

}  // namespace garoa

// The failures that a scenario declares, as they happen in the world.
#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/world.hpp"

namespace garoa {
namespace {

std::string_view section_of(FailureTarget target) {
  switch (target) {
    case FailureTarget::volume:
      return "ebs";
    case FailureTarget::backup:
      return "backup";
    case FailureTarget::logs:
      return "cloudwatch_logs";
  }
  return "";
}

}  // namespace

bool World::works_with(const FlowSettings& flow, const FailureSettings& failure) const {
  const auto& name = failure.name.name;
  if (failure.target == FailureTarget::logs) return flow.common().logs.name == name;
  if (flow.kind != FlowKind::ec2_ebs_s3) return false;
  switch (failure.target) {
    case FailureTarget::volume:
      return flow.ec2_ebs_s3.volume.name == name;
    case FailureTarget::backup:
      return flow.ec2_ebs_s3.backup.name == name;
    case FailureTarget::logs:
      break;
  }
  return false;
}

Process World::inject(std::uint32_t index) {
  const auto& failure = scenario_.failures[index];
  co_await run_.simulator.wait_until(failure.at.count());
  const NameId target =
      run_.journal.intern(fmt::format("{}.{}", section_of(failure.target), failure.name.name));
  std::vector<NameId> hit;
  for (std::size_t i = 0; i < flows_.size(); ++i) {
    if (works_with(scenario_.flows[i], failure)) hit.push_back(flows_[i].id);
  }
  run_.journal.report(events::FailureStarted{run_.now(), index, target, name_of(failure.kind), hit});
  switch (failure.target) {
    case FailureTarget::volume:
      lose_volume(failure);
      co_return;  // it lasts
    case FailureTarget::backup:
      backups_.at(failure.name.name)->agent_crashed();
      break;
    case FailureTarget::logs:
      log_groups_.at(failure.name.name)->agent_crashed();
      break;
  }
  run_.journal.report(events::FailureEnded{run_.now(), index});
}

void World::lose_volume(const FailureSettings& failure) {
  volumes_.at(failure.name.name)->lose();
  for (std::size_t i = 0; i < flows_.size(); ++i) {
    if (works_with(scenario_.flows[i], failure)) static_cast<Ec2EbsS3Flow&>(*flows_[i].flow).volume_lost();
  }
}

}  // namespace garoa

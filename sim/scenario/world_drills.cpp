// Restores: drills, and what a flow recovers with.
#include <fmt/format.h>

#include "models/backup/snapshot_backup.hpp"
#include "models/restore/snapshot_restore.hpp"
#include "sim/scenario/world.hpp"

namespace garoa {

const FlowSettings* World::flow_of(const BackupSettings& job) const {
  for (const auto& flow : scenario_.flows) {
    if (flow.kind == FlowKind::ec2_ebs_s3 && flow.ec2_ebs_s3.backup.name == job.name) return &flow;
  }
  return nullptr;
}

std::unique_ptr<Restore> World::make_restore(const BackupSettings& job, const RestoreSettings& settings,
                                             FileRestore::Site site, Restore::Names names) {
  if (job.method == BackupMethod::file_copy) {
    return std::make_unique<FileRestore>(run_, *physical_, settings, *buckets_.at(job.to.name), *vpc_, site,
                                         std::move(names));
  }
  auto& source = static_cast<SnapshotBackup&>(*backups_.at(job.name));
  return std::make_unique<SnapshotRestore>(run_, settings, source.snapshots(), *site.volume,
                                           std::move(names));
}

Restore* World::add_recovery(const Ec2EbsS3Settings& flow, NameId id, Ec2Instance& instance,
                             EbsVolume& volume) {
  const auto* const job = find_named(scenario_.backup, flow.backup.name);
  if (!flow.recovery || job == nullptr) return nullptr;
  const auto path = fmt::format("flows.{}.recovery", flow.common.name);
  return restores_
      .emplace_back(
          make_restore(*job, flow.recovery->restore, {instance, &volume, nullptr, false},
                       {path, run_.journal.intern(path), id, run_.journal.intern("backup." + job->name)}))
      .get();
}

/// Where a drill runs; what is made for it goes to `made_for_drills_`.
FileRestore::Site World::site_of(const DrillSettings& drill, const std::string& path,
                                 const FlowSettings& flow) {
  const auto& app = flow.ec2_ebs_s3.app.name;
  if (drill.to.given()) {
    if (const auto volume = volumes_.find(drill.to.name); volume != volumes_.end())
      return {*instances_.at(volume->second->settings().attach.name), volume->second.get(), nullptr, false};
    return {*instances_.at(app), nullptr, buckets_.at(drill.to.name).get(), drill.server_side};
  }
  auto* instance = instances_.at(app).get();
  if (!drill.traffic) {
    auto settings = instance->settings();
    settings.name = path;
    made_for_drills_.push_back(std::make_unique<Ec2Instance>(run_, *physical_, std::move(settings)));
    instance = static_cast<Ec2Instance*>(made_for_drills_.back().get());
  }
  auto settings = volumes_.at(flow.ec2_ebs_s3.volume.name)->settings();
  settings.name = path;
  settings.from_snapshot.reset();
  made_for_drills_.push_back(std::make_unique<EbsVolume>(run_, std::move(settings), *instance));
  return {*instance, static_cast<EbsVolume*>(made_for_drills_.back().get()), nullptr, false};
}

void World::build_drills() {
  for (std::size_t i = 0; i < scenario_.drills.size(); ++i) {
    const auto& drill = scenario_.drills[i];
    const auto& job = *find_named(scenario_.backup, drill.job.name);
    const auto& flow = *flow_of(job);
    const auto path = fmt::format("drills.{}", i + 1);
    drills_.push_back(
        make_restore(job, drill.restore, site_of(drill, path, flow),
                     {path, run_.journal.intern(path), run_.journal.intern("flows." + flow.common().name),
                      run_.journal.intern("backup." + job.name)}));
  }
}

Process World::drill(std::size_t index) {
  const auto& settings = scenario_.drills[index];
  co_await run_.simulator.wait_until(settings.at.count());
  const auto* const wanted_flow = flow_of(*find_named(scenario_.backup, settings.job.name));
  for (const auto& flow : flows_) {
    if (flow.name != wanted_flow->common().name) continue;
    const auto wanted = static_cast<Ec2EbsS3Flow&>(*flow.flow).in_copies();
    co_await drills_[index]->restore(wanted);
  }
}

}  // namespace garoa

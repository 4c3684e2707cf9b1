// Restores: drills, and what a flow recovers with.
#include <fmt/format.h>

#include "models/backup/snapshot_backup.hpp"
#include "models/restore/snapshot_restore.hpp"
#include "sim/scenario/world.hpp"

namespace garoa {

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

Restore* World::add_recovery(const Ec2EbsS3Settings& flow, std::size_t index, NameId id) {
  const auto& site = flow.sites[index];
  const auto* const job = find_named(scenario_.backup, site.backup.name);
  if (!flow.recovery || job == nullptr) return nullptr;
  const auto path = fmt::format("flows.{}{}.recovery", flow.common.name,
                                flow.sites.size() > 1 ? fmt::format("-{}", index + 1) : "");
  return restores_
      .emplace_back(
          make_restore(*job, flow.recovery->restore,
                       {*instances_.at(site.app.name), volumes_.at(site.volume.name).get(), nullptr, false},
                       {path, run_.journal.intern(path), id, run_.journal.intern("backup." + job->name)}))
      .get();
}

/// Where a drill runs; what is made for it goes to `made_for_drills_`.
FileRestore::Site World::site_of(const DrillSettings& drill, const std::string& path,
                                 const BackupSettings& job) {
  const auto& source = *volumes_.at(job.from.name);
  const auto& app = source.settings().attach.name;
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
  auto settings = source.settings();
  settings.name = path;
  settings.from_snapshot.reset();
  made_for_drills_.push_back(std::make_unique<EbsVolume>(run_, std::move(settings), *instance));
  return {*instance, static_cast<EbsVolume*>(made_for_drills_.back().get()), nullptr, false};
}

void World::build_drills() {
  for (std::size_t i = 0; i < scenario_.drills.size(); ++i) {
    const auto& drill = scenario_.drills[i];
    const auto& job = *find_named(scenario_.backup, drill.job.name);
    const auto path = fmt::format("drills.{}", i + 1);
    drills_.push_back(make_restore(
        job, drill.restore, site_of(drill, path, job),
        {path, run_.journal.intern(path), flow_of(job.name).id, run_.journal.intern("backup." + job.name)}));
  }
}

const World::NamedFlow& World::flow_of(const std::string& backup) const {
  for (const auto& flow : flows_) {
    if (flow.flow->in_copies(backup)) return flow;
  }
  throw SimulatorFault{"a backup that belongs to no flow"};
}

Process World::drill(std::size_t index) {
  const auto& settings = scenario_.drills[index];
  co_await run_.simulator.wait_until(settings.at.count());
  const auto& flow = *flow_of(settings.job.name).flow;
  const auto wanted = *flow.in_copies(settings.job.name);
  co_await drills_[index]->restore(wanted);
}

}  // namespace garoa

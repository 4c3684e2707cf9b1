#include "sim/deployment/restores.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/restore/file_restore.hpp"
#include "models/restore/replica_restore.hpp"
#include "models/restore/snapshot_restore.hpp"
#include "models/restore/vault_restore.hpp"
#include "sim/flows/replay_drill.hpp"

namespace garoa {
namespace {

std::unique_ptr<Restore> make_restore(Deployment& d, const BackupSettings& job,
                                      const RestoreSettings& settings, FileRestore::Site site,
                                      Restore::Names names) {
  if (auto* const snapshots = d.backups.at(job.name).snapshots())
    return std::make_unique<SnapshotRestore>(d.run(), settings, *snapshots, *site.volume, std::move(names));
  auto of_job = settings;
  of_job.compression = job.file_copy.compression.unpack;
  return std::make_unique<FileRestore>(d.run(), d.physical(), std::move(of_job), d.buckets.at(job.to.name),
                                       d.vpc(), site, std::move(names));
}

Restore::Names names_of(Deployment& d, const std::string& path, FlowId flow, const BackupSettings& job) {
  auto& journal = d.run().journal;
  return {.path = path,
          .restore = journal.intern(path),
          .flow = flow,
          .source = journal.intern("backup." + job.name)};
}

/// Where a drill runs; what is made for it goes to the deployment.
FileRestore::Site site_of(Deployment& d, std::size_t index, const std::string& path,
                          const BackupSettings& job) {
  const auto& drill = d.scenario().drills[index];
  const auto& source = d.volumes.at(job.from.name);
  auto* instance = &d.instances.at(source.settings().attach.name);
  if (drill.to.given()) {
    if (auto* const volume = d.volumes.find(drill.to.name))
      return {d.instances.at(volume->settings().attach.name), volume, nullptr, false};
    return {*instance, nullptr, &d.buckets.at(drill.to.name), drill.server_side};
  }
  if (!drill.traffic) {
    auto settings = instance->settings();
    settings.name = path;
    instance = &d.keep_for_drill(std::make_unique<Ec2Instance>(d.run(), d.physical(), std::move(settings)));
  }
  auto settings = source.settings();
  settings.name = path;
  settings.from_snapshot.reset();
  auto& volume = d.keep_for_drill(std::make_unique<EbsVolume>(d.run(), std::move(settings), *instance));
  d.hire_for_drill(index, volume, drill.traffic ? nullptr : instance);
  return {*instance, &volume, nullptr, false};
}

/// The first that puts documents into the bucket.
const FlowCommon& flow_into(const Deployment& d, const std::string& bucket) {
  const auto& flows = d.scenario().flows;
  return std::find_if(flows.begin(), flows.end(),
                      [&](const FlowSettings& flow) { return flow.facts().bucket.name == bucket; })
      ->common();
}

/// Of the documents of that flow.
Restore::Names names_of(Deployment& d, const std::string& path, const FlowCommon& flow,
                        const std::string& source) {
  auto& journal = d.run().journal;
  return {.path = path,
          .restore = journal.intern(path),
          .flow = journal.intern(flow.path()),
          .source = journal.intern(source)};
}

std::unique_ptr<Restore> make_replay(Deployment& d, const DrillSettings& drill, const std::string& path) {
  const auto& name = drill.function.name;
  auto& function = d.functions.at(name);
  const auto& bucket = function.settings().trigger.bucket.name;
  const auto& flow = flow_into(d, bucket);
  return std::make_unique<ReplayDrill>(d.run(), drill,
                                       ReplayDrill::Parts{function, d.handlers.at(name), d.buckets.at(bucket),
                                                          d.log_groups.find(flow.logs.name)},
                                       names_of(d, path, flow, "lambda." + name));
}

std::unique_ptr<Restore> make_replica_drill(Deployment& d, const DrillSettings& drill,
                                            const std::string& path) {
  const auto& bucket = drill.replicas_of.name;
  auto names = names_of(d, path, flow_into(d, bucket), "s3." + bucket + ".replica");
  return std::make_unique<ReplicaRestore>(d.run(), drill.restore, d.buckets.at(bucket), std::move(names));
}

std::unique_ptr<Restore> make_vault_drill(Deployment& d, const DrillSettings& drill, const std::string& path,
                                          const BackupSettings& job) {
  return std::make_unique<VaultRestore>(d.run(), drill.restore, job.vault_copy,
                                        d.buckets.at(job.from_bucket.name),
                                        names_of(d, path, d.flow_of(job.name).id, job));
}

}  // namespace

std::unique_ptr<Restore> make_recovery(Deployment& d, const Ec2EbsS3Settings& flow, RecoverySource source,
                                       FlowId id) {
  const auto& site = flow.sites[source.site];
  const auto path = fmt::format("flows.{}{}{}.recovery", flow.common.name,
                                flow.sites.size() > 1 ? fmt::format("-{}", source.site + 1) : "",
                                source.further ? fmt::format("-{}", source.job.name) : "");
  return make_restore(d, source.job, flow.recovery->restore,
                      {d.instances.at(site.app.name), &d.volumes.at(site.volume.name), nullptr, false},
                      names_of(d, path, id, source.job));
}

std::unique_ptr<Restore> make_drill(Deployment& d, std::size_t index) {
  const auto& drill = d.scenario().drills[index];
  const auto path = fmt::format("drills.{}", index + 1);
  if (drill.function.given()) return make_replay(d, drill, path);
  if (drill.replicas_of.given()) return make_replica_drill(d, drill, path);
  if (const auto* const job = find_named(d.scenario().bucket_backups, drill.job.name))
    return make_vault_drill(d, drill, path, *job);
  const auto& job = *find_named(d.scenario().backup, drill.job.name);
  return make_restore(d, job, drill.restore, site_of(d, index, path, job),
                      names_of(d, path, d.flow_of(job.name).id, job));
}

}  // namespace garoa

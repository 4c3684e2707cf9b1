#include "sim/flows/ec2_ebs_s3_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/named.hpp"
#include "sim/flows/flow_kinds.hpp"

namespace garoa {
namespace {

constexpr std::size_t most_flows_of_volume =
    256;  // what a waiting file tells apart (models/backup/waiting_file.hpp)

bool has(const std::vector<Reference>& references, const std::string& name) {
  return std::any_of(references.begin(), references.end(),
                     [&](const Reference& reference) { return reference.name == name; });
}

/// Rules of one site.
class SiteChecks {
 public:
  SiteChecks(const Ec2EbsS3Settings& flow, const SiteSettings& site, const Declared& declared,
             Diagnostics& diagnostics)
      : flow_{flow}, site_{site}, declared_{declared}, diagnostics_{diagnostics} {}

  void run() const {
    const auto* const app = demand(site_.app, declared_.ec2, "EC2 instance", "ec2", diagnostics_);
    const auto* const volume = demand(site_.volume, declared_.ebs, "EBS volume", "ebs", diagnostics_);
    const bool instances_known =
        app != nullptr && volume != nullptr && find_named(declared_.ec2, volume->attach.name) != nullptr;
    if (instances_known && volume->attach.name != site_.app.name)
      diagnostics_.error(site_.volume.where,
                         fmt::format("volume '{}' is attached to '{}', not to the flow's app '{}'",
                                     volume->name, volume->attach.name, site_.app.name));
    if (volume != nullptr && volume->keep) check_keep(*volume);
    if (volume != nullptr && flow_.recovery) check_recovery();
    if (flows_on_volume() > most_flows_of_volume)
      diagnostics_.error(site_.volume.where,
                         fmt::format("'ebs.{}' is the volume of {} flows; at most {} share one",
                                     site_.volume.name, flows_on_volume(), most_flows_of_volume));
    std::vector<std::string> named;
    for (const auto& backup : site_.backups()) {
      if (std::find(named.begin(), named.end(), backup.name) != named.end())
        diagnostics_.error(backup.where,
                           fmt::format("'flows.{}' names 'backup.{}' twice", flow_.common.name, backup.name));
      named.push_back(backup.name);
      check_backup(backup, volume != nullptr);
    }
  }

 private:
  [[nodiscard]] std::size_t flows_on_volume() const {
    return static_cast<std::size_t>(std::count_if(
        declared_.flows.begin(), declared_.flows.end(),
        [&](const FlowSettings& flow) { return has(flow.facts().volumes, site_.volume.name); }));
  }

  void check_recovery() const {
    const auto restorable = site_.restorable_backups(declared_);
    if (restorable.empty() && !site_.backup.given())
      diagnostics_.error(
          flow_.recovery->where,
          fmt::format("'flows.{}.recovery' needs a 'backup' to restore from", flow_.common.name));
    check_restore(flow_.recovery->restore, restorable, flow_.recovery->where, declared_, diagnostics_);
  }

  void check_keep(const EbsSettings& volume) const {
    const auto& keep = *volume.keep;
    const auto jobs = backups_of(volume.name, declared_);
    const auto* const own = find_named(declared_.backup, site_.backup.name);
    const auto* const job = own == nullptr && !jobs.empty() ? jobs.front() : own;
    if (keep.needs_copy() && jobs.empty())
      diagnostics_.error(
          keep.where, fmt::format("'ebs.{}.keep' waits for copies, but 'flows.{}' has no backup", volume.name,
                                  flow_.common.name));
    const bool copies_files = std::any_of(
        jobs.begin(), jobs.end(), [](const auto* one) { return one->method == BackupMethod::file_copy; });
    if (keep.needs_copy() && job != nullptr && !copies_files)
      diagnostics_.error(
          keep.where,
          fmt::format("'ebs.{}.keep' leaves documents to the copies of 'backup.{}'; snapshots show "
                      "what is on the volume: use method file-copy, or 'for' with 'then: delete'",
                      volume.name, job->name));
  }

  /// A snapshot brings back a whole volume.
  void check_sole_user(const Reference& backup) const {
    for (const auto& other : declared_.flows) {
      if (other.common().name == flow_.common.name || !has(other.facts().volumes, site_.volume.name))
        continue;
      diagnostics_.error(backup.where,
                         fmt::format("a recovery from snapshots replaces the whole volume '{}', which "
                                     "'flows.{}' uses too; give each flow a volume of its own",
                                     site_.volume.name, other.common().name));
    }
  }

  void check_backup(const Reference& backup, bool volume_known) const {
    const auto* const found = demand(backup, declared_.backup, "backup", "backup", diagnostics_);
    if (found == nullptr) return;
    const auto& job = *found;
    if (flow_.recovery && job.method != BackupMethod::file_copy) check_sole_user(backup);
    for (const auto& other : declared_.flows) {
      if (other.common().name == flow_.common.name) break;  // the first flow that names it may
      if (has(other.facts().backups, job.name)) {
        diagnostics_.error(backup.where,
                           fmt::format("'backup.{}' already belongs to another flow", job.name));
        break;
      }
    }
    const bool volumes_known = volume_known && find_named(declared_.ebs, job.from.name) != nullptr;
    if (volumes_known && job.from.name != site_.volume.name)
      diagnostics_.error(backup.where,
                         fmt::format("'backup.{}' copies volume '{}', not the flow's volume '{}'", job.name,
                                     job.from.name, site_.volume.name));
  }

  const Ec2EbsS3Settings& flow_;
  const SiteSettings& site_;
  const Declared& declared_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::vector<Reference> SiteSettings::backups() const {
  std::vector<Reference> all;
  if (backup.given()) all.push_back(backup);
  all.insert(all.end(), further_backups.begin(), further_backups.end());
  return all;
}

std::vector<const BackupSettings*> SiteSettings::restorable_backups(const Declared& declared) const {
  std::vector<const BackupSettings*> found;
  for (const auto& own : backups()) {
    if (const auto* const job = find_named(declared.backup, own.name)) found.push_back(job);
  }
  for (const auto* const job : backups_of(volume.name, declared)) {
    const bool is_there = std::find(found.begin(), found.end(), job) != found.end();
    if (!is_there && job->method == BackupMethod::file_copy) found.push_back(job);
  }
  return found;
}

Ec2EbsS3Settings Ec2EbsS3Settings::read(Fields& fields, Catalogue& catalogue, const ScenarioFrame& frame) {
  Ec2EbsS3Settings s;
  SiteSettings site;
  site.app = fields.reference("app", "EC2 instance that runs the application");
  site.volume = fields.reference("volume", "EBS volume that holds the documents");
  site.backup = fields.reference("backup", "backup job that copies the volume", true);
  for (const auto& job : fields.values<std::string>("further_backups", "more backup jobs of the volume", {}))
    site.further_backups.push_back({job, fields.where("further_backups")});
  if (!site.further_backups.empty() && !site.backup.given())
    fields.error("further_backups", fmt::format("'{}.further_backups' come after a 'backup'", fields.path()));
  s.sites = {site};
  s.clients = read_clients(fields, catalogue);
  s.common.timeout = s.clients.timeout;
  fields.maybe_section("downloads", "the documents that clients fetch",
                       [&](Fields& f) { s.downloads = read_downloads(f, catalogue, frame); });
  const auto answer =
      fields.optional("acknowledge", "when the application answers an upload", Acknowledge::after_fsync);
  if (answer == Acknowledge::before_fsync || fields.describing())
    s.page_cache = read_page_cache(fields, catalogue);
  if (answer == Acknowledge::after_fsync || fields.describing())
    s.fsync_ios = fields.optional(
        "fsync_ios",
        "I/Os of the volume, one after another, until a file is durable: 1, its data alone (a file that is "
        "there already); more with the file system's journal",
        catalogue.figures("ebs").fallback<std::uint32_t>("fsync.ios"), {1U, 16U, ""});
  fields.maybe_section(
      "recovery", "restore of a lost volume from the backup's copies or snapshots", [&](Fields& f) {
        RecoverySettings declared{read_restore(f, catalogue, RestoreOccasion::loss),
                                  fields.where("recovery")};
        f.maybe_section(
            "another_zone", "an outage of the zone is not waited for: the site is built anew in another",
            [&](Fields& z) {
              declared.switch_over = z.optional("switch", "until clients reach the new instance",
                                                catalogue.figures("restore").fallback<Seconds>("switch"),
                                                {Seconds{0}, 30_d, ""});
            });
        declared.online =
            f.maybe<bool>("online",
                          "uploads are taken again as soon as the new volume is there (default: from "
                          "snapshots, not from file copies)");
        s.recovery = declared;
      });
  return s;
}

/// Of restores that are done from snapshots; which they are is known when all has been read.
void Ec2EbsS3Settings::complete(const Declared& declared, Catalogue& catalogue) {
  const bool from_snapshots = std::any_of(sites.begin(), sites.end(), [&](const SiteSettings& site) {
    const auto backups = site.backups();
    return std::any_of(backups.begin(), backups.end(),
                       [&](const Reference& backup) { return makes_snapshots(backup, declared); });
  });
  if (recovery && from_snapshots)
    add_snapshot_figures(recovery->restore, type_of_volume(sites.front().volume, declared), catalogue);
}

void Ec2EbsS3Settings::write_out_members(const WrittenOut& members) {
  const SiteSettings all = sites.front();
  sites.clear();
  for (std::uint32_t i = 1; i <= members.instances.of(all.app); ++i) {
    SiteSettings site{members.instances.member(all.app, i),
                      members.volumes.member(all.volume, i),
                      members.backups.member(all.backup, i),
                      {}};
    for (const auto& further : all.further_backups)
      site.further_backups.push_back(members.backups.member(further, i));
    sites.push_back(std::move(site));
  }
}

void Ec2EbsS3Settings::check(const Declared& declared, Diagnostics& diagnostics) const {
  const auto errors_before = diagnostics.count();
  for (const auto& site : sites) {
    SiteChecks{*this, site, declared, diagnostics}.run();
    if (diagnostics.count() > errors_before) return;  // the same fault would be in the other sites
  }
}

std::vector<const RequestSettings*> Ec2EbsS3Settings::requests() const {
  std::vector<const RequestSettings*> streams{&common.uploads};
  if (downloads) streams.push_back(&downloads->requests);
  return streams;
}

FlowFacts Ec2EbsS3Settings::facts() const {
  FlowFacts facts;
  for (const auto& site : sites) {
    facts.volumes.push_back(site.volume);
    facts.apps.push_back(site.app);
    for (const auto& backup : site.backups()) facts.backups.push_back(backup);
  }
  facts.another_zone = recovery && recovery->switch_over;
  return facts;
}

std::vector<Reliance> Ec2EbsS3Settings::relies_on(const Declared& declared) const {
  std::vector<Reliance> reliances;
  for (const auto& site : sites) {
    reliances.push_back({FailureTarget::volume, site.volume.name});
    reliances.push_back({FailureTarget::instance, site.app.name});
    if (const auto* const app = find_named(declared.ec2, site.app.name))
      reliances.push_back({FailureTarget::zone, app->zones.front()});
    for (const auto* const job : backups_of(site.volume.name, declared)) {
      reliances.push_back({FailureTarget::backup, job->name});
      if (!job->to.given()) continue;
      reliances.push_back({FailureTarget::bucket, job->to.name});
      reliances.push_back({FailureTarget::service, "s3"});
    }
  }
  return reliances;
}

}  // namespace garoa

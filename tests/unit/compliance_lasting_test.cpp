// Static controls on copies that are not sure to be there: made too late, never made, gone too early, or within reach of a role.
#include <doctest/doctest.h>

#include "models/compliance/role_actions.hpp"
#include "tests/support/compliance_breaks.hpp"

namespace compliance_lasting_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::only;
using testing::shipped_profile;
using testing::sound_architecture;

namespace {

constexpr double day = 86400;

BackupJob vault_of(std::string bucket, double gap_days, double kept_days) {
  BackupJob job{"vaulted", {}, "", "", gap_days * day, 1800};
  job.from_bucket = std::move(bucket);
  job.retention_days = kept_days;
  return job;
}

/// Snapshots of a volume that clears its documents out.
Architecture with_snapshots(double stays_days, double gap_days, double kept_days) {
  auto architecture = sound_architecture();
  architecture.volumes[0].lifetime_days = stays_days;
  auto& job = architecture.backups[0];
  job.to_bucket.clear();
  job.longest_gap_s = gap_days * day;
  job.retention_days = kept_days;
  return architecture;
}

/// Days that S-RT-03 finds the intake's documents to be kept for.
double kept_days(const Architecture& architecture) {
  return *only(architecture, "S-RT-03", "flows.intake").measured / day;
}

}  // namespace

TEST_CASE(
    "S-RT-03: objects that are deleted before a recovery point is sure to show them live no longer by it") {
  for (const double expiration : {1.0, 6.9, 7.0, 10.0}) {
    auto architecture = sound_architecture();
    auto& inbox = architecture.buckets[1];
    inbox.expiration_days = expiration;
    inbox.lock = LockMode::none;
    inbox.replicated_to.clear();
    architecture.backups.push_back(vault_of("inbox", 7, 2192));
    const auto finding = only(architecture, "S-RT-03", "flows.automation");
    const bool is_seen = expiration >= 7;
    CHECK(finding.status == (is_seen ? Status::pass : Status::fail));
    CHECK(*finding.measured == (is_seen ? expiration - 7 + 2192 : expiration) * day);
  }
}

TEST_CASE("S-BK-01: recovery points of a bucket are its second copy as well as a replica is") {
  auto architecture = sound_architecture();
  architecture.buckets[1].replicated_to.clear();
  CHECK(only(architecture, "S-BK-01", "s3.inbox").status == Status::fail);
  architecture.backups.push_back(vault_of("inbox", 1, 35));
  CHECK(only(architecture, "S-BK-01", "s3.inbox").status == Status::pass);
}

TEST_CASE(
    "S-RT-06: a bucket's lock keeps exported records beyond the day on which its lifecycle would delete "
    "them") {
  auto architecture = sound_architecture();
  architecture.log_groups[0].retention_days = 30;
  architecture.log_groups[0].exported_to = "archive";
  architecture.buckets[0].expiration_days = 100;
  architecture.buckets[0].lock_days = 400;
  CHECK(*only(architecture, "S-RT-06", "cloudwatch_logs.audit").measured == 400 * day);
  architecture.buckets[0].lock = LockMode::none;
  CHECK(*only(architecture, "S-RT-06", "cloudwatch_logs.audit").measured == 100 * day);
}

TEST_CASE(
    "S-RT-03: a document is in snapshots from the last one before it leaves, not from the moment that it "
    "does") {
  CHECK(kept_days(with_snapshots(3, 1, 9)) == 11);
  CHECK(kept_days(with_snapshots(3, 1, 0.5)) == 3);        // gone before the next
  CHECK(kept_days(with_snapshots(2, 7, 100)) == 2);        // none may have it
  CHECK(kept_days(with_snapshots(never, 7, 100)) == 100);  // stays, but for no time that is laid down
  auto architecture = with_snapshots(2, 7, 100);
  architecture.volumes[0].leaves_to_copies = true;
  CHECK(kept_days(architecture) == 100);
}

TEST_CASE(
    "S-RT-04: a copy that was made just before a document left counts to its end, and so does its lock") {
  auto architecture = with_snapshots(10, 1, 0.5);
  architecture.policy.retention_max_s = 10 * day;
  CHECK(*only(architecture, "S-RT-04", "flows.intake").measured == 10.5 * day);
  architecture = sound_architecture();
  testing::keep_nothing_for_long(architecture);
  auto& inbox = architecture.buckets[1];
  inbox.replicated_to = "elsewhere";
  inbox.replica_days = 5500;
  inbox.replica_noncurrent_days = 0;
  inbox.replica_lock = LockMode::governance;
  const auto finding = [&] { return only(architecture, "S-RT-04", "flows.automation"); };
  inbox.replica_lock_days = 6000;
  CHECK(finding().status == Status::pass);
  inbox.replica_lock_days = 6010;  // within the grace, but locked beyond the longest time
  CHECK(finding().status == Status::fail);
  CHECK(finding().key == "s3.inbox.replication.object_lock.retention");
  inbox.replica_lock = LockMode::none;
  auto vault = vault_of("inbox", 1, 6010);
  vault.vault_lock = LockMode::compliance;
  inbox.expiration_days = 50;
  inbox.noncurrent_days = 0;
  inbox.lock_days = 50;
  architecture.backups.push_back(vault);
  CHECK(finding().status == Status::fail);
  CHECK(finding().key == "backup.vaulted.retention.age");
  architecture.backups.back().retention_days = 5990;
  CHECK(finding().status == Status::pass);
}

TEST_CASE("S-RT-02: recovery points are not each version, so no audit trail stands in for their lock") {
  const std::vector<Profile> sec{shipped_profile("sec-17a-4")};
  auto architecture = with_snapshots(never, 1, 7);
  architecture.log_groups[0].retention_days = 2192;
  architecture.backups[0].vault_lock = LockMode::none;
  CHECK(only(architecture, "S-RT-02", "flows.intake", sec).status == Status::fail);
  architecture.backups[0].retention_days = 3000;
  CHECK(only(architecture, "S-RT-02", "flows.intake", sec).status == Status::fail);
  // Beside a bucket whose versions stay a vault takes nothing away.
  auto& inbox = architecture.buckets[1];
  inbox.lock = LockMode::none;
  architecture.backups.push_back(vault_of("inbox", 1, 10));
  architecture.backups.back().vault_lock = LockMode::governance;
  CHECK(only(architecture, "S-RT-02", "flows.automation", sec).status == Status::pass);
}

TEST_CASE("roles: actions are without case, and a question mark stands for one character") {
  CHECK(covers("S3:*", "s3:BypassGovernanceRetention"));
  CHECK(covers("s3:bypassgovernanceretention", "s3:BypassGovernanceRetention"));
  CHECK(covers("s3:Bypass?overnanceRetention", "s3:BypassGovernanceRetention"));
  CHECK(covers("*:*", "s3:BypassGovernanceRetention"));
  CHECK(covers("s3:*Governance*Reten?ion", "s3:BypassGovernanceRetention"));
  CHECK(covers("s3:**", "s3:"));
  CHECK_FALSE(covers("s3:?", "s3:"));
  // Not a try for each place of each star, which would take minutes.
  std::string stars = "s3:";
  for (int i = 0; i < 20; ++i) stars += "*?";
  CHECK_FALSE(covers(stars + "x", "s3:BypassGovernanceRetentionBypassGovernanceRetention"));
  CHECK_FALSE(covers("s3:Bypass?Retention", "s3:BypassGovernanceRetention"));
  CHECK_FALSE(covers("s3:BypassGovernanceRetention?", "s3:BypassGovernanceRetention"));
  CHECK_FALSE(covers("s3:Get*", "s3:BypassGovernanceRetention"));
}

TEST_CASE("S-AC-04 and S-AC-02: wildcards and other cases of an action give it as well as its name") {
  auto architecture = sound_architecture();
  testing::keep_no_replica_elsewhere(architecture);
  architecture.buckets[0].lock = LockMode::governance;
  architecture.flows[0].apps = {"app"};
  const auto status = [&](std::string_view control, std::string_view of) {
    return only(architecture, control, of).status;
  };
  for (const auto* action : {"S3:*", "s3:bypassgovernanceretention", "s3:Bypass?overnanceRetention"}) {
    architecture.instances[0].role->actions = {action};
    CHECK(status("S-AC-04", "flows.intake") == Status::fail);
  }
  CHECK(status("S-AC-02", "ec2.app") == Status::warn);  // the last one, cut by a question mark
}

TEST_CASE("S-AC-04: who may take the lock off a vault in governance mode may delete what is in it") {
  auto architecture = with_snapshots(never, 1, 100);
  testing::keep_no_replica_elsewhere(architecture);
  auto& job = architecture.backups[0];
  job.role = Role{{"*"}, {}};
  for (const auto mode : {LockMode::governance, LockMode::compliance}) {
    job.vault_lock = mode;
    CHECK(only(architecture, "S-AC-04", "flows.intake").status ==
          (mode == LockMode::governance ? Status::fail : Status::pass));
  }
  job.vault_lock = LockMode::governance;
  job.role->actions = {"backup:DeleteRecoveryPoint"};
  CHECK(only(architecture, "S-AC-04", "flows.intake").status == Status::pass);
  job.role->actions.emplace_back("backup:DeleteBackupVaultLock*");
  CHECK(only(architecture, "S-AC-04", "flows.intake").status == Status::fail);
}

TEST_CASE("static controls: a schedule that has no tick any more makes no copy that counts") {
  auto architecture = sound_architecture();
  testing::keep_no_replica_elsewhere(architecture);
  architecture.volumes[0].lifetime_days = never;
  auto& job = architecture.backups[0];
  job.longest_gap_s = never;
  for (const bool to_bucket : {true, false}) {
    if (!to_bucket) job.to_bucket.clear();
    job.vault_lock = LockMode::compliance;
    job.retention_days = 5000;
    job.copied_to_other_account = job.copied_to_other_region = true;
    for (const auto* control : {"S-AC-04", "S-BK-03", "S-BK-04", "S-RT-02", "S-RT-03"}) {
      CAPTURE(control);
      CHECK(only(architecture, control, "flows.intake").status == Status::fail);
    }
    CHECK(only(architecture, "S-BK-01", "ebs.documents").status == Status::fail);
    CHECK(only(architecture, "S-BK-02", "backup.nightly").status == Status::fail);
    CHECK(only(architecture, "S-RT-05", "backup.nightly").status == Status::fail);
  }
}

}  // namespace compliance_lasting_test

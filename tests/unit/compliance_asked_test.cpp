// What a profile asks in its own way: of some resources only, of logs instead of documents, against what the institution itself lays down.
#include <doctest/doctest.h>

#include "tests/support/compliance_breaks.hpp"

namespace compliance_asked_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::of_control;
using testing::only;
using testing::shipped_profile;
using testing::sound_architecture;

namespace {

constexpr double day = 86400;

std::vector<Finding> found(const Architecture& architecture, const char* profile, const char* control) {
  return of_control(check_static(architecture, {shipped_profile(profile)}), control);
}

/// Records of the group go to a locked bucket, and so do the trail's files.
Architecture with_locked_logs(double days) {
  auto architecture = sound_architecture();
  auto logs = testing::good_bucket("logs", BucketRole::other);
  logs.lock = LockMode::governance;
  logs.lock_days = days;
  architecture.buckets.push_back(logs);
  architecture.log_groups[0].exported_to = "logs";
  architecture.trails[0].to_bucket = "logs";
  return architecture;
}

}  // namespace

TEST_CASE(
    "S-RT-02: PCI DSS asks for a lock on the buckets of logs for twelve months, and looks at no document") {
  const std::vector pci{shipped_profile("pci-dss-4")};
  for (const char* subject : {"cloudwatch_logs.audit", "cloudtrail.account"}) {
    CHECK(only(with_locked_logs(365), "S-RT-02", subject, pci).status == Status::pass);
    const auto brief = only(with_locked_logs(364), "S-RT-02", subject, pci);
    CHECK(brief.status == Status::fail);
    CHECK(brief.key == "s3.logs.object_lock.retention");
    CHECK(brief.limit_basis == "D");
    auto open = with_locked_logs(365);
    open.buckets.back().lock = LockMode::none;
    CHECK(only(open, "S-RT-02", subject, pci).status == Status::fail);
    CHECK(only(open, "S-RT-02", subject, pci).key == "s3.logs.object_lock");
  }
  auto documents_open = with_locked_logs(365);
  for (auto& bucket : documents_open.buckets)
    if (bucket.name != "logs") bucket.lock = LockMode::none;
  for (const auto& finding : found(documents_open, "pci-dss-4", "S-RT-02"))
    CHECK(finding.status == Status::pass);
  CHECK(only(documents_open, "S-RT-02", "flows.intake").status == Status::fail);
}

TEST_CASE(
    "S-RT-02: records that no bucket keeps are in no locked one, and a bucket that is not told is not "
    "evaluated") {
  const std::vector pci{shipped_profile("pci-dss-4")};
  auto architecture = sound_architecture();
  const auto unexported = only(architecture, "S-RT-02", "cloudwatch_logs.audit", pci);
  CHECK(unexported.status == Status::fail);
  CHECK(unexported.key == "cloudwatch_logs.audit.export");
  CHECK(only(architecture, "S-RT-02", "cloudtrail.account", pci).status == Status::not_evaluated);
  architecture.flows[0].log_group.clear();
  CHECK(only(architecture, "S-RT-02", "flows.intake", pci).status == Status::fail);
}

TEST_CASE(
    "S-RT-02: the audit of AWS Backup asks for the lock of a vault, which no locked bucket stands in for") {
  auto architecture = sound_architecture();
  for (const auto& finding : found(architecture, "aws-backup-audit", "S-RT-02"))
    CHECK(finding.status == Status::warn);  // it informs
  architecture.backups[0].to_bucket.clear();
  architecture.backups[0].vault_lock = LockMode::governance;
  const std::vector audit{shipped_profile("aws-backup-audit")};
  CHECK(only(architecture, "S-RT-02", "flows.intake", audit).status == Status::pass);
}

TEST_CASE("S-RT-04: PCI DSS fails a policy that lays down no longest time, and others leave it open") {
  auto architecture = sound_architecture();
  for (const char* flow : {"flows.intake", "flows.automation"}) {
    const auto unset = only(architecture, "S-RT-04", flow, {shipped_profile("pci-dss-4")});
    CHECK(unset.status == Status::fail);
    CHECK(unset.key == "policy.retention_max");
    CHECK(only(architecture, "S-RT-04", flow, {shipped_profile("eu-dora")}).status == Status::not_evaluated);
  }
}

TEST_CASE(
    "S-RT-03: DORA compares with what the institution lays down, and decides nothing where it does not") {
  const std::vector dora{shipped_profile("eu-dora")};
  auto architecture = sound_architecture();
  CHECK(only(architecture, "S-RT-03", "flows.intake", dora).status == Status::not_evaluated);
  auto& inbox = architecture.buckets[1];
  inbox.lock = LockMode::none;
  inbox.replicated_to.clear();
  inbox.expiration_days = 1000;
  architecture.policy.retention_min_s = 1001 * day;
  const auto brief = only(architecture, "S-RT-03", "flows.automation", dora);
  CHECK(brief.status == Status::fail);
  CHECK(*brief.limit == 1001 * day);
  CHECK(brief.limit_basis == "policy");
  architecture.policy.retention_min_s = 1000 * day;
  CHECK(only(architecture, "S-RT-03", "flows.automation", dora).status == Status::pass);
}

TEST_CASE(
    "S-RT-03: the longer of a norm's time and the policy's holds, and a default gives way to the policy's") {
  auto architecture = sound_architecture();
  auto& inbox = architecture.buckets[1];
  inbox.lock = LockMode::none;
  inbox.replicated_to.clear();
  inbox.expiration_days = 100;
  const auto limit = [&](const char* profile) {
    return *only(architecture, "S-RT-03", "flows.automation", {shipped_profile(profile)}).limit / day;
  };
  CHECK(limit("default") == 1827);
  CHECK(limit("br-cmn-4893") == 4018);
  architecture.policy.retention_min_s = 90 * day;
  CHECK(limit("default") == 90);
  CHECK(limit("br-cmn-4893") == 4018);
  CHECK(limit("sec-17a-4") == 2192);
  architecture.policy.retention_min_s = 5000 * day;
  CHECK(limit("br-cmn-4893") == 5000);
}

TEST_CASE(
    "S-BK-02: where the RPO informs only, a schedule that misses it warns, and one that is too rare fails") {
  const std::vector pci{shipped_profile("pci-dss-4")};
  auto architecture = sound_architecture();
  architecture.policy.rpo_s = 3000;  // an hour between ticks, half an hour of window
  CHECK(only(architecture, "S-BK-02", "backup.nightly").status == Status::fail);
  CHECK(only(architecture, "S-BK-02", "backup.nightly", pci).status == Status::warn);
  architecture.backups[0].longest_gap_s = 2 * day;
  CHECK(only(architecture, "S-BK-02", "backup.nightly", pci).status == Status::fail);
}

TEST_CASE("profiles: with `only` a control says nothing of other resources") {
  auto architecture = sound_architecture();
  architecture.log_groups[0].kms = false;
  architecture.topics[0].kms = false;
  architecture.queues = {{"dead", {}, false}};
  const auto encrypted = found(architecture, "aws-fsbp", "S-DP-04");
  REQUIRE(encrypted.size() == 1);
  CHECK(encrypted[0].resource == "sqs.dead");
  CHECK(encrypted[0].status == Status::fail);
  architecture.queues.clear();
  const auto nothing = found(architecture, "aws-fsbp", "S-DP-04");
  REQUIRE(nothing.size() == 1);
  CHECK(nothing[0].status == Status::not_applicable);
  architecture.flows[0].zones = 1;
  architecture.functions[0].in_vpc = true;
  architecture.functions[0].zones = 1;
  const auto zones = found(architecture, "aws-fsbp", "S-AV-01");
  REQUIRE(zones.size() == 1);
  CHECK(zones[0].resource == "lambda.validate");
  CHECK(zones[0].status == Status::fail);
}

}  // namespace compliance_asked_test

#include <doctest/doctest.h>

#include <algorithm>

#include "models/compliance/control_table.hpp"
#include "models/compliance/lookup.hpp"
#include "tests/support/compliance_breaks.hpp"
#include "tests/support/compliance_run.hpp"

namespace compliance_static_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::Break;
using testing::breaks;
using testing::good_architecture;
using testing::of_control;
using testing::only;
using testing::shipped_profile;
using testing::sound_architecture;

namespace {

/// The default profile, but only a customer's own key counts.
Profile with_own_keys() {
  auto strict = built_in_default_profile();
  for (auto& control : strict.controls) {
    if (control.control->id == "S-DP-01") control.values = {1};
  }
  return strict;
}

}  // namespace

TEST_CASE("static controls: a sound architecture passes every one of them") {
  for (const auto* const name : {"default", "br-cmn-4893"}) {
    for (const auto& finding : check_static(sound_architecture(), {shipped_profile(name)})) {
      CAPTURE(finding.control);
      CAPTURE(finding.message);
      // Only profiles set its limit.
      const bool without_limit =
          (finding.control == "S-RT-08" && finding.profile == "default") || finding.control == "S-RT-04";
      CHECK(finding.status == (without_limit ? Status::not_evaluated : Status::pass));
    }
  }
}

TEST_CASE("static controls: each one fails, and only for the resource that breaks it") {
  for (const auto& [control, subject, how, asked] : breaks()) {
    CAPTURE(control);
    CAPTURE(subject);
    auto architecture = sound_architecture();
    how(architecture);
    std::size_t failed = 0;
    for (const auto& finding : of_control(check_static(architecture, {shipped_profile(asked)}), control)) {
      if (finding.status != Status::fail) continue;
      ++failed;
      CHECK((finding.flow == subject || finding.resource == subject));
      CHECK_FALSE(finding.message.empty());
    }
    CHECK(failed >= 1);
  }
}

TEST_CASE("static controls: the table of breaks covers every static control") {
  for (const auto& control : control_functions()) {
    if (control.check == nullptr) continue;
    CAPTURE(control.id);
    CHECK(std::any_of(breaks().begin(), breaks().end(),
                      [&](const Break& b) { return b.control == control.id; }));
  }
}

TEST_CASE("static controls: what a flow does not have is not applicable, never a pass") {
  auto architecture = good_architecture();
  architecture.flows.erase(architecture.flows.begin());
  architecture.volumes.clear();
  architecture.backups.clear();
  for (const auto* id : {"S-DP-01", "S-BK-02"}) {
    const auto findings = of_control(check_static(architecture, {}), id);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].status == Status::not_applicable);
  }
}

TEST_CASE("S-RT-06: a log group that never expires passes") {
  auto architecture = good_architecture();
  architecture.log_groups[0].retention_days = never;
  CHECK(only(architecture, "S-RT-06", "cloudwatch_logs.audit").status == Status::pass);
}

TEST_CASE("S-RT-03: the copy that lives longest decides, and a lock outlives the lifecycle's expiration") {
  auto architecture = good_architecture();
  auto weekly = architecture.backups[0];
  weekly.name = "weekly";
  weekly.to_bucket.clear();
  weekly.retention_days = 400;
  architecture.backups.push_back(weekly);
  architecture.buckets[0].expiration_days = 30;
  architecture.buckets[0].lock_days = 2000;
  architecture.buckets[0].replicated_to.clear();
  const auto finding = only(architecture, "S-RT-03", "flows.intake");
  CHECK(finding.status == Status::pass);
  CHECK(finding.resource.empty());  // the gap would be the flow's
  CHECK(finding.key == "s3.archive.object_lock.retention");
  CHECK(finding.n == 2);
  CHECK(*finding.measured == 2000.0 * 86400);
}

TEST_CASE(
    "S-RT-02 and S-RT-03: results are derived data, and a volume lays no retention down: neither is a copy "
    "that counts") {
  auto architecture = good_architecture();
  architecture.buckets[1].expiration_days = 2;
  architecture.buckets[1].lock = LockMode::none;
  architecture.buckets[1].replicated_to.clear();
  CHECK(only(architecture, "S-RT-02", "flows.automation").status == Status::fail);
  const auto deleted = only(architecture, "S-RT-03", "flows.automation");
  CHECK(deleted.status == Status::fail);
  CHECK(*deleted.measured == 2.0 * 86400);
  architecture.backups.clear();
  const auto on_volume = only(architecture, "S-RT-03", "flows.intake");
  CHECK(on_volume.status == Status::fail);
  CHECK(*on_volume.measured == 0);
}

TEST_CASE(
    "S-RT-03: a replica outlives what the lifecycle of its original deletes, and a volume keeps for its "
    "`keep`") {
  auto architecture = good_architecture();
  architecture.buckets[1].expiration_days = 2;
  architecture.buckets[1].lock = LockMode::none;
  const auto replica = only(architecture, "S-RT-03", "flows.automation");
  CHECK(replica.status == Status::pass);
  CHECK(replica.key == "s3.inbox.replication");
  architecture.backups.clear();
  architecture.volumes[0].lifetime_days = 2000;
  const auto volume = only(architecture, "S-RT-03", "flows.intake");
  CHECK(volume.status == Status::pass);
  CHECK(volume.key == "ebs.documents.keep");
}

TEST_CASE("S-EV-02: an event has no caller that sees a failure, whatever sends it") {
  auto architecture = good_architecture();
  auto& function = architecture.functions[0];
  function.trigger_bucket.clear();
  function.failure_destination = false;
  CHECK(only(architecture, "S-EV-02", "lambda.validate").status == Status::not_applicable);
  function.called_by_events = true;
  CHECK(only(architecture, "S-EV-02", "lambda.validate").status == Status::fail);
  function.failure_destination = true;
  CHECK(only(architecture, "S-EV-02", "lambda.validate").status == Status::pass);
}

TEST_CASE(
    "S-RT-02: governance is not enough where compliance mode is asked, unless an audit trail stands in") {
  auto architecture = good_architecture();
  architecture.buckets[0].lock = LockMode::governance;
  CHECK(only(architecture, "S-RT-02", "flows.intake").status == Status::pass);
  const auto sec = shipped_profile("sec-17a-4");
  CHECK(only(architecture, "S-RT-02", "flows.intake", {sec}).status == Status::pass);
  architecture.log_groups[0].contents.pop_back();
  CHECK(only(architecture, "S-RT-02", "flows.intake", {sec}).status == Status::fail);
  architecture.log_groups[0].contents.clear();
  CHECK(only(architecture, "S-RT-02", "flows.intake", {sec}).status == Status::not_evaluated);
  architecture.buckets[0].noncurrent_days = 2191;
  CHECK(only(architecture, "S-RT-02", "flows.intake", {sec}).status == Status::fail);
  architecture.buckets[0].noncurrent_days = never;
  architecture.buckets[0].versioning = false;
  CHECK(only(architecture, "S-RT-02", "flows.intake", {sec}).status == Status::fail);
}

TEST_CASE(
    "S-RT-02: an audit trail stands in for a lock only with uploads and deletions in it, and for as long") {
  auto architecture = good_architecture();
  architecture.trails.clear();
  architecture.buckets[0].lock = LockMode::governance;
  const auto sec = shipped_profile("sec-17a-4");
  const auto status = [&] { return only(architecture, "S-RT-02", "flows.intake", {sec}).status; };
  CHECK(status() == Status::pass);
  auto& group = architecture.log_groups[0];
  const auto operations = group.operations;
  for (const auto operation : {LogOperation::upload, LogOperation::removal}) {
    std::erase(group.operations, operation);
    CHECK(status() == Status::fail);
    group.operations = operations;
  }
  group.operations.clear();
  CHECK(status() == Status::not_evaluated);
  group.operations = operations;
  group.retention_days = 1;
  CHECK(status() == Status::fail);
}

TEST_CASE(
    "S-BK-02 and S-RT-05: a volume without a backup has neither a schedule nor kept copies, which is no way "
    "out") {
  auto architecture = good_architecture();
  architecture.backups.clear();
  for (const auto* control : {"S-BK-02", "S-RT-05"}) {
    const auto finding = only(architecture, control, "ebs.documents");
    CHECK(finding.status == Status::fail);
    CHECK(finding.key == "backup");
  }
}

TEST_CASE("one question a flow is one finding, closed or not: its store is told by its key alone") {
  auto architecture = good_architecture();
  const auto identities = [&](const std::string& control) {
    const auto finding = only(architecture, control, "flows.automation");
    return finding.flow + " " + finding.resource;
  };
  for (const auto* control : {"S-BK-03", "S-BK-04", "S-AC-04", "S-RT-02", "S-RT-03"}) {
    const auto before = identities(control);
    auto& inbox = architecture.buckets[1];
    const auto kept = inbox;
    inbox.replicated_to.clear();
    inbox.lock = LockMode::none;
    inbox.expiration_days = 1;
    CHECK(identities(control) == before);
    inbox = kept;
    inbox.replica_in_other_account = inbox.replica_in_other_region = true;
    CHECK(identities(control) == before);
  }
  architecture.trails.clear();
  CHECK(only(architecture, "S-LG-03", "cloudtrail").status == Status::fail);
}

TEST_CASE("S-RT-02: a locked vault of recovery points counts like a locked bucket") {
  auto architecture = good_architecture();
  architecture.backups[0].to_bucket.clear();
  CHECK(only(architecture, "S-RT-02", "flows.intake").status == Status::fail);
  architecture.backups[0].vault_lock = LockMode::governance;
  const auto finding = only(architecture, "S-RT-02", "flows.intake");
  CHECK(finding.status == Status::pass);
  CHECK(finding.key == "backup.nightly.retention.age");
}

TEST_CASE("S-EV-01 and S-EV-04: what only undeclared keys could settle is a warning") {
  auto architecture = good_architecture();
  architecture.functions[0].trigger_suffix = ".pdf";
  CHECK(only(architecture, "S-EV-01", "lambda.validate").status == Status::warn);
  architecture.functions[0].writes_to_bucket = "inbox";
  CHECK(only(architecture, "S-EV-04", "lambda.validate").status == Status::warn);
  architecture.functions[0].trigger_prefix = "in/";
  architecture.functions[0].output_prefix = "out/";
  CHECK(only(architecture, "S-EV-04", "lambda.validate").status == Status::pass);
  architecture.functions[0].output_prefix = "in/done/";
  architecture.functions[0].trigger_suffix.clear();
  CHECK(only(architecture, "S-EV-04", "lambda.validate").status == Status::fail);
  // Outputs under "in" may go on as "/", or not.
  architecture.functions[0].output_prefix = "in";
  CHECK(only(architecture, "S-EV-04", "lambda.validate").status == Status::warn);
}

TEST_CASE(
    "S-EV-01: clients' keys that all match pass, and a filter that leaves some out fails, unless other "
    "functions take them") {
  auto architecture = good_architecture();
  auto& function = architecture.functions[0];
  function.trigger_suffix = ".pdf";
  function.looked_at_keys = 3;
  function.trigger_path = "lambda.validate.trigger";
  const auto status_with = [&](std::uint64_t matched) {
    function.matched_keys = matched;
    function.untaken_keys = function.looked_at_keys - matched;
    return only(architecture, "S-EV-01", "lambda.validate").status;
  };
  CHECK(status_with(3) == Status::pass);
  CHECK(status_with(2) == Status::fail);
  CHECK(status_with(0) == Status::fail);
  CHECK(only(architecture, "S-EV-01", "lambda.validate").key == "lambda.validate.trigger.suffix");
  function.matched_keys = 2;
  function.untaken_keys = 0;
  CHECK(only(architecture, "S-EV-01", "lambda.validate").status == Status::pass);
}

TEST_CASE("S-DP-01: AWS's key encrypts well enough, unless a customer's own is asked for") {
  auto architecture = good_architecture();
  const auto strict = with_own_keys();
  CHECK(only(architecture, "S-DP-01", "ebs.documents", {strict}).status == Status::pass);
  architecture.volumes[0].customer_key = false;
  CHECK(only(architecture, "S-DP-01", "ebs.documents").status == Status::pass);
  const auto finding = only(architecture, "S-DP-01", "ebs.documents", {strict});
  CHECK(finding.status == Status::fail);
  CHECK(finding.actual == "encrypted with AWS's key");
}

TEST_CASE("S-EV-02: a function without a bucket trigger is not applicable") {
  auto architecture = good_architecture();
  architecture.functions[0].trigger_bucket.clear();
  architecture.functions[0].failure_destination = false;
  CHECK(only(architecture, "S-EV-02", "lambda.validate").status == Status::not_applicable);
}

TEST_CASE("S-BK-02: a gap that is just as long as allowed is judged by the RPO, a longer one fails as such") {
  auto architecture = good_architecture();
  architecture.policy.rpo_s = 1e6;
  architecture.backups[0].longest_gap_s = 25 * 3600;
  CHECK(only(architecture, "S-BK-02", "backup.nightly").status == Status::pass);
  architecture.backups[0].longest_gap_s = 25 * 3600 + 1;
  CHECK(only(architecture, "S-BK-02", "backup.nightly").status == Status::fail);
}

TEST_CASE("S-BK-02: without RPO or window nothing is decided that the schedule does not break") {
  auto architecture = good_architecture();
  architecture.backups[0].window_s = never;
  CHECK(only(architecture, "S-BK-02", "backup.nightly").status == Status::not_evaluated);
  architecture.backups[0].longest_gap_s = 7201;
  CHECK(only(architecture, "S-BK-02", "backup.nightly").status == Status::fail);
  architecture.policy.rpo_s.reset();
  CHECK(only(architecture, "S-BK-02", "backup.nightly").status == Status::not_evaluated);
}

TEST_CASE(
    "S-BK-02: a job without a schedule is not evaluated, a schedule that ends fails without a measure") {
  auto architecture = good_architecture();
  architecture.backups[0].longest_gap_s = 0;
  CHECK(only(architecture, "S-BK-02", "backup.nightly").status == Status::not_evaluated);
  architecture.backups[0].longest_gap_s = never;
  const auto ended = only(architecture, "S-BK-02", "backup.nightly");
  CHECK(ended.status == Status::fail);
  CHECK_FALSE(ended.measured.has_value());
}

TEST_CASE("S-BK-02: gap plus window just inside the RPO warns") {
  auto architecture = good_architecture();
  architecture.backups[0].window_s = 3600;
  const auto finding = only(architecture, "S-BK-02", "backup.nightly");
  CHECK(finding.status == Status::warn);
  CHECK(*finding.margin == 0);
  CHECK(*finding.ratio == 1);
}

TEST_CASE("findings: an informational control warns with severity info instead of failing") {
  auto architecture = good_architecture();
  architecture.buckets[0].versioning = false;
  const auto finding = only(architecture, "S-RT-01", "s3.archive", {shipped_profile("aws-fsbp")});
  CHECK(finding.status == Status::warn);
  CHECK(finding.severity == Severity::info);
}

TEST_CASE("static controls: where documents that come with calls are kept is not evaluated") {
  auto architecture = good_architecture();
  Function answer;
  answer.name = "answer";
  architecture.functions.push_back(answer);
  Flow calls;
  calls.name = "calls";
  calls.function = answer.name;
  architecture.flows.push_back(calls);
  for (const char* control : {"S-AC-04", "S-BK-03", "S-BK-04", "S-RT-02", "S-RT-03", "S-RT-08"}) {
    CAPTURE(control);
    CHECK(only(architecture, control, "flows.calls").status == Status::not_evaluated);
  }
}

TEST_CASE("findings: several profiles give findings each, in a fixed order") {
  const auto findings =
      check_static(good_architecture(), {shipped_profile("pci-dss-4"), shipped_profile("br-cmn-4893")});
  CHECK(std::is_sorted(findings.begin(), findings.end(), comes_before));
  const auto encryption = of_control(findings, "S-DP-01");
  REQUIRE(encryption.size() == 2);
  CHECK(encryption[0].profile == "br-cmn-4893");
  CHECK(encryption[1].profile == "pci-dss-4");
}

TEST_CASE("findings: the place is the one of the deciding resource") {
  auto architecture = good_architecture();
  architecture.volumes[0].where = {std::make_shared<const std::string>("base.yaml"), 12, 3};
  CHECK(only(architecture, "S-DP-01", "ebs.documents").place.text() == "base.yaml:12:3");
}

TEST_CASE(
    "static controls: a bucket belongs to the flow that puts into it, backs up to it or has its results "
    "there") {
  const auto architecture = good_architecture();
  const Owners owners{architecture};
  CHECK(owners.flow_of_bucket("inbox") == "flows.automation");
  CHECK(owners.flow_of_bucket("results") == "flows.automation");
  CHECK(owners.flow_of_bucket("archive") == "flows.intake");
  CHECK(owners.flow_of_bucket("elsewhere").empty());
  CHECK(owners.document_buckets(architecture.flows[0]).size() == 1);
  CHECK(owners.document_buckets(architecture.flows[1]).size() == 2);
}

}  // namespace compliance_static_test

// S-AC-02: what functions and instances use their roles for, what these allow of it, and what they allow besides.
#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/compliance/role_actions.hpp"
#include "sim/scenario/load.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/support/compliance_breaks.hpp"

namespace compliance_roles_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::only;
using testing::sound_architecture;

namespace {

const Use reads{{"s3:GetObject"}, "s3", "inbox/", "s3.inbox"};
const Use notes{{"dynamodb:PutItem", "dynamodb:UpdateItem"}, "dynamodb", "table/states", "dynamodb.states"};
const Use records{{"logs:PutLogEvents"}, "logs", "log-group:audit", "cloudwatch_logs.audit"};
const Use tells{{"sns:Publish"}, "sns", "done", "sns.done"};

constexpr const char* inbox = "arn:aws:s3:::inbox/*";
constexpr const char* states = "arn:aws:dynamodb:sa-east-1:000000000000:table/states";
constexpr const char* audit = "arn:aws:logs:sa-east-1:000000000000:log-group:audit:*";

/// Jobs of each kind; a function reads what is under no key, and writes and tells what is under one.
Architecture jobs_with_roles() {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  const auto scenario = load_scenario_text(R"yaml(
garoa: 1
region: sa-east-1
duration: 1 d
ec2: { app: { type: m6i.large }, other: { type: m6i.large } }
ebs: { documents: { attach: app, size: 100 GiB }, scratch: { attach: other, size: 100 GiB } }
s3: { archive: { versioning: true, encryption: SSE-KMS }, inbox: { versioning: true } }
lambda: { validate: { runtime: python3.12, memory: 512 MB, trigger: { bucket: inbox }, writes_to: archive, notifies: done } }
sns: { done: { kms: true, subscriptions: { sqs: 1 } } }
backup:
  files: { from: documents, to: archive, schedule: rate(1 hour) }
  snaps: { from: scratch, method: snapshot, schedule: rate(6 hours) }
  vaulted: { from_bucket: inbox, method: aws-backup, schedule: "cron(0 5 * * ? *)" }
flows:
  intake: { kind: ec2-ebs-s3, app: app, volume: documents, backup: files, uploads: { arrivals: { poisson: 1/s } } }
  second: { kind: ec2-ebs-s3, app: other, volume: scratch, backup: snaps, uploads: { arrivals: { poisson: 1/s } } }
  automation: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { poisson: 1/s } } }
)yaml",
                                           "roles", "", {}, files, diagnostics);
  if (!scenario) throw std::runtime_error{diagnostics.text()};
  return architecture_of(*scenario);
}

/// Of a function that reads an object and notes it in a table.
Finding judged(const Role& role) {
  auto architecture = sound_architecture();
  architecture.functions[0].role = role;
  architecture.functions[0].uses = std::vector{reads, notes};
  return only(architecture, "S-AC-02", "lambda.validate");
}

}  // namespace

TEST_CASE("S-AC-02: a role that allows what is used, and nothing else, passes") {
  CHECK(judged({{"s3:GetObject", "dynamodb:PutItem"}, {inbox, states}}).status == Status::pass);
  CHECK(judged({{"s3:GetObject", "dynamodb:UpdateItem"}, {inbox, states}}).status == Status::pass);
  CHECK(judged({{"s3:GetObject", "s3:ListBucket", "dynamodb:PutItem", "ec2:DescribeTags"}, {inbox, states}})
            .status == Status::pass);
}

TEST_CASE("S-AC-02: signs that stand for any name make a role wide, in whatever way they are written") {
  for (const char* action : {"*", "**", "s3:*", "S3:**", "s3:?*", "*:*"}) {
    CAPTURE(action);
    CHECK(judged({{"dynamodb:PutItem", "s3:GetObject", action}, {inbox, states}}).key ==
          "lambda.validate.role.actions");
    CHECK(judged({{"dynamodb:PutItem", "s3:GetObject", action}, {inbox, states}}).status == Status::fail);
  }
  for (const char* resource :
       {"*", "**", "arn:aws:s3:::*", "arn:aws:s3:::**", "arn:aws:dynamodb:*:*:table/?*"}) {
    CAPTURE(resource);
    CHECK(judged({{"dynamodb:PutItem", "s3:GetObject"}, {inbox, states, resource}}).status == Status::fail);
  }
}

TEST_CASE("S-AC-02: what is used and not allowed fails, be it the action or the resource that is missing") {
  const auto action = judged({{"s3:GetObject"}, {inbox, states}});
  CHECK(action.status == Status::fail);
  CHECK(action.count == 1);
  CHECK(action.key == "lambda.validate.role");
  CHECK(action.actual == "dynamodb:PutItem (dynamodb.states)");
  const auto resource = judged({{"s3:GetObject", "dynamodb:PutItem"}, {states}});
  CHECK(resource.status == Status::fail);
  CHECK(resource.actual == "s3:GetObject (s3.inbox)");
}

TEST_CASE("S-AC-02: what is allowed and nothing uses warns, of services whose use is known") {
  const auto finding =
      judged({{"s3:GetObject", "s3:DeleteObject", "dynamodb:PutItem", "sns:Publish"}, {inbox, states}});
  CHECK(finding.status == Status::warn);
  CHECK(finding.count == 2);
  CHECK(finding.actual == "s3:DeleteObject, sns:Publish");
  CHECK(finding.key == "lambda.validate.role.actions");
  CHECK(judged({{"S3:GetObject", "S3:DeleteObject", "dynamodb:PutItem"}, {inbox, states}}).actual ==
        "S3:DeleteObject");
}

TEST_CASE("S-AC-02: a key of KMS may be used where something is under one, and need not be allowed") {
  constexpr const char* key = "arn:aws:kms:sa-east-1:000000000000:key/1a2b";
  const auto with = [&](bool under_key, const Role& role) {
    auto architecture = sound_architecture();
    architecture.functions[0].role = role;
    architecture.functions[0].uses = std::vector{reads};
    if (under_key)
      architecture.functions[0].uses->push_back({{"kms:Decrypt"}, "kms", "key/", "s3.inbox", false});
    return only(architecture, "S-AC-02", "lambda.validate");
  };
  const Role decrypts{{"s3:GetObject", "kms:Decrypt", "kms:DescribeKey"}, {inbox, key}};
  CHECK(with(true, decrypts).status == Status::pass);
  CHECK(with(true, {{"s3:GetObject"}, {inbox}}).status == Status::pass);
  CHECK(with(false, decrypts).actual == "kms:Decrypt, kms:DescribeKey");
  CHECK(with(true, {{"s3:GetObject", "kms:Decrypt", "kms:GenerateDataKey"}, {inbox, key}}).actual ==
        "kms:GenerateDataKey");
}

TEST_CASE("S-AC-02: the role of a backup is judged by what its job asks for") {
  constexpr const char* inbox_of_all = "arn:aws:s3:::inbox/*";
  constexpr const char* archive = "arn:aws:s3:::archive/*";
  constexpr const char* volume = "arn:aws:ec2:sa-east-1:000000000000:volume/vol-0a1b";
  const auto judged_job = [](const char* job, const Role& role) {
    auto architecture = jobs_with_roles();
    const auto found = std::find_if(architecture.backups.begin(), architecture.backups.end(),
                                    [&](const BackupJob& other) { return other.name == job; });
    REQUIRE(found != architecture.backups.end());
    found->role = role;
    return only(architecture, "S-AC-02", std::string{"backup."} + job);
  };
  CHECK(judged_job("files", {{"s3:PutObject", "s3:GetObject", "kms:GenerateDataKey"}, {archive}}).status ==
        Status::pass);
  CHECK(judged_job("files", {{"s3:PutObject"}, {inbox_of_all}}).actual == "s3:PutObject (s3.archive)");
  CHECK(judged_job("files", {{"s3:PutObject", "s3:DeleteObject"}, {archive}}).actual == "s3:DeleteObject");
  CHECK(judged_job("snaps", {{"ec2:CreateSnapshot", "ec2:CreateTags", "ec2:DescribeVolumes"}, {volume}})
            .status == Status::pass);
  CHECK(judged_job("snaps", {{"ec2:DescribeVolumes"}, {volume}}).actual ==
        "ec2:CreateSnapshot (ebs.scratch)");
  CHECK(judged_job("snaps", {{"ec2:CreateSnapshot", "s3:PutObject"}, {volume}}).actual == "s3:PutObject");
  CHECK(judged_job("vaulted",
                   {{"s3:GetObjectVersion", "s3:GetObjectAcl", "s3:GetBucketVersioning"}, {inbox_of_all}})
            .status == Status::pass);
  CHECK(judged_job("vaulted", {{"s3:GetObjectAcl"}, {inbox_of_all}}).actual == "s3:GetObject (s3.inbox)");
  const auto wide =
      judged_job("vaulted", {{"s3:GetObject", "s3:DeleteObject", "kms:Decrypt"}, {inbox_of_all}});
  CHECK(wide.status == Status::warn);
  CHECK(wide.actual == "s3:DeleteObject, kms:Decrypt");  // the archive alone is under a key
}

TEST_CASE("S-AC-02: keys of what a function reads, writes and tells are used") {
  const auto architecture = jobs_with_roles();
  const auto keys = [&](const std::string& resource) {
    std::vector<std::string> actions;
    for (const auto& use : *architecture.functions[0].uses) {
      if (use.service != "kms" || use.resource != resource) continue;
      CHECK_FALSE(use.must);
      actions.insert(actions.end(), use.actions.begin(), use.actions.end());
    }
    return actions;
  };
  CHECK(keys("s3.inbox").empty());
  CHECK(keys("s3.archive") == std::vector<std::string>{"kms:Decrypt", "kms:GenerateDataKey"});
  CHECK(keys("sns.done") == std::vector<std::string>{"kms:Decrypt", "kms:GenerateDataKey"});
}

TEST_CASE(
    "S-AC-02: of a role that says nothing of its actions, or of uses that are not known, nothing is "
    "missing") {
  CHECK(judged({}).status == Status::not_evaluated);
  auto architecture = sound_architecture();
  architecture.functions[0].uses.reset();
  architecture.functions[0].role = Role{{"s3:DeleteObject"}, {inbox}};
  CHECK(only(architecture, "S-AC-02", "lambda.validate").status == Status::pass);
}

TEST_CASE("roles: the resource of a use is its own, whatever the region and the account") {
  const auto allowed = [](const Use& use, const char* action, const char* resource) {
    return allows(Role{{action}, {resource}}, use);
  };
  CHECK(allowed(reads, "s3:Get*", inbox));
  CHECK(allowed(reads, "s3:GetObject", "arn:aws:s3:::inbox/scans/*"));
  CHECK_FALSE(allowed(reads, "s3:GetObject", "arn:aws:s3:::inbox"));  // the bucket, and none of its objects
  CHECK_FALSE(allowed(reads, "s3:GetObject", "arn:aws:s3:::inbox-2/*"));
  CHECK_FALSE(allowed(reads, "s3:PutObject", inbox));
  CHECK(allowed(notes, "dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:123456789012:table/states"));
  CHECK_FALSE(allowed(notes, "dynamodb:PutItem", "arn:aws:dynamodb:us-east-1:123456789012:table/others"));
  CHECK_FALSE(allowed(notes, "dynamodb:PutItem", "table/states"));
  CHECK(allowed(records, "logs:PutLogEvents", audit));
  CHECK(allowed(records, "logs:PutLogEvents", "arn:aws:logs:sa-east-1:000000000000:log-group:audit"));
  CHECK(allowed(records, "logs:PutLogEvents",
                "arn:aws:logs:sa-east-1:000000000000:log-group:audit:log-stream:*"));
  CHECK(allowed(tells, "SNS:Publish", "arn:aws:sns:sa-east-1:000000000000:done"));
  CHECK_FALSE(allowed(tells, "sns:Publish", "arn:aws:sqs:sa-east-1:000000000000:done"));
}

}  // namespace compliance_roles_test

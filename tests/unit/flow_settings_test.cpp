// What each kind of flow answers about itself: where its documents go, whose failures hit it, its members.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <utility>

#include "sim/flows/flow_kinds.hpp"

namespace flow_settings_test {

using namespace garoa;

namespace {

Reference to(std::string name) {
  return {std::move(name), {}};
}

/// A few resources that refer to each other.
struct Resources {
  Resources() {
    ec2.resize(2);
    ec2[0].name = "app-1";
    ec2[0].zones = {"a"};
    ec2[1].name = "app-2";
    ec2[1].zones = {"b"};
    backup.resize(2);
    backup[0].name = "copies";
    backup[0].from = to("documents-1");
    backup[0].to = to("archive");
    backup[1].name = "snapshots";
    backup[1].from = to("documents-2");
    backup[1].method = BackupMethod::snapshot;
    lambda.resize(2);
    lambda[0].name = "validate";
    lambda[0].trigger.bucket = to("inbox");
    lambda[0].notifies = to("done");
    lambda[1].name = "screen";
    lambda[1].calls = {to("bureau")};
    lambda[1].trigger.queue = to("jobs");
    sqs.resize(1);
    sqs[0].name = "jobs";
    sqs[0].topic = to("events");
  }
  [[nodiscard]] Declared declared() const { return {ec2, ebs, s3, backup, lambda, sns, sqs, flows}; }

  std::vector<Ec2Settings> ec2;
  std::vector<EbsSettings> ebs;
  std::vector<BucketSettings> s3;
  std::vector<BackupSettings> backup;
  std::vector<FunctionSettings> lambda;
  std::vector<TopicSettings> sns;
  std::vector<QueueSettings> sqs;
  std::vector<FlowSettings> flows;
};

Ec2EbsS3Settings intake() {
  Ec2EbsS3Settings s;
  s.common.name = "intake";
  s.common.logs = to("audit");
  s.sites = {{to("app-1"), to("documents-1"), to("copies"), {}},
             {to("app-2"), to("documents-2"), to("snapshots"), {}}};
  return s;
}

S3LambdaSettings automation() {
  S3LambdaSettings s;
  s.common.name = "automation";
  s.bucket = to("inbox");
  return s;
}

LambdaInvokeSettings calls() {
  LambdaInvokeSettings s;
  s.common.name = "calls";
  s.function = to("screen");
  return s;
}

SnsPublishSettings news() {
  SnsPublishSettings s;
  s.common.name = "news";
  s.topic = to("events");
  return s;
}

SqsSendSettings orders() {
  SqsSendSettings s;
  s.common.name = "orders";
  s.queue = to("jobs");
  return s;
}

using Reliances = std::set<std::pair<FailureTarget, std::string>>;

Reliances reliances_of(FlowSettings::Kinds settings) {
  const Resources resources;
  Reliances found;
  for (const auto& reliance : FlowSettings{std::move(settings)}.relies_on(resources.declared()))
    found.emplace(reliance.target, reliance.name);
  return found;
}

}  // namespace

TEST_CASE("flow settings: a flow relies on the backups of its volume that other flows name") {
  auto mail = intake();
  mail.common.name = "mail";
  mail.sites = {{to("app-2"), to("documents-2"), {}, {}}};
  CHECK(reliances_of(mail).contains({FailureTarget::backup, "snapshots"}));
  CHECK_FALSE(reliances_of(mail).contains({FailureTarget::backup, "copies"}));
}

TEST_CASE("flow settings: each kind says whose failures hit it") {
  using enum FailureTarget;
  CHECK(reliances_of(intake()) == Reliances{{volume, "documents-1"},
                                            {volume, "documents-2"},
                                            {instance, "app-1"},
                                            {instance, "app-2"},
                                            {zone, "a"},
                                            {zone, "b"},
                                            {backup, "copies"},
                                            {backup, "snapshots"},
                                            {bucket, "archive"},
                                            {service, "s3"},
                                            {logs, "audit"}});
  CHECK(reliances_of(automation()) == Reliances{{bucket, "inbox"}, {service, "s3"}, {subscribers, "done"}});
  CHECK(reliances_of(calls()) == Reliances{{called, "bureau"}});
  CHECK(reliances_of(news()) == Reliances{{subscribers, "events"}, {called, "bureau"}});
  CHECK(reliances_of(orders()) == Reliances{{called, "bureau"}});
}

TEST_CASE("flow settings: each kind says where its documents go") {
  const auto of_intake = FlowSettings{intake()}.facts();
  CHECK(of_intake.volumes.size() == 2);
  CHECK(of_intake.backups.size() == 2);
  CHECK_FALSE(of_intake.bucket.given());
  CHECK_FALSE(of_intake.function.given());
  CHECK(FlowSettings{automation()}.facts().bucket.name == "inbox");
  CHECK(FlowSettings{automation()}.facts().volumes.empty());
  CHECK(FlowSettings{calls()}.facts().function.name == "screen");
  CHECK(FlowSettings{news()}.facts().topic.name == "events");
  CHECK(FlowSettings{orders()}.facts().queue.name == "jobs");
  CHECK(FlowSettings{calls()}.common().path() == "flows.calls");
}

TEST_CASE("flow settings: a site stands for as many as its application has instances") {
  Ec2EbsS3Settings one = intake();
  one.sites = {{to("app"), to("documents"), {}, {}}};
  WrittenOut all;
  all.instances.set("app", 3);
  all.volumes.set("documents", 3);
  FlowSettings flow{one};
  flow.write_out_members(all);
  const auto facts = flow.facts();
  REQUIRE(facts.volumes.size() == 3);
  CHECK(facts.volumes[0].name == "documents-1");
  CHECK(facts.volumes[2].name == "documents-3");
  CHECK(facts.backups.empty());
}

TEST_CASE("flow settings: a backup of the first flow that names it is not another flow's") {
  Resources resources;
  Ec2EbsS3Settings first = intake();
  Ec2EbsS3Settings second = intake();
  second.common.name = "second";
  for (auto* const flow : {&first, &second}) flow->sites = {{to("app-1"), to("documents"), to("copies"), {}}};
  resources.ebs.resize(1);
  resources.ebs[0].name = "documents";
  resources.ebs[0].attach = to("app-1");
  resources.backup[0].from = to("documents");
  resources.flows = {FlowSettings{first}, FlowSettings{second}};
  Diagnostics of_first;
  resources.flows[0].check(resources.declared(), of_first);
  CHECK_FALSE(of_first.has_errors());
  Diagnostics of_second;
  resources.flows[1].check(resources.declared(), of_second);
  CHECK(of_second.text().find("'backup.copies' already belongs to another flow") != std::string::npos);
}

}  // namespace flow_settings_test

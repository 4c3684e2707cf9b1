// A scenario as a picture: what is in it, what a result adds, and names that are no language's words.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "sim/render/diagram.hpp"
#include "sim/scenario/diagram.hpp"
#include "sim/scenario/load.hpp"
#include "tests/support/source_folder.hpp"

namespace diagram_test {

using namespace garoa;

namespace {

Diagram drawn(const std::string& file) {
  Diagnostics diagnostics;
  const ModelFiles models{"", diagnostics};
  const auto scenario = load_scenario((test::source_folder() / file).string(), {}, models, diagnostics);
  INFO(diagnostics.text());
  REQUIRE(scenario);
  return diagram_of(*scenario);
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

bool links(const Diagram& diagram, const std::string& from, const std::string& to, const std::string& label) {
  return std::any_of(diagram.links.begin(), diagram.links.end(), [&](const auto& link) {
    return link.from == from && link.to == to && link.label == label;
  });
}

Diagram of_one(const std::string& name) {
  Diagram diagram;
  diagram.frames = {{"region", "region " + name, ""}};
  diagram.nodes = {{"ebs.a", Diagram::Shape::volume, "EBS", name, {}, "region"}};
  return diagram;
}

}  // namespace

TEST_CASE("diagram: flow 1 goes from clients over instance and volume to the copies, in zone and region") {
  const auto diagram = drawn("scenarios/central-financeira/base.yaml");
  CHECK(links(diagram, "flows.intake", "ec2.app", "uploads, downloads"));
  CHECK(links(diagram, "ec2.app", "ebs.documents", "writes, reads"));
  CHECK(links(diagram, "ebs.documents", "s3.archive", "backup nightly through app, window 4 h"));
  CHECK(links(diagram, "ec2.app", "cloudwatch_logs.audit", "log records"));
  for (const auto& node : diagram.nodes) {
    if (node.id == "ebs.documents") {
      CHECK(node.frame == "zone.a");
      CHECK(node.details == std::vector<std::string>{"gp3, 500 GiB", "3,000 IOPS, 125 MiB/s"});
    }
    if (node.id == "s3.archive") CHECK(node.frame == "region");
    if (node.id == "flows.intake") CHECK(node.frame.empty());
  }
}

TEST_CASE("diagram: flow 2 goes from clients over bucket, event and function to its results") {
  const auto diagram = drawn("scenarios/processamento-automatico/base.yaml");
  CHECK(links(diagram, "flows.automation", "s3.inbox", "uploads"));
  CHECK(links(diagram, "s3.inbox", "lambda.validate", "event"));
  CHECK(links(diagram, "lambda.validate", "dynamodb.results", "results"));
  CHECK(links(diagram, "lambda.validate", "sns.done", "notifies"));
  CHECK(links(diagram, "sns.done", "sns.done.subscribers", "notifies"));
  // A bucket writes no records.
  CHECK(links(diagram, "lambda.validate", "cloudwatch_logs.processing", "log records"));
  CHECK_FALSE(links(diagram, "s3.inbox", "cloudwatch_logs.processing", "log records"));
}

TEST_CASE("diagram: every resource of a scenario is in it, and every arrow ends at a box") {
  const auto diagram = drawn("tests/cli/scenarios/everything.yaml");
  for (const auto* id :
       {"flows.intake", "flows.automation", "ec2.app", "ebs.documents", "s3.archive", "s3.inbox", "s3.outbox",
        "lambda.convert", "lambda.file", "http.registry", "dynamodb.seen", "sns.done", "sns.told", "sqs.jobs",
        "sqs.failed", "cloudwatch_logs.audit"}) {
    CAPTURE(id);
    CHECK(diagram.has(id));
  }
  for (const auto& link : diagram.links) CHECK((diagram.has(link.from) && diagram.has(link.to)));
  CHECK(links(diagram, "s3.outbox", "sns.told", "event by EventBridge"));
  CHECK(links(diagram, "sns.told", "sqs.jobs", "message"));
  CHECK(links(diagram, "sqs.jobs", "lambda.file", "batch of messages"));
}

TEST_CASE("diagram: instances of a group are boxes of their own, each in its zone") {
  const auto diagram = drawn("scenarios/lessons/several-instances/two.yaml");
  CHECK(std::count_if(diagram.nodes.begin(), diagram.nodes.end(),
                      [](const auto& node) { return node.service == "EC2"; }) == 2);
  CHECK(std::count_if(diagram.frames.begin(), diagram.frames.end(),
                      [](const auto& frame) { return frame.inside == "region"; }) == 2);
}

TEST_CASE("diagram: whatever a resource is called, it is a text of the picture") {
  const auto diagram = of_one("a\"]; b\\ <c> & #d");
  const auto dot = diagram_dot(diagram);
  CHECK(contains(dot, "label=\"EBS a\\\"]; b\\\\ &lt;c&gt; &amp; #d\""));
  const auto mermaid = diagram_mermaid(diagram);
  CHECK(contains(mermaid, "n1[(\"EBS a#quot;]; b\\ #lt;c#gt; #amp; #35;d\")]"));
}

TEST_CASE("diagram: a result tells how full a box is, what binds, and what lost something") {
  const auto diagram = of_one("a");
  RunResult result;
  result.metrics = {{"ebs.a.iops.peak_hour", 0.3, "share", 1, {}},
                    {"ebs.a.throughput.peak_hour", 0.95, "share", 1, {}},
                    {"ebs.ab.throughput.peak_hour", 1, "share", 1, {}}};
  auto states = box_states(diagram, result);
  REQUIRE(states.count("ebs.a") == 1);
  CHECK(states["ebs.a"].classes == std::vector<std::string>{"full"});
  CHECK(states["ebs.a"].notes == std::vector<std::string>{"throughput: 95 %"});
  result.bottlenecks = {{"intake", "upload", "ebs.a.throughput", 1, 10, 9, {{"ebs.a.throughput", 10, 9, 1}}}};
  result.metrics.push_back({"ebs.a.dropped", 3, "1", 1, {}});
  states = box_states(diagram, result);
  CHECK(states["ebs.a"].classes == std::vector<std::string>{"loses", "full", "binds"});
  CHECK(contains(diagram_dot(diagram, states), "class=\"loses full binds\""));
  CHECK(contains(diagram_mermaid(diagram, states), ":::binds"));
}

TEST_CASE("diagram: a function is as full as its environments at once are of those that it may have") {
  RunResult result;
  result.metrics = {{"lambda.a.concurrency.max", 3, "1", 1, {}},
                    {"lambda.a.concurrency.used_share.max", 0.75, "share", 1, {}}};
  Diagram diagram;
  diagram.nodes = {{"lambda.a", Diagram::Shape::function, "Lambda", "a", {}, ""}};
  const auto states = box_states(diagram, result);
  CHECK(states.at("lambda.a").notes == std::vector<std::string>{"concurrency: 75 %"});
  CHECK(states.at("lambda.a").classes == std::vector<std::string>{"busy"});
}

TEST_CASE(
    "diagram: a table is as full as its busiest hour, and a queue as its oldest message is near to its end") {
  RunResult result;
  result.metrics = {{"dynamodb.a.write_units.peak_hour", 0.92, "share", 1, {}},
                    {"dynamodb.a.read_units.peak_hour", 0.1, "share", 1, {}},
                    {"sqs.a.in_flight.used_share.max", 0.1, "share", 1, {}},
                    {"sqs.a.oldest_age.used_share.max", 0.6, "share", 1, {}}};
  Diagram diagram;
  diagram.nodes = {{"dynamodb.a", Diagram::Shape::table, "DynamoDB", "a", {}, ""},
                   {"sqs.a", Diagram::Shape::queue, "SQS", "a", {}, ""}};
  const auto states = box_states(diagram, result);
  CHECK(states.at("dynamodb.a").notes == std::vector<std::string>{"write units: 92 %"});
  CHECK(states.at("dynamodb.a").classes == std::vector<std::string>{"full"});
  CHECK(states.at("sqs.a").notes == std::vector<std::string>{"oldest message, of the retention: 60 %"});
  CHECK(states.at("sqs.a").classes == std::vector<std::string>{"busy"});
}

TEST_CASE("diagram: what does more than it earns by credits is full, and loses nothing") {
  const auto diagram = of_one("a");
  RunResult result;
  result.metrics = {{"ebs.a.iops.peak_hour", 3.27, "share", 1, {}}};
  auto states = box_states(diagram, result);
  CHECK(states["ebs.a"].notes == std::vector<std::string>{"iops: 327 % of its base rate"});
  CHECK(states["ebs.a"].classes == std::vector<std::string>{"full"});
  // Red is for what was lost or turned away.
  CHECK_FALSE(contains(diagram_dot(diagram, states), "#c0261f"));
  result.metrics.push_back({"ebs.a.dropped", 3, "1", 1, {}});
  states = box_states(diagram, result);
  CHECK(contains(diagram_dot(diagram, states), "#c0261f"));
}

TEST_CASE("diagram: a backup is an arrow that tells how much of its window it takes, and whether it binds") {
  auto diagram = of_one("a");
  diagram.nodes.push_back({"s3.b", Diagram::Shape::bucket, "S3", "b", {}, "region"});
  diagram.links = {{"ebs.a", "s3.b", "backup nightly", false, "backup.nightly"}};
  RunResult result;
  result.metrics = {{"backup.nightly.window_used.max", 0.25, "share", 1, {}}};
  result.bottlenecks = {{"intake",
                         "backup nightly",
                         "backup.nightly.agent_cpu",
                         1,
                         10,
                         9,
                         {{"backup.nightly.agent_cpu", 10, 9, 1}}}};
  const auto states = box_states(diagram, result);
  CHECK(contains(diagram_dot(diagram, states),
                 "label=\"backup nightly\\nwindow: 25 %\\nbinds: agent cpu\", class=\"binds\""));
  CHECK(contains(diagram_mermaid(diagram, states),
                 "n1 -->|\"backup nightly<br/>window: 25 %<br/>binds: agent cpu\"| n2"));
}

TEST_CASE("diagram: a result that says nothing of a box leaves it as it is") {
  CHECK(box_states(of_one("a"), RunResult{}).empty());
}

}  // namespace diagram_test

// Which part of a request's time is service, as on an idle resource, and which is queueing: whole runs against closed forms.
// Four documents come at once, so each stage has all of them from its first instant to its last.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/run_scenario.hpp"
#include "tests/support/source_folder.hpp"

namespace service_and_queueing_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// One client line of 1 Gbit/s, two processors, 125 MiB/s on the volume.
std::string four_at_once(std::string_view app, std::string_view size) {
  std::string text = R"YAML(
garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
duration: 2 h
ec2: { app: { type: m6i.large, speed: 1, cpu_per_upload: 1 s, cpu_per_mb: 0 s, @app } }
ebs: { documents: { attach: app, type: gp3, size: 100 GiB } }
s3: { archive: {} }
backup:
  hourly: { from: documents, to: archive, schedule: "cron(0 1 * * ? *)", tool: sdk, concurrency: 4,
            cpu_threads: 1, cpu_per_file: 1 s, cpu_per_request: 0 s, cpu_per_mb: 0 s }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: hourly
    fsync_ios: 1
    clients: { count: 1, uplink: 1 Gbit/s, latency: 0 s }
    uploads: { arrivals: { trace: @trace }, size: { constant: @size } }
)YAML";
  const auto put = [&](std::string_view mark, std::string_view value) {
    text.replace(text.find(mark), mark.size(), value);
  };
  put("@app", app);
  put("@trace", (source_folder() / "tests/fixtures/four_at_once.csv").string());
  put("@size", size);
  return text;
}

const Bottleneck::Part& part_of(const Bottleneck& phase, std::string_view resource) {
  const auto found = std::find_if(phase.parts.begin(), phase.parts.end(),
                                  [&](const auto& part) { return part.resource == resource; });
  REQUIRE_MESSAGE(found != phase.parts.end(), "no time because of " << resource);
  return *found;
}

void check_part(const Bottleneck& phase, const char* resource, double service, double queueing) {
  CAPTURE(resource);
  const auto& part = part_of(phase, resource);
  check_within("service", part.service_s(), service, 0.2);
  check_within("queueing", part.queueing_s, queueing, 0.2);
}

/// Its resources with 1 % or more of the time, each with what its time is.
std::vector<std::string> sides_of(const Bottleneck& phase) {
  std::vector<std::string> all;
  for (const auto& part : phase.parts) {
    const bool queues = part.queueing_s == doctest::Approx(part.waited_s).epsilon(1e-9);
    const char* side = part.queueing_s == 0 ? "service" : queues ? "queueing" : "both";
    all.push_back(part.resource + ": " + side);
  }
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

TEST_CASE(
    "service and queueing: four that share a line, two processors and a volume queue for what the others "
    "take") {
  const auto result = run_text(four_at_once("workers: 64", "125 MiB"));
  const auto& upload = bottleneck(result, "intake", "upload");
  const double alone = 125 * 1024 * 1024 * 8 / 1e9;
  check_part(upload, "flows.intake.clients.uplink", 4 * alone, 4 * 3 * alone);
  for (const auto& part : upload.parts) CHECK(part.resource != "ec2.app.network_in");
  // Four seconds of work on two processors: each takes two seconds.
  check_part(upload, "ec2.app.cpu", 4, 4);
  // Each takes four times the second that it takes alone.
  check_part(upload, "ebs.documents.throughput", 4, 12);
}

TEST_CASE("service and queueing: lines of their own do not queue for each other") {
  auto text = four_at_once("workers: 64", "125 MiB");
  const std::string one = "count: 1, uplink: 1 Gbit/s";
  text.replace(text.find(one), one.size(), "count: 4, uplink: 4 Gbit/s");
  const auto result = run_text(text);
  const auto& upload = bottleneck(result, "intake", "upload");
  const auto& lines = part_of(upload, "flows.intake.clients.uplink");
  check_within("service of the lines", lines.service_s(), 4 * 125.0 * 1024 * 1024 * 8 / 4e9, 0.2);
  CHECK(lines.queueing_s < 1e-6);
  CHECK(part_of(upload, "ec2.app.internet_in").queueing_s > 1);  // 5 Gbit/s for all
}

TEST_CASE("service and queueing: one worker lets three wait for one, two and three documents before them") {
  const auto result = run_text(four_at_once("workers: 1", "1 MB"));
  const auto& upload = bottleneck(result, "intake", "upload");
  const auto& worker = part_of(upload, "ec2.app.workers");
  CHECK(worker.service_s() == 0);
  // A write adds some milliseconds to the second of a document.
  check_within("queueing", worker.queueing_s, 1 + 2 + 3, 2);
  CHECK(part_of(upload, "ec2.app.cpu").queueing_s == doctest::Approx(0));
  // The copy's four requests begin at once and its tool has one thread.
  const auto& backup = bottleneck(result, "intake", "backup hourly");
  check_part(backup, "backup.hourly.agent_cpu", 4, 1 + 2 + 3);
}

TEST_CASE("service and queueing: limits, refusals and turns are queueing, latencies and work are service") {
  constexpr const char* called = R"(
garoa: 1
region: us-east-1
duration: 20 min
s3: { inbox: {} }
http: { registry: { latency: 80 ms, error_rate: 0.3, retries: { attempts: 3 } } }
lambda:
  convert:
    trigger: { bucket: inbox }
    runtime: python3.12
    memory: 512 MB
    work: { per_document: 400 ms }
    calls: [registry]
    notifies: done
sns: { done: { subscriptions: { sms: 1 }, delivery: { sms: { rate: 1/s } } } }
flows:
  automation: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { poisson: 2/s }, size: { constant: 100 kB } } }
)";
  const auto limited =
      run_text(called, {"lambda.convert.reserved_concurrency=4", "lambda.convert.error_rate=0.1"});
  CHECK(sides_of(bottleneck(limited, "automation", "process")) ==
        std::vector<std::string>{"lambda.convert.concurrency: queueing", "lambda.convert.retry: queueing",
                                 "lambda.convert.work: service", "s3.inbox.event_delay: service"});
  const auto free = run_text(called);
  CHECK(sides_of(bottleneck(free, "automation", "process")) ==
        std::vector<std::string>{"http.registry.errors: queueing", "http.registry: service",
                                 "lambda.convert.retry: queueing", "lambda.convert.work: service",
                                 "s3.inbox.event_delay: service"});
  CHECK(sides_of(bottleneck(free, "automation", "notify")) ==
        std::vector<std::string>{"sns.done.sms.rate: queueing"});
  CHECK(sides_of(bottleneck(free, "automation", "upload")) ==
        std::vector<std::string>{"s3.inbox.put_latency: service", "s3.inbox.transfer: service"});
}

}  // namespace service_and_queueing_test

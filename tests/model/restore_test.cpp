// Restores of Flow 1: how long they take, against closed forms, and what they bring back.
#include <cmath>

#include "tests/support/run_scenario.hpp"

namespace restore_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// 3,599 documents of 1 MB are copied at 1 h, one a second goes on.
constexpr const char* intake = R"yaml(
garoa: 1
region: us-east-1
duration: 4 h
ec2: { app: { type: m6i.16xlarge, speed: 1, workers: 10000, cpu_per_upload: 1 ms, cpu_per_mb: 0 ms } }
ebs: { documents: { attach: app, size: 2 TiB } }
s3: { archive: {} }
backup: { once: { from: documents, to: archive, schedule: "cron(0 1 * * ? *)" } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: once
    clients: { count: 200, uplink: 1 Gbit/s, downlink: 1 Gbit/s, latency: 1 ms }
    uploads: { arrivals: { deterministic: 1/s }, size: { constant: 1 MB } }
)yaml";

constexpr double files = 3599;
/// Means: GET latency (lognormal, median 25 ms, sigma 0.44), the bytes over a connection with the region's latency, the volume's
/// latency (lognormal with a tail) and the bytes on it.
const double get = 0.025 * std::exp(0.44 * 0.44 / 2);
const double network = 0.00025 + 1e6 / 91e6;
const double writing = 0.0007 * std::exp(0.35 * 0.35 / 2) + 0.001 * 0.010 + 1e6 / (125.0 * 1024 * 1024);

/// 3,599 documents arrive in the first hour and are copied at 1 h; then nothing but a drill at 50 h.
std::vector<std::string> drill_at_50_h(const std::string& bucket, const std::string& vpc = "{}") {
  return {"duration=60 h", "s3.archive=" + bucket, "vpc=" + vpc,
          "flows.intake.uploads={arrivals: {deterministic: 1/s}, until: 1 h, size: {constant: 1 MB}}",
          "drills=[{at: 50 h, restore: once, provision: 0 s, concurrency: 50, tool: sdk, cpu_per_request: 0 "
          "ms, cpu_per_mb: 0 ms}]"};
}

}  // namespace

TEST_CASE("restore: one file at a time is fetched while the one before it is written") {
  const auto result = run_text(intake, {"policy.rto=1 h",
                                        "drills=[{at: 2 h, restore: once, provision: 5 min, concurrency: 1, "
                                        "tool: sdk, cpu_per_request: 0 ms, cpu_per_mb: 0 ms}]"});
  CHECK(metric(result, "drills.1.files") == files);
  CHECK(metric(result, "drills.1.bytes") == files * 1e6);
  CHECK(metric(result, "drills.1.completeness") == 1);
  CHECK(metric(result, "drills.1.provision") == 300);
  const double fetching = files * (get + network);
  check_within("fetching", metric(result, "drills.1.transfer"), fetching, 2);
  CHECK(metric(result, "drills.1.write") > 0);
  CHECK(metric(result, "drills.1.write") < 10 * writing);
  check_within("whole drill", metric(result, "drills.1.duration"),
               300 + metric(result, "drills.1.list") + fetching, 2);
  CHECK(finding(result, "D-RC-04").status == compliance::Status::pass);
  CHECK(finding(result, "D-RC-05").status == compliance::Status::pass);
  REQUIRE(result.restores.size() == 1);
  CHECK(result.restores.front().bottleneck == "s3.archive.get_latency");
}

TEST_CASE("restore: the start of a tool takes a slow core longer") {
  const auto duration = [](const std::string& start_up) {
    return metric_of(intake,
                     {"ec2.app.speed=0.5",
                      "drills=[{at: 2 h, restore: once, provision: 0 s, tool: sdk, cpu_per_request: 0 ms, "
                      "cpu_per_mb: 0 ms, start_up: " +
                          start_up + "}]"},
                     "drills.1.duration");
  };
  CHECK(duration("10 s") - duration("0 s") == doctest::Approx(20));
}

TEST_CASE("restore: many requests at once are as fast as the slowest resource on the way") {
  // 50 at once could fetch over 1 GB/s; the new volume takes 125 MiB/s.
  const auto result = run_text(intake, {"drills=[{at: 2 h, restore: once, provision: 0 s, concurrency: 50, "
                                        "tool: sdk, cpu_per_request: 0 ms, cpu_per_mb: 0 ms}]"});
  const double copying = metric(result, "drills.1.transfer") + metric(result, "drills.1.write");
  check_within("MB/s", files / copying, 125.0 * 1024 * 1024 / 1e6, 1);
  CHECK(result.restores.front().bottleneck == "ebs.drills.1.throughput");
}

TEST_CASE(
    "restore: a tool is done when memory has the last of it, and waits for the volume where memory is full") {
  // 3,599 MB come at over 1 GB/s, and 256 GiB take them in: the tool's end is the transfer. With a dirty limit below that it
  // writes itself, and both end together.
  const std::vector<std::string> drill{
      "drills=[{at: 2 h, restore: once, provision: 0 s, concurrency: 50, tool: sdk, cpu_per_request: 0 ms, "
      "cpu_per_mb: 0 ms}]"};
  const double on_volume = files * 1e6 / (125.0 * 1024 * 1024);
  const auto parts = [&](const std::vector<std::string>& sets) {
    return in_own_process([&] {
      const auto result = run_text(intake, sets);
      return std::vector<double>{metric(result, "drills.1.transfer"), metric(result, "drills.1.write")};
    });
  };
  CHECK(parts(drill).at(0) < 0.3 * on_volume);
  auto small = drill;
  small.emplace_back("ec2.app.type=c5.large");  // 4 GiB: 859 MB may be dirty
  const auto tight = parts(small);
  CHECK(tight.at(1) > 0.2 * on_volume);
  check_within("all of it", tight.at(0) + tight.at(1), on_volume, 3);
}

TEST_CASE(
    "restore: what a tool left out in an outage is fetched when it is started again, and no RTO is met "
    "before") {
  const std::vector<std::string> loss{
      "flows.intake.recovery={detect: 0 s, provision: 0 s, concurrency: 1, tool: sdk, again: 10 min}",
      "failures=[{at: 2 h, volume: documents, kind: loss}, {at: 7230 s, service: s3, kind: outage, for: 5 "
      "min}]"};
  const auto result = run_text(intake, loss);
  REQUIRE(result.restores.size() == 1);
  const auto& restore = result.restores.front();
  CHECK(restore.files == files);
  CHECK(metric(result, "flows.intake.recovery.again") == 600);
  CHECK(restore.duration_s() > 30 + 600);
}

TEST_CASE("restore: a drill that ends without some documents meets no RTO, however short it was") {
  // The tool is not started again: of 3,599 documents most are missing.
  const auto result =
      run_text(intake, {"policy.rto=1 h", "duration=4 h",
                        "drills=[{at: 2 h, restore: once, provision: 0 s, concurrency: 1, tool: sdk}]",
                        "failures=[{at: 7230 s, service: s3, kind: outage, for: 30 min}]"});
  REQUIRE(result.restores.size() == 1);
  CHECK(result.restores.front().duration_s() < 3600);
  CHECK(metric(result, "drills.1.completeness") < 0.9);
  const auto& time = finding(result, "D-RC-04");
  CHECK(time.status == compliance::Status::fail);
  CHECK(time.censored);
  CHECK(*time.measured == doctest::Approx(2 * 3600));
  const auto& whole = finding(result, "D-RC-05");
  CHECK(whole.status == compliance::Status::fail);
  const auto& drill = result.restores.front();
  CHECK(whole.ids_total == drill.expected_files - drill.files);
  REQUIRE(whole.ids.size() == 20);
  // What was asked for when S3 had failed, by its turn.
  CHECK(whole.ids.front() == "drills.1: file " + std::to_string(drill.files));
}

TEST_CASE("restore: verification reads everything back") {
  const auto result =
      run_text(intake, {"drills=[{at: 2 h, restore: once, provision: 0 s, verify: true, "
                        "concurrency: 10, tool: sdk, cpu_per_request: 0 ms, cpu_per_mb: 0 ms}]"});
  check_within("verification", metric(result, "drills.1.verify"), files * 1e6 / (125.0 * 1024 * 1024), 1);
}

TEST_CASE("restore: newest first serves clients that want recent documents long before the end") {
  const std::vector<std::string> wanted{
      "flows.intake.downloads={arrivals: {poisson: 0.01/s}, recent_documents: 100}",
      "drills=[{at: 2 h, restore: once, provision: 0 s, concurrency: 1, tool: sdk, cpu_per_request: 0 ms, "
      "cpu_per_mb: 0 ms, order: "
      "newest-first}]"};
  const auto result = run_text(intake, wanted);
  // 95 % of what clients want is among the newest 100 ln 20 documents.
  check_within("time until 95 % of the wanted documents are back",
               metric(result, "drills.1.wanted_documents"),
               metric(result, "drills.1.list") + std::ceil(100 * std::log(20.0)) * (get + network), 5);
  CHECK(metric(result, "drills.1.wanted_documents") < 0.15 * metric(result, "drills.1.duration"));
}

TEST_CASE("restore: oldest first serves them near the end") {
  const auto result =
      run_text(intake, {"flows.intake.downloads={arrivals: {poisson: 0.01/s}, recent_documents: 100}",
                        "drills=[{at: 2 h, restore: once, provision: 0 s, concurrency: 1, tool: sdk, "
                        "cpu_per_request: 0 ms, cpu_per_mb: 0 ms}]"});
  CHECK(metric(result, "drills.1.wanted_documents") > 0.95 * metric(result, "drills.1.duration"));
  CHECK(metric(result, "drills.1.first_document") < 0.01 * metric(result, "drills.1.duration"));
}

TEST_CASE("restore: a drill on the clients' instance shares its limits with them") {
  // c5.large: 4,750 Mbit/s to all volumes while the burst lasts. Clients write 60 MB/s of that.
  const auto result =
      run_text(intake, {"duration=70 min", "ec2.app={type: c5.large, workers: 1000}",
                        "flows.intake.uploads={arrivals: {deterministic: 6/s}, size: {constant: 10 MB}}",
                        "backup.once.schedule=cron(10 0 * * ? *)", "backup.once.concurrency=40",
                        "ebs.spare={attach: app, size: 2 TiB, iops: 16000, throughput: 1000 MiB/s}",
                        "drills=[{at: 1 h, restore: once, to: spare, provision: 0 s, concurrency: 40, tool: "
                        "sdk, cpu_per_request: 0 ms, cpu_per_mb: 0 ms}]"});
  CHECK(result.restores.front().bottleneck == "ec2.app.ebs_bandwidth");
  const double copying = metric(result, "drills.1.transfer") + metric(result, "drills.1.write");
  check_within("MB/s", metric(result, "drills.1.bytes") / copying / 1e6, 4750.0 / 8 - 60, 5);
}

TEST_CASE("restore: without a drill there is no evidence about the RTO") {
  const auto result = run_text(intake, {"duration=2 h", "policy.rto=4 h"});
  CHECK(finding(result, "D-RC-04").status == compliance::Status::not_evaluated);
  CHECK(finding(result, "D-RC-05").status == compliance::Status::not_evaluated);
}

TEST_CASE("restore: a drill before the first copy is no evidence, however short it was") {
  const auto result = run_text(
      intake, {"duration=2 h", "policy.rto=4 h", "drills=[{at: 10 min, restore: once, provision: 1 min}]"});
  for (const auto* const control : {"D-RC-04", "D-RC-05"}) {
    CHECK(finding(result, control).status == compliance::Status::not_evaluated);
    CHECK(finding(result, control).message.starts_with("There was no copy yet to bring back"));
    CHECK(finding(result, control).key == "drills");
  }
}

TEST_CASE("restore: a restore that has passed the RTO fails it before it ends") {
  const auto result = run_text(
      intake, {"duration=2.1 h", "policy.rto=3 min", "drills=[{at: 2 h, restore: once, provision: 1 h}]"});
  const auto& rto = finding(result, "D-RC-04");
  CHECK(rto.status == compliance::Status::fail);
  CHECK(rto.censored);
  CHECK(*rto.measured == doctest::Approx(360));
}

TEST_CASE("restore: after a loss the flow comes back with everything that had a copy") {
  const auto result =
      run_text(intake, {"flows.intake.recovery={detect: 10 min, provision: 5 min}",
                        "flows.intake.downloads={arrivals: {poisson: 0.2/s}, recent_documents: 10}",
                        "failures=[{at: 2 h, volume: documents, kind: loss}]"});
  // 3,599 were copied at 1 h; 7,199 were acknowledged by 2 h.
  CHECK(metric(result, "flows.intake.documents.lost") == 3600);
  CHECK(metric(result, "flows.intake.recovery.files") == files);
  const double duration = metric(result, "flows.intake.recovery.duration");
  CHECK(duration > 900);
  CHECK(metric(result, "flows.intake.upload.rejected.volume_lost") ==
        doctest::Approx(duration).epsilon(0.01));
  REQUIRE(result.failures.size() == 1);
  CHECK(result.failures.front().ended_s.value_or(0) == doctest::Approx(7200 + duration));
  CHECK(metric(result, "flows.intake.download.failed.volume_lost") > 0.1 * duration);
  CHECK(metric(result, "ebs.documents.used_bytes.max") >= files * 1e6);
  CHECK(result.conserved());
}

TEST_CASE(
    "restore: online, uploads are taken as soon as the volume is there, and old documents come back "
    "meanwhile") {
  const auto result =
      run_text(intake, {"flows.intake.recovery={detect: 10 min, provision: 5 min, online: true, concurrency: "
                        "1, cpu_per_file: 50 ms}",
                        "flows.intake.downloads={arrivals: {poisson: 0.5/s}, recent_documents: 1000}",
                        "failures=[{at: 2 h, volume: documents, kind: loss}]"});
  // The volume is there after 900 s; an upload that waited for its answer then, or began just before, is lost too.
  CHECK(metric(result, "flows.intake.upload.rejected.volume_lost") == doctest::Approx(900).epsilon(0.01));
  CHECK(metric(result, "flows.intake.download.failed.not_restored") > 10);
  CHECK(result.conserved());
}

TEST_CASE("restore: a volume lost again while it is restored is restored anew, and both losses end") {
  const auto result = run_text(intake, {"flows.intake.recovery={detect: 0 s, provision: 5 min}",
                                        "failures=[{at: 7200 s, volume: documents, kind: loss}, {at: 7310 s, "
                                        "volume: documents, kind: loss}]"});
  REQUIRE(result.failures.size() == 2);
  CHECK(result.failures[0].ended_s.has_value());
  CHECK(result.failures[1].ended_s == result.failures[0].ended_s);
  CHECK(*result.failures[0].ended_s > 7200 + 600);
  CHECK(metric(result, "flows.intake.documents.lost") == 3600);
  CHECK(result.conserved());
}

TEST_CASE("restore: archived copies are thawed first, all of them at once") {
  const auto result = run_text(intake, drill_at_50_h("{transitions: [{to: GLACIER, after: 1 d}]}"));
  CHECK(metric(result, "drills.1.files") == files);
  // The last of so many even times between 3 and 5 h, after asking for 1,000 a second.
  check_within("seconds until all could be read", metric(result, "drills.1.thaw"),
               5 * 3600 - 2 * 3600 / (files + 1) + (files - 1) / 1000, 0.1);
  CHECK(metric(result, "drills.1.first_document") > metric(result, "drills.1.thaw"));
  CHECK(billed(result, "S3 Glacier Flexible Retrieval, standard retrieval requests") ==
        doctest::Approx(files / 1000));
  CHECK(billed(result, "S3 Glacier Flexible Retrieval, bytes of standard retrievals") ==
        doctest::Approx(files * 1e6 / (1 << 30)));
}

TEST_CASE("restore: what else the bucket holds in an archive class is neither waited for nor paid") {
  const auto result = run_text(
      intake, drill_at_50_h("{existing: {objects: 50000, size: 1 MB, storage_class: DEEP_ARCHIVE}}"));
  CHECK(metric(result, "drills.1.files") == files);
  CHECK(metric(result, "drills.1.thaw") == 0);
  CHECK(billed(result, "S3 Glacier Deep Archive, standard retrieval requests") == 0);
}

TEST_CASE("restore: copies in STANDARD are neither thawed nor billed by the byte") {
  const auto plain = run_text(intake, drill_at_50_h("{}"));
  CHECK(metric(plain, "drills.1.thaw") == 0);
  CHECK(billed(plain, "S3 Standard-IA and One Zone-IA, bytes read") == 0);
}

TEST_CASE("restore: what is read from STANDARD_IA is billed by the byte") {
  const auto result = run_text(intake, drill_at_50_h("{storage_class: STANDARD_IA}"));
  CHECK(metric(result, "drills.1.thaw") == 0);
  CHECK(billed(result, "S3 Standard-IA and One Zone-IA, bytes read") ==
        doctest::Approx(files * 1e6 / (1 << 30)));
}

TEST_CASE("restore: through a NAT gateway the bytes are billed there and back") {
  const auto result = run_text(intake, drill_at_50_h("{}", "{s3_access: nat-gateway}"));
  // The copies of the second and third day and the drill list what is there, 300 B of each object.
  const double listed = 3 * files * 300;
  CHECK(metric(result, "vpc.nat_gateway.bytes") == 2 * files * 1e6 + listed);
}

}  // namespace restore_test

// result.json, performance.json and metrics.csv: keys, order, bytes.
#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/render/csv.hpp"
#include "sim/results/result_json.hpp"

namespace report_json_test {

using namespace garoa;

namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> keys_of(const Json& json) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  return keys;
}

compliance::Finding late_backup() {
  compliance::Finding finding;
  finding.control = "D-RC-01";
  finding.kind = compliance::ControlKind::dynamic;
  finding.status = compliance::Status::fail;
  finding.severity = compliance::Severity::high;
  finding.measured = 90000;
  finding.limit = 86400;
  finding.unit = "s";
  finding.episodes = {{1, 2, 3}};
  finding.episodes_total = 1;
  finding.reasons = {{"late", 2}};
  finding.place = {std::make_shared<const std::string>("a.yaml"), 7, 3};
  return finding;
}

RunResult sample() {
  RunResult result;
  result.garoa_version = "0.1.0";
  result.scenario = {
      "Título", "a.yaml", "abc", "sa-east-1", "2026-03-02T00:00:00", "America/Sao_Paulo", 604800,
      3600,     42,       1};
  Metric latency{"flows.intake.upload.latency.p99", 0.1, "s", 7, {}};
  latency.ci95 = {0.05, 0.15};
  result.metrics = {latency, {"s3.inbox.objects", 3, "1", 1, {}}};
  result.bottlenecks = {{"intake", "upload", "ec2.app.cpu", 1, 5, 2, {{"ec2.app.cpu", 5, 2, 1}}}};
  BackupRun run;
  run.job = "nightly";
  run.flow = "intake";
  result.backups = {run};
  result.cost.price_date = "2026-01-01";
  result.cost.lines = {
      {"EBS", "ebs.documents", "gp3 storage", 500, "GiB-month", 0.08, 40, true, Basis::verified, "src", "d"}};
  result.compliance.profiles = {"default"};
  result.compliance.findings = {late_backup()};
  result.incidents = {{"automation", "validate", "duplicated", 3, 12.5, {4, 9, 11}}};
  result.balances = {{"flows.intake uploads", 3, 1, 1, 1}};
  result.meters = {{"ebs.documents", "ebs_gp3_byte_seconds", MeterTotal{1} << 64, "B s"},
                   {"s3.inbox", "s3_put_requests", 12, "1"}};
  result.performance = {1000, 0.5, 2000, 4096};
  return result;
}

}  // namespace

TEST_CASE("result json: the keys and their order are those of the schema") {
  const Json json = Json::parse(result_json(sample()));
  CHECK(keys_of(json) == std::vector<std::string>{"schema", "garoa", "scenario", "metrics", "bottlenecks",
                                                  "backups", "failures", "incidents", "restores", "cost",
                                                  "compliance", "conservation", "choices", "assumptions",
                                                  "workload", "meters", "provenance"});
  CHECK(json["schema"] == "garoa.result/1");
  CHECK(keys_of(json["scenario"]) == std::vector<std::string>{"title", "file", "sha256", "region", "start",
                                                              "duration_s", "warmup_s", "seed",
                                                              "replications", "timezone"});
  CHECK(json["metrics"]["flows.intake.upload.latency.p99"] ==
        Json({{"value", 0.1}, {"unit", "s"}, {"n", 7}, {"ci95", {0.05, 0.15}}}));
  for (const auto* key : {"flow", "phase", "resource", "share"}) CHECK(json["bottlenecks"][0].contains(key));
  CHECK(json["bottlenecks"][0]["waited_s"] == 5);
  CHECK(json["bottlenecks"][0]["queueing_s"] == 2);
  CHECK(json["bottlenecks"][0]["parts"][0]["service_s"] == 3);
  CHECK(json["incidents"][0] == Json({{"flow", "automation"},
                                      {"function", "validate"},
                                      {"kind", "duplicated"},
                                      {"count", 3},
                                      {"first_at_s", 12.5},
                                      {"ids", {4, 9, 11}}}));
  for (const auto* key : {"job", "scheduled", "start", "end", "state", "bytes", "files", "bottleneck"}) {
    CHECK(json["backups"][0].contains(key));
  }
  for (const auto* key : {"currency", "price_date", "per_month", "per_1000_documents", "lines"})
    CHECK(json["cost"].contains(key));
  for (const auto* key : {"service", "item", "quantity", "unit", "unit_price", "amount", "source"}) {
    CHECK(json["cost"]["lines"][0].contains(key));
  }
  CHECK(json["cost"]["lines"][0]["basis"] == "V");
  CHECK(json["cost"]["per_1000_documents"].is_null());
  CHECK(json["conservation"]["holds"] == true);
}

TEST_CASE(
    "result json: months ahead, bands and upfront payments of a bill read back, and are left out where there "
    "are none") {
  auto result = sample();
  CHECK_FALSE(Json::parse(result_json(result))["cost"].contains("months"));
  result.cost.months = {{1, 10}, {12, 20}};
  result.cost.steady = MonthOfBill{40, 30};
  result.cost.grows = {"s3.archive keeps what comes"};
  result.cost.week_over_run = 0.75;
  result.cost.bands = {{"scenario.a", 8, 14}};
  result.cost.upfront = {{"plan", 500}};
  result.cost.lines[0].months = {10, 20, 30};
  result.cost.lines[0].low = 30;
  result.cost.lines[0].high = 50;
  const auto text = result_json(result);
  const auto read = read_result(text);
  REQUIRE(read.value.has_value());
  CHECK(result_json(*read.value) == text);
  CHECK(read.value->cost.months[1].amount == 20);
  CHECK(read.value->cost.steady->month == 40);
  CHECK(read.value->cost.bands[0].high == 14);
  CHECK(read.value->cost.upfront[0].amount == 500);
  CHECK(read.value->cost.lines[0].low == 30);
  CHECK(read.value->cost.week_over_run == 0.75);
}

TEST_CASE("result json: a finding carries its evidence and its place") {
  const Json finding = Json::parse(result_json(sample()))["compliance"]["findings"][0];
  CHECK(finding["status"] == "FAIL");
  CHECK(finding["severity"] == "high");
  CHECK(finding["kind"] == "dynamic");
  CHECK(finding["measured"] == 90000.0);
  CHECK(finding["episodes"][0]["peak"] == 3.0);
  CHECK(finding["reasons"]["late"] == 2);
  CHECK(finding["place"] == Json({{"file", "a.yaml"}, {"line", 7}, {"column", 3}}));
  CHECK_FALSE(finding.contains("ids"));
}

TEST_CASE(
    "result json: two renders of equal results are equal byte by byte and hold nothing of the machine") {
  RunResult other = sample();
  other.performance = {1, 99, 3, 5};
  other.series.push_back({"ebs.documents", "AWS/EBS BurstBalance", "Average", {{1, 2}}});
  CHECK(result_json(sample()) == result_json(other));
  CHECK(performance_json(sample()) != performance_json(other));
}

TEST_CASE("result json: numbers read back to the same double and undefined ones are null") {
  RunResult result = sample();
  result.metrics[0].value = 0.1 + 0.2;
  result.metrics[1].value = std::nan("");
  const Json json = Json::parse(result_json(result));
  CHECK(json["metrics"]["flows.intake.upload.latency.p99"]["value"].get<double>() == 0.1 + 0.2);
  CHECK(json["metrics"]["s3.inbox.objects"]["value"].is_null());
  CHECK(json["meters"][0]["units"].get<double>() == 18446744073709551616.0);
  CHECK(json["meters"][1]["units"].get<std::uint64_t>() == 12);
  CHECK(json["meters"][1]["meter"] == "s3_put_requests");
}

TEST_CASE("result json: text that is not UTF-8 does not stop the writing") {
  RunResult result = sample();
  result.scenario.title = "bad \xff byte";
  CHECK(Json::parse(result_json(result))["scenario"]["title"] == "bad \xEF\xBF\xBD byte");
}

TEST_CASE("metrics csv: one line per metric, quoted where needed") {
  RunResult result = sample();
  result.metrics[1].unit = "a,\"b\"";
  CHECK(metrics_csv(result) ==
        "metric,value,unit,n,ci95_low,ci95_high,garoa_version,garoa_build,scenario_sha256,overrides_sha256,"
        "seed,replications\n"
        "flows.intake.upload.latency.p99,0.1,s,7,0.05,0.15,0.1.0,,abc,,42,1\n"
        "s3.inbox.objects,3,\"a,\"\"b\"\"\",1,,,0.1.0,,abc,,42,1\n");
}

TEST_CASE("metrics csv: a line tells what made it, with the first twelve digits of hashes") {
  RunResult result = sample();
  result.garoa_build = "d398b1683c84";
  result.scenario.sha256 = std::string(64, 'a');
  result.scenario.replications = 5;
  result.provenance.overrides_sha256 = std::string(64, 'b');
  CHECK(metrics_csv(result).ends_with(",0.1.0,d398b1683c84,aaaaaaaaaaaa,bbbbbbbbbbbb,42,5\n"));
}

TEST_CASE("performance json: what depends on the machine is in a file of its own") {
  const Json json = Json::parse(performance_json(sample()));
  CHECK(keys_of(json) == std::vector<std::string>{"schema", "garoa", "events", "wall_seconds",
                                                  "uploads_per_second", "peak_memory_kib"});
  CHECK(json["events"] == 1000);
}

}  // namespace report_json_test

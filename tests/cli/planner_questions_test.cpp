// What planners had to work out by hand, each answered by at most three commands; and `garoa capacity` as a user meets it.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace planner_questions_test {

using namespace garoa::test;

namespace {

using Words = std::vector<std::string>;

const std::string plan = (source_folder() / "tests/cli/scenarios/planner.yaml").string();
const std::string functions = (source_folder() / "tests/cli/scenarios/functions.yaml").string();
const Words cleared{"--set", "ebs.documents.keep={after_copy: 3 d}"};

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// What the command prints, lines joined: a table may break anywhere.
std::string said(const Words& arguments) {
  const TemporaryFolder folder;
  const auto end = run_program(GAROA_PROGRAM, arguments, folder.path());
  INFO("stderr: " << end.errors);
  CHECK(end.exit_code == 0);
  std::string text;
  for (const char c : end.output) {
    const bool blank = c == '\n' || c == ' ';
    if (!blank || (!text.empty() && text.back() != ' ')) text += blank ? ' ' : c;
  }
  return text;
}

std::string errors_of(const Words& arguments) {
  const TemporaryFolder folder;
  const auto end = run_program(GAROA_PROGRAM, arguments, folder.path());
  CHECK(end.exit_code == 1);
  return end.errors;
}

bool told_in(const std::string& text, const std::string& part) {
  INFO(text);
  const bool found = text.find(part) != std::string::npos;
  CHECK(found);
  return found;
}

nlohmann::json result_of(const Words& arguments) {
  const TemporaryFolder folder;
  const auto end =
      run_program(GAROA_PROGRAM, arguments + Words{"--format", "json", "--out", "out"}, folder.path());
  CHECK(end.exit_code == 0);
  return nlohmann::json::parse(read_file(folder.path() / "out/result.json"));
}

nlohmann::json capacity_of(const Words& arguments) {
  const TemporaryFolder folder;
  const auto end =
      run_program(GAROA_PROGRAM, Words{"capacity"} + arguments + Words{"--format", "json"}, folder.path());
  CHECK(end.exit_code == 0);
  return nlohmann::json::parse(end.output);
}

double metric_of(const nlohmann::json& result, const char* name) {
  return result["metrics"][name]["value"].get<double>();
}

}  // namespace

TEST_CASE(
    "planner's questions: what is the bill of the first month, of the twelfth, and of a month in a year") {
  const auto week = Words{"run", plan} + cleared;
  told_in(said(week + Words{"--format", "table"}), " in the first month, ");
  const auto now = result_of(week);
  const auto later = result_of(week + Words{"--set", "begin_after=365 d"});
  CHECK(now["cost"]["first_month"].get<double>() < now["cost"]["twelfth_month"].get<double>());
  CHECK(later["cost"]["per_month"].get<double>() > 2 * now["cost"]["first_month"].get<double>());
}

TEST_CASE("planner's questions: what do months to come cost, and does that ever end") {
  const auto week = Words{"run", plan} + cleared;
  told_in(said(week + Words{"--format", "table"}), "; no end of it: ");
  const auto now = result_of(week);
  CHECK(metric_of(now, "cost.month_60") > metric_of(now, "cost.month_36"));
  CHECK_FALSE(now["cost"].contains("steady"));
  const auto ends = result_of(Words{"run", functions, "--set", "s3.inbox.expiration=60 d"});
  CHECK(ends["cost"]["months"].size() == 4);
}

TEST_CASE("planner's questions: how much does the bill depend on what nobody is sure of") {
  const auto unsure = Words{"run", functions, "--set",
                            "lambda.extract.memory={low: 512 MB, typical: 1024 MB, high: 2048 MB}"};
  const auto text = said(unsure + Words{"--format", "table"});
  told_in(text, " lies between USD ");
  told_in(text, "by scenario.lambda.extract.memory");
  const auto result = result_of(unsure);
  const auto& band = result["cost"]["bands"][0];
  CHECK(band["assumption"] == "scenario.lambda.extract.memory");
  CHECK(band["low"].get<double>() < result["cost"]["per_month"].get<double>());
  CHECK(band["high"].get<double>() > result["cost"]["per_month"].get<double>());
  const auto high = result_of(unsure + Words{"--assume", "scenario.lambda.extract.memory=high"});
  CHECK(high["cost"]["per_month"].get<double>() == band["high"].get<double>());
}

TEST_CASE("planner's questions: from where on does another choice cost less") {
  const auto text = said({"explain", "cost", functions});
  told_in(text, "Break-even points, by list prices of ");
  told_in(text, "arm64 instead of x86_64");
}

TEST_CASE("planner's questions: what does another disk change, and up to which load does it do") {
  const TemporaryFolder folder;
  write_file(folder.path() / "cleared.yaml",
             "extends: " + plan + "\nebs: { documents: { size: 250 GiB, keep: { after_copy: 3 d } } }\n");
  const auto compared =
      run_program(GAROA_PROGRAM, {"compare", plan, "cleared.yaml", "--replications", "3"}, folder.path());
  CHECK(compared.output.starts_with("cleared.yaml against planner.yaml: "));
  const auto found = run_program(
      GAROA_PROGRAM, {"capacity", "cleared.yaml", "--most", "4", "--precision", "5%"}, folder.path());
  CHECK(found.output.starts_with("First between 1."));
}

TEST_CASE("planner's questions: what fills, where failures, drills and another flow have their dates") {
  const Words dated{
      "--set",
      "failures=[{at: 2026-01-06T12:00, bucket: archive, kind: outage, for: 1 h}]",
      "--set",
      "drills=[{at: 2026-01-05T12:00, restore: nightly}]",
      "--set",
      "flows.more={kind: ec2-ebs-s3, app: app, volume: documents, uploads: {arrivals: {poisson: 10/d}, "
      "from: 2026-02-20T00:00}}",
      "--set",
      "duration=2 d"};
  const auto found = capacity_of(Words{plan, "--until", "40 d"} + dated);
  CHECK(found.dump().find("ebs.documents.full_at") != std::string::npos);
}

TEST_CASE("planner's questions: a fault that only a later run has is told with its place") {
  const auto errors = errors_of({"capacity", plan, "--most", "2", "--set", "load=900000"});
  CHECK(errors.find("\\x0a") == std::string::npos);
  CHECK(errors.find("'load'") != std::string::npos);
}

TEST_CASE("planner's questions: how sure is it") {
  const auto result = result_of({"run", plan, "--set", "duration=2 d", "--replications", "3"});
  CHECK(result["metrics"]["backup.nightly.duration.max"]["ci95"].is_array());
}

TEST_CASE("planner's questions: what breaks first, on which day, and at three times the documents") {
  const auto today = capacity_of({plan, "--until", "40 d", "--precision", "2%"});
  REQUIRE_FALSE(today["breaks"].empty());
  CHECK(today["breaks"][0]["limit"]["name"] == "ebs.documents.full_at");
  CHECK(today["breaks"][0]["breaks_at"] == doctest::Approx(17 * 86400).epsilon(0.06));
  const auto tripled = capacity_of({plan, "--set", "load=3", "--set", "duration=1 d", "--until", "20 d"});
  CHECK(tripled["breaks"][0]["limit"]["name"] == "ebs.documents.full_at");
  CHECK(tripled["breaks"][0]["breaks_at"] == doctest::Approx(6 * 86400).epsilon(0.2));
}

TEST_CASE("planner's questions: what is on the volume when documents leave it, now and in a year") {
  const auto week = Words{"run", plan} + cleared;
  const auto now = result_of(week);
  const auto later = result_of(week + Words{"--set", "begin_after=365 d"});
  const double grown =
      metric_of(later, "ebs.documents.kept_share.max") / metric_of(now, "ebs.documents.kept_share.max");
  MESSAGE("the volume holds " << grown << " times as much after a year of growth to three times");
  CHECK(grown == doctest::Approx(3).epsilon(0.15));
  CHECK(metric_of(later, "flows.intake.upload.started") ==
        doctest::Approx(3 * metric_of(now, "flows.intake.upload.started")).epsilon(0.05));
}

TEST_CASE("planner's questions: how long is it away when the zone is out, and does that keep the RTO") {
  const auto text = said({"run", plan, "--format", "table", "--set",
                          "failures=[{at: 2026-01-07T12:00, zone: a, kind: outage, for: 24 h}]", "--set",
                          "flows.intake.recovery={detect: 5 min, another_zone: {switch: 5 min}}"});
  told_in(text, "zone a outage 2026-01-07 12:00 29 min");
  CHECK(text.find("D-RC-04") == std::string::npos);  // judged, and kept
}

TEST_CASE("capacity: prints in each of its formats, writes no files and says how it looked") {
  const TemporaryFolder folder;
  const auto found = [&](const std::string& format) {
    return run_program(GAROA_PROGRAM,
                       {"capacity", functions, "--set", "lambda.extract.reserved_concurrency=2", "--most",
                        "64", "--precision", "10%", "--format", format},
                       folder.path());
  };
  const auto table = found("table");
  CHECK(table.exit_code == 0);
  told_in(table.output, "lambda.extract is throttled");
  told_in(table.output, " with the same seed; each");
  CHECK(found("markdown").output.starts_with("## Capacity of "));
  CHECK(nlohmann::json::parse(found("json").output)["schema"] == "garoa.capacity/1");
  CHECK(folder.content().empty());
}

TEST_CASE("planner: a lever that leaves gateways without work says what they go on costing") {
  const Words through_gateways{
      "explain", "cost",        plan, "--set", "vpc={s3_access: nat-gateway, nat_gateways: 1}",
      "--set",   "duration=1 d"};
  // 744 hours of a gateway and of its address.
  told_in(said(through_gateways),
          "with vpc.s3_access=gateway-endpoint nothing goes through the NAT gateways, which cost USD");
}

TEST_CASE("capacity: says what is wrong with its options") {
  told_in(errors_of({"capacity", functions, "--most", "much"}), "--most: 'much' is not a factor, such as 10");
  told_in(errors_of({"capacity", functions, "--from", "5", "--most", "2"}), "--most is below --from");
  told_in(errors_of({"capacity", functions, "--until", "soon"}), "--until: 'soon' is not a time");
  told_in(errors_of({"capacity", functions, "--precision", "0"}), "--precision: '0' is not a precision");
  told_in(errors_of({"capacity", functions, "--format", "csv"}), "one of table, markdown, json");
  told_in(errors_of({"capacity", functions, "--set", "load=-1"}), "'load'");
}

}  // namespace planner_questions_test

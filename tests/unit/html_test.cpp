// What goes into a page: text that stays text, tables, charts whose rows are the result's numbers.
#include <doctest/doctest.h>

#include <string>

#include "sim/render/csv.hpp"
#include "sim/render/html/capacity_page.hpp"
#include "sim/render/html/charts.hpp"
#include "sim/render/html/comparison_page.hpp"
#include "sim/render/html/html_text.hpp"
#include "sim/render/html/page.hpp"
#include "sim/render/html/report.hpp"

namespace html_test {

using namespace garoa;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

RunResult small_result() {
  RunResult result;
  result.scenario.title = "A <b>title</b>";
  result.scenario.start = "2026-03-02T01:30:15-03:00";
  result.scenario.duration_s = 7200;
  return result;
}

BackupRun run_of(double scheduled, double started, double ended, BackupState state) {
  BackupRun run;
  run.job = "nightly";
  run.state = state;
  run.scheduled_s = scheduled;
  run.started_s = started;
  run.ended_s = ended;
  run.window_s = 1800;
  return run;
}

}  // namespace

TEST_CASE("html: text is neither an element nor the end of an attribute, and hides nothing") {
  CHECK(escaped("<a href=\"x\">'&</a>") == "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&lt;/a&gt;");
  CHECK(escaped("a\x1b[1mb\n") == "a\\x1b[1mb\\x0a");
  CHECK(escaped("\u202e") == "\\u202e");
  CHECK(escaped_lines("a: 1\n<b>") == "a: 1\n&lt;b&gt;");
  CHECK(escaped("\u00e9") == "\u00e9");
}

TEST_CASE(
    "html: the card of a bill that falls is no warning, and says what the last month costs that is looked "
    "at") {
  auto result = small_result();
  result.cost.currency = "USD";
  result.cost.lines.emplace_back().resource = "s3.inbox";
  result.cost.months = {{.month = 1, .amount = 10, .as_first = 10},
                        {.month = 12, .amount = 2, .as_first = 2}};
  for (const double growth : {-8.0, 8.0}) {
    result.cost.growth_per_month = growth;
    const auto page = html_report({.result = result, .scenario = {}});
    CHECK(contains(page, "in month 12") == (growth < 0));
    CHECK(contains(page, "more each month") == (growth > 0));
    const auto label = page.find("cost of the first month");
    REQUIRE(label != std::string::npos);
    const auto card = page.rfind("<li class=", label);
    CHECK(contains(page.substr(card, label - card), "warning") == (growth > 0));
  }
}

TEST_CASE("html: data in a script element cannot end it") {
  const auto json = json_in_page({{"title", "</script><!-- \xff"}});
  CHECK(json == "{\"title\":\"\\u003c/script>\\u003c!-- \ufffd\"}");
}

TEST_CASE("html: a table has headers of columns and rows, and leaves out what holds nothing") {
  TextTable table{{{"name"}, {"empty"}, {"size", TextTable::Align::right}}};
  CHECK(html_table(table, "none").empty());
  table.add({"<x>", "-", "3"});
  const auto html = html_table(table, "a & b");
  CHECK(contains(html, "<caption>a &amp; b</caption>"));
  CHECK(contains(html, "<th scope=\"col\">name</th><th scope=\"col\" class=\"number\">size</th>"));
  CHECK(contains(html, "<tr><th scope=\"row\">&lt;x&gt;</th><td class=\"number\">3</td></tr>"));
}

TEST_CASE("html: the time of charts is the scenario's local one, with the offset of its start") {
  // date -u -d '2026-03-02T01:30:15' +%s
  CHECK(chart_time(small_result().scenario, 0) == 1772415015000.0);
  CHECK(chart_time(small_result().scenario, 1.5) == 1772415016500.0);
}

TEST_CASE("html: charts of what is not there are not there") {
  const auto result = small_result();
  CHECK_FALSE(timeline_chart(result));
  CHECK_FALSE(backup_chart(result));
  CHECK_FALSE(exposure_chart(result));
  CHECK_FALSE(time_chart(result));
  CHECK_FALSE(cost_chart(result));
  CHECK_FALSE(growth_chart(result));
}

TEST_CASE("html: uploads rejected and downloads failed are turned away, lost log records are not") {
  auto result = small_result();
  result.series = {{"flows.intake", "garoa UploadsRejected", "Sum", {{60, 7}, {120, 0}}},
                   {"flows.intake", "garoa DownloadsFailed", "Sum", {{60, 0}, {120, 2}}},
                   {"cloudwatch_logs.audit", "garoa LogRecordsLost", "Sum", {{60, 0}, {120, 4}}}};
  const auto chart = timeline_chart(result);
  REQUIRE(chart);
  std::vector<std::string> refused;
  std::vector<std::string> lost;
  for (const auto& line : chart->lines) {
    if (line.data == "throttles") refused.push_back(line.what);
    if (line.data == "records") lost.push_back(line.what);
  }
  CHECK(refused ==
        std::vector<std::string>{"flows.intake uploads rejected", "flows.intake downloads failed"});
  CHECK(lost == std::vector<std::string>{"cloudwatch_logs.audit"});
}

TEST_CASE("html: a panel of the timeline names its lines: one beneath its title, several by a legend") {
  auto result = small_result();
  result.series = {{"ebs.a", "AWS/EBS VolumeQueueLength", "Average", {{60, 1}, {120, 3}}},
                   {"ebs.a", "AWS/EBS BurstBalance", "Average", {{60, 99}, {120, 98}}},
                   {"ebs.b", "AWS/EBS BurstBalance", "Average", {{60, 90}, {120, 80}}}};
  const auto chart = timeline_chart(result);
  REQUIRE(chart);
  const auto& panels = chart->spec["vconcat"][1]["vconcat"];
  REQUIRE(panels.size() == 2);
  const auto legend_of = [](const Json& panel) { return panel["layer"][0]["encoding"]["color"]["legend"]; };
  CHECK(panels[0]["title"]["subtitle"] == "ebs.a");
  CHECK(legend_of(panels[0]).is_null());
  CHECK(panels[1]["title"].is_string());
  CHECK_FALSE(legend_of(panels[1]).is_null());
}

TEST_CASE("html: limits of concurrency and event age are drawn where a line comes near to them") {
  auto result = small_result();
  result.series = {{"lambda.a", "AWS/Lambda ConcurrentExecutions", "Maximum", {{60, 3}, {120, 2}}},
                   {"lambda.b", "AWS/Lambda ConcurrentExecutions", "Maximum", {{60, 1}, {120, 1}}},
                   {"lambda.a", "AWS/Lambda AsyncEventAge", "Maximum", {{60, 1000}, {120, 18e6}}}};
  const std::string scenario =
      "lambda:\n  a:\n    reserved_concurrency: 3  # a.yaml:3\n    # asynchronous:\n"
      "      # event_age: 6 h  # default\n  b:\n    reserved_concurrency: 50  # a.yaml:5\n";
  const auto limits_of = [](const Chart& chart, std::size_t panel) {
    Json limits = Json::array();
    for (const auto& layer : chart.spec["vconcat"][1]["vconcat"][panel]["layer"]) {
      if (layer.value("name", std::string{}).starts_with("limits_")) limits = layer["data"]["values"];
    }
    return limits;
  };
  const auto chart = timeline_chart(result, scenario);
  REQUIRE(chart);
  CHECK(limits_of(*chart, 0) == Json::array({{{"limit", 3.0}, {"of", "lambda.a"}}}));
  CHECK(limits_of(*chart, 1) == Json::array({{{"limit", 6.0}, {"of", "lambda.a"}}}));  // hours
  CHECK(contains(chart->about, "Dashed: the limit"));
  const auto unknown = timeline_chart(result);
  REQUIRE(unknown);
  CHECK(limits_of(*unknown, 0).empty());
  CHECK_FALSE(contains(unknown->about, "Dashed"));
}

TEST_CASE("html: the recovery point ages until a run completes, and is then as old as that run") {
  auto result = small_result();
  result.backups = {run_of(600, 600, 900, BackupState::completed),
                    run_of(1200, 1200, 1500, BackupState::failed),
                    run_of(1800, 1800, 2400, BackupState::completed)};
  const auto chart = exposure_chart(result);
  REQUIRE(chart);
  std::vector<std::pair<double, double>> points;  // seconds after the start, age in seconds
  for (const auto& row : chart->spec["data"]["values"]) {
    const double at = (row["t"].get<double>() - chart_time(result.scenario, 0)) / 1000;
    points.emplace_back(at, row["v"].get<double>() * 3600);
  }
  using Points = decltype(points);
  CHECK(points == Points{{0, 0}, {900, 900}, {900, 300}, {2400, 1800}, {2400, 600}, {7200, 5400}});
}

TEST_CASE("html: a run that leaves its window, fails or is skipped is one that missed") {
  auto result = small_result();
  result.backups = {run_of(0, 0, 1800, BackupState::completed), run_of(0, 0, 1801, BackupState::completed),
                    run_of(0, 0, 10, BackupState::failed), run_of(0, 0, 0, BackupState::skipped)};
  const auto chart = backup_chart(result);
  REQUIRE(chart);
  std::vector<std::string> verdicts;
  for (const auto& row : chart->spec["data"]["values"]) verdicts.push_back(row["verdict"]);
  CHECK(verdicts == std::vector<std::string>{"held", "missed", "missed", "missed"});
}

TEST_CASE(
    "html: runs are drawn in the unit of the longest, and the end of a window before the run that misses "
    "it") {
  auto result = small_result();
  result.backups = {run_of(0, 60, 210, BackupState::completed)};
  result.backups.front().window_s = 120;
  const auto title_of = [&] {
    const auto chart = backup_chart(result);
    REQUIRE(chart);
    const auto& layers = chart->spec["layer"];
    REQUIRE(layers.size() == 3);
    CHECK(layers[1]["name"] == "runs");
    CHECK(layers[2]["mark"]["type"] == "tick");
    CHECK(layers[2]["encoding"]["x"]["field"] == "closes");
    return layers[1]["encoding"]["x"]["title"].get<std::string>();
  };
  CHECK(title_of() == "after it was scheduled (min)");
  result.backups.front().window_s = 4 * 3600;
  CHECK(title_of() == "after it was scheduled (h)");
  result.backups.front().window_s = 30;
  result.backups.front().ended_s = 90;
  CHECK(title_of() == "after it was scheduled (s)");
}

TEST_CASE("html: series are read as they were written") {
  RunResult result;
  result.series = {{"a,\"b\"", "AWS/EBS BurstBalance", "Average", {{60, 0.1}, {120, 1e300}}},
                   {"c", "garoa UploadsStarted", "Sum", {{60, 0}}}};
  const auto text = series_csv(result, [](double) { return std::string{"2026-03-02T00:00:10-03:00"}; });
  const auto read = read_series_csv(text);
  REQUIRE(read.value);
  REQUIRE(read.value->size() == 2);
  CHECK(read.value->front().resource == "a,\"b\"");
  CHECK(read.value->front().points.size() == 2);
  CHECK(read.value->front().points.back().value == 1e300);
  CHECK(read.value->back().statistic == "Sum");
  CHECK(read_series_csv("head\n1,,a,b,Sum,,x\n").error == "line 2 is no value of a series");
}

TEST_CASE("html: two pairs of runs that differ alike are too few, and no chance") {
  if (!why_no_page().empty()) return;
  const auto costing = [](double month) {
    RunResult result;
    result.metrics = {{"cost.per_month", month, "USD", 1, {}}};
    result.cost.per_month = month;
    return result;
  };
  const auto page_of = [&](const std::vector<double>& costs) {
    PairedRuns runs{{"base", "variant"}};
    for (const double cost : costs) runs.add({costing(cost), costing(cost + 50)});
    return comparison_page(runs.result({{}}));
  };
  CHECK(contains(page_of({40, 41}), "\"certain\":\"too few pairs\""));
  CHECK(contains(page_of({40, 41}), "Fewer than 3 pairs are too few to claim a difference."));
  CHECK_FALSE(contains(page_of({40, 41, 42}), "too few pairs"));
}

TEST_CASE("html: what a limit is used beyond the top of its panel is written there") {
  if (!why_no_page().empty()) return;
  CapacityFound capacity;
  capacity.scenario = small_result().scenario;
  capacity.points = {1, 2, 2.1, 4};
  capacity.uses = {{"backup.nightly.window_used.max",
                    "the window of backup.nightly",
                    {{1, 1.5}, {2, 3.25}, {2.1, 3.5}, {4, 5288.4}}}};
  const auto page = capacity_page(capacity);
  CHECK(contains(page, "\"told\":\"325 %\""));
  CHECK(contains(page, "\"told\":\"\""));  // of 2.1, beside the one before
  CHECK(contains(page, "\"told\":\"5,288x\""));
  CHECK(contains(page, "\"shown\":\"528,840 %\""));
  capacity.uses.front().points = {{1, 0.5}, {4, 1.9}};
  CHECK_FALSE(contains(capacity_page(capacity), "\"told\":"));
}

TEST_CASE("html: a scenario without a title goes by its file, and what was not evaluated is not green") {
  if (!why_no_page().empty()) return;
  auto result = small_result();
  result.scenario.title.clear();
  result.scenario.file = "base.yaml";
  compliance::Finding age;
  age.control = "D-RC-01";
  age.status = compliance::Status::not_evaluated;
  age.flow = "flows.intake";
  age.unit = "s";
  age.measured = 0;
  result.compliance.findings = {age};
  const auto page = html_report({result, ""});
  CHECK(contains(page, "<h1>base.yaml</h1>"));
  CHECK(contains(page, "<li class=\"\"><span class=\"label\">achieved RPO of flows.intake"));
}

TEST_CASE("html: a finding about what the file lacks names it, and no line that is about something else") {
  if (!why_no_page().empty()) return;
  auto result = small_result();
  compliance::Finding trail;
  trail.control = "S-LG-03";
  trail.status = compliance::Status::fail;
  trail.resource = "cloudtrail";
  trail.key = "cloudtrail.account.log_file_validation";
  trail.place = {std::make_shared<const std::string>("base.yaml"), 1, 1};
  auto schedule = trail;
  schedule.key = "backup.nightly.schedule";
  schedule.place.line = 4;
  schedule.place.column = 15;
  auto lock = trail;
  lock.key = "s3.archive.object_lock.retention";
  lock.place.line = 9;
  lock.place.column = 30;
  result.compliance.findings = {trail, schedule, lock};
  const auto page = html_report({result,
                                 "garoa: 1  # base.yaml:1\nbackup:\n  nightly:\n"
                                 "    schedule: cron(0 2 * * ? *)  # base.yaml:4\n"
                                 "s3:\n  archive:\n    object_lock:\n      mode: compliance  # base.yaml:9\n"
                                 "      retention: 1827 d  # base.yaml:9\n"});
  CHECK(contains(page, "<code>base.yaml:9: retention: 1827 d</code>"));
  CHECK(contains(page,
                 "<code>base.yaml</code>: 'cloudtrail.<wbr>account.<wbr>log_file_validation' is not given"));
  CHECK_FALSE(contains(page, "base.yaml:1: garoa: 1"));
  CHECK(contains(page, "<code>base.yaml:4: schedule: cron(0 2 * * ? *)</code>"));
}

TEST_CASE("html: lines may end behind the dots of long names, and not within numbers") {
  CHECK(breakable("flows.intake.upload.latency.p99 < 1.5 s of s3.a, more") ==
        "flows.<wbr>intake.<wbr>upload.<wbr>latency.<wbr>p99 < 1.5 s of s3.a, more");
}

TEST_CASE("html: what stands between back quotes is code, and escaped like the rest") {
  CHECK(escaped_prose("Set `encrypted: true` & a `<key>`.") ==
        "Set <code>encrypted: true</code> &amp; a <code>&lt;key&gt;</code>.");
  CHECK(escaped_prose("an odd ` stays") == "an odd ` stays");
}

TEST_CASE("html: a page holds all of it, and its policy lets nothing in") {
  if (!why_no_page().empty()) return;
  auto result = small_result();
  result.metrics = {{"flows.intake.upload.latency.p99", 1.5, "s", 10, {}}};
  const auto page = html_report({result, "title: <x>\n"});
  CHECK(contains(page, "default-src 'none'"));
  CHECK(contains(page, "A &lt;b&gt;title&lt;/b&gt;"));
  CHECK_FALSE(contains(page, "<b>title"));
  CHECK(contains(page, "title: &lt;x&gt;"));
  CHECK(contains(page, "intake upload, p99"));
  CHECK_FALSE(contains(page, "src=\"http"));
}

}  // namespace html_test

// The search for what breaks, over results whose limits are known functions of the point.
#include "sim/results/capacity.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <functional>

#include "sim/core/human.hpp"
#include "sim/core/reason.hpp"
#include "sim/render/capacity_table.hpp"

namespace capacity_test {

using namespace garoa;

namespace {

using World = std::function<std::vector<Metric>(double at)>;

Metric metric_named(const std::string& name, double value, const std::string& unit = "share") {
  Metric metric;
  metric.name = name;
  metric.value = value;
  metric.unit = unit;
  return metric;
}

CapacityFound found_in(const World& world, const CapacityAxis& axis) {
  CapacitySearch search{axis};
  for (auto points = search.next(); !points.empty(); points = search.next()) {
    for (const double at : points) {
      RunResult result;
      result.scenario.title = "a world";
      result.scenario.start = "2026-03-02T00:00:00-03:00";
      result.metrics = world(at);
      search.add(at, result);
    }
  }
  return search.result();
}

const CapacityBreak& break_named(const CapacityFound& found, const std::string& name) {
  for (const auto& one : found.breaks) {
    if (one.limit.name == name) return one;
  }
  throw std::runtime_error{name + " does not break"};
}

}  // namespace

TEST_CASE("capacity: what breaks is told in its order, each to the precision that was asked for") {
  const World world = [](double at) {
    return std::vector{metric_named("backup.nightly.window_used.max", at / 21.8),
                       metric_named("ebs.documents.iops.peak_hour", std::min(at * 0.1, 0.97)),
                       metric_named("ec2.app.cpu.peak_hour", at / 100)};
  };
  const auto found = found_in(world, {.from = 1, .to = 40, .precision = 0.005});
  REQUIRE(found.breaks.size() == 2);
  CHECK(found.breaks[0].limit.name == "ebs.documents.iops.peak_hour");
  CHECK(found.breaks[0].limit.binds == "ebs.documents.iops");
  const auto& window = found.breaks[1];
  CHECK(window.limit.what == "backup.nightly leaves its window");
  CHECK(*window.holds_at <= 21.8);
  CHECK(window.breaks_at > 21.8);
  CHECK(window.breaks_at / *window.holds_at <= 1.0051);
  CHECK(*window.used_at_first == doctest::Approx(1 / 21.8));
  REQUIRE(found.holding.size() == 1);
  CHECK(*found.holding[0].used == doctest::Approx(0.4));
}

TEST_CASE("capacity: where the use of a limit is told, two looks beside the scan find where it breaks") {
  const World world = [](double at) {
    return std::vector{metric_named("backup.nightly.window_used.max", std::pow(at / 21.8, 1.3))};
  };
  const auto found = found_in(world, {.from = 1, .to = 32, .precision = 0.01});
  const auto& window = found.breaks.at(0);
  CHECK(*window.holds_at <= 21.8);
  CHECK(window.breaks_at > 21.8);
  CHECK(window.breaks_at / *window.holds_at <= 1.011);
  CHECK(found.points.size() == 6 + 2);
  // One whose use tells little is found by halves.
  const World steep = [](double at) {
    return std::vector{metric_named("backup.nightly.window_used.max", at > 21.8 ? 500 : 0.001)};
  };
  const auto other = found_in(steep, {.from = 1, .to = 32, .precision = 0.01});
  CHECK(other.breaks.at(0).breaks_at / *other.breaks.at(0).holds_at <= 1.011);
  CHECK(other.points.size() <= 6 + 4 + 7);
}

TEST_CASE("capacity: limits that break together share the looks of the one that tells its use") {
  const World world = [](double at) {
    return std::vector{metric_named("backup.nightly.window_used.max", std::pow(at / 21.8, 1.3)),
                       metric_named("backup.nightly.skipped", at > 21.8 ? 1 : 0, "1"),
                       metric_named("s3.inbox.throttles", at > 5 ? 5 : 0, "1")};
  };
  const auto found = found_in(world, {.from = 1, .to = 32, .precision = 0.01});
  REQUIRE(found.breaks.size() == 3);
  for (const auto& one : found.breaks) CHECK(one.breaks_at / *one.holds_at <= 1.011);
  CHECK(break_named(found, "backup.nightly.skipped").breaks_at ==
        break_named(found, "backup.nightly.window_used.max").breaks_at);
  // Seven looks halve the way from 4 to 8.
  CHECK(found.points.size() <= 6 + 2 + 7);
}

TEST_CASE("capacity: a limit that holds again is told to be not monotone") {
  const World world = [](double at) {
    return std::vector{metric_named("s3.inbox.throttles", at > 3 && at < 7 ? 5 : 0, "1")};
  };
  const auto found = found_in(world, {.from = 1, .to = 16});
  const auto& throttles = break_named(found, "s3.inbox.throttles");
  CHECK(throttles.breaks_at == doctest::Approx(3).epsilon(0.01));
  CHECK(throttles.holds_again_at == 8.0);
  CHECK(capacity_text(found).find("Not monotone: 's3.inbox answers 503 Slow Down' holds again at 8.00x") !=
        std::string::npos);
}

TEST_CASE(
    "capacity: what breaks while uploads are turned away is marked, and what is broken from the start too") {
  const World world = [](double at) {
    return std::vector{metric_named("flows.intake.upload.started", 1000, "1"),
                       metric_named("flows.intake.upload.rejected.disk_full", at >= 2 ? 50 : 0, "1"),
                       metric_named("backup.nightly.skipped", 1, "1"),
                       metric_named("backup.nightly.window_used.max", at / 5)};
  };
  const auto found = found_in(world, {.from = 1, .to = 10});
  CHECK_FALSE(break_named(found, "backup.nightly.skipped").holds_at);
  CHECK_FALSE(break_named(found, "flows.intake.upload.rejected.disk_full").after_shedding);
  CHECK(break_named(found, "backup.nightly.window_used.max").after_shedding);
  const auto text = capacity_text(found);
  CHECK(text.starts_with("One limit is broken from the first point on. First between 1.9"));
  CHECK(text.find("x and 2.00x: flows.intake turns") != std::string::npos);
  CHECK(capacity_markdown(found).starts_with("## Capacity of a world\n"));
  CHECK(capacity_json(found).starts_with("{\n  \"schema\": \"garoa.capacity/1\""));
}

TEST_CASE("capacity: one refused upload in a thousand is chance") {
  const auto broken = [](double rejected) {
    RunResult result;
    result.metrics = {metric_named("flows.intake.upload.rejected.s3_unavailable", rejected, "1"),
                      metric_named("flows.intake.upload.started", 10000, "1")};
    return limits_of(result).at(0).broken;
  };
  CHECK_FALSE(broken(10));
  CHECK(broken(11));
}

TEST_CASE("capacity: of time the points are whole days, and breaks have their date") {
  constexpr double day = 86400;
  const World world = [](double at) {
    return std::vector{metric_named("backup.nightly.window_used.max", at / (100.5 * day))};
  };
  const auto found = found_in(world, {.kind = CapacityAxis::Kind::time, .from = 0, .to = 1000 * day});
  CHECK(found.breaks.at(0).breaks_at == 101 * day);
  CHECK(found.breaks.at(0).holds_at == 100 * day);
  CHECK(capacity_text(found).starts_with("First on day 101, 2026-06-10: backup.nightly leaves its window"));
}

TEST_CASE("capacity: a limit is told to break in the stretch that was left, not at its broken end") {
  const World world = [](double at) {
    return std::vector{metric_named("backup.nightly.window_used.max", at / 8.4)};
  };
  const auto found = found_in(world, {.from = 1, .to = 16, .precision = 0.2});
  const auto& window = found.breaks.at(0);
  const auto low = human_number(*window.holds_at) + "x";
  const auto high = human_number(window.breaks_at) + "x";
  const auto stretch = low + " to " + high;
  CHECK(capacity_text(found).starts_with("First between " + low + " and " + high +
                                         ": backup.nightly leaves its window"));
  CHECK(sheet_of_breaks(found).rows.at(0).at(0) == stretch);
  CHECK(sheet_of_headroom(found).rows.at(0).back() == stretch);
}

namespace {

Limit limit_of(compliance::Finding finding) {
  RunResult result;
  finding.control = "D-AV-01";
  finding.title = "Somebody is told";
  finding.message = "Nobody is told.";
  result.compliance.findings = {std::move(finding)};
  return limits_of(result).at(0);
}

compliance::Finding finding_with(double measured, double limit, bool lower, compliance::Status status) {
  compliance::Finding finding;
  finding.status = status;
  finding.measured = measured;
  finding.limit = limit;
  finding.ratio = measured / limit;
  finding.margin = lower ? measured - limit : limit - measured;
  finding.unit = "share";
  return finding;
}

}  // namespace

TEST_CASE("capacity: what is used of a lower bound is how much of what may be missing is") {
  using enum compliance::Status;
  CHECK(*limit_of(finding_with(1, 0.999, true, pass)).used == doctest::Approx(0));
  CHECK(*limit_of(finding_with(0.9995, 0.999, true, pass)).used == doctest::Approx(0.5));
  CHECK(*limit_of(finding_with(0.955, 0.999, true, fail)).used == doctest::Approx(45));
  CHECK(*limit_of(finding_with(0.3, 0.9, false, pass)).used == doctest::Approx(1 / 3.0));
  // It fails for another reason than its number.
  CHECK_FALSE(limit_of(finding_with(0.1, 0.9, false, fail)).used.has_value());
  RunResult result;
  std::string why;
  result.objectives = {*Scalar<Objective>::parse("flows.f.upload.throughput >= 20/s", false, why)};
  result.objectives[0].value = 40;
  result.objectives[0].state = ObjectiveState::met;
  CHECK(*limits_of(result).at(0).used == doctest::Approx(0.5));
  CHECK(limits_of(result).at(0).subject == "objective: flows.f.upload.throughput >= 20/s");
}

TEST_CASE("capacity: a control that breaks is told by why it does, and nothing binds it") {
  const auto broken = limit_of(finding_with(0.1, 0.9, true, compliance::Status::fail));
  CHECK(broken.what == "control D-AV-01 fails: Nobody is told.");
  CHECK(broken.binds.empty());
  CapacityFound found;
  found.points = {1, 2};
  found.breaks = {
      {.limit = broken, .holds_at = 1, .breaks_at = 2, .holds_again_at = {}, .used_at_first = {}}};
  CHECK(capacity_sentence(found) == "First between 1.00x and 2.00x: control D-AV-01 fails: Nobody is told.");
}

TEST_CASE("capacity: what holds is told by what is limited, and not by how it would break") {
  const World world = [](double at) {
    std::vector<Metric> metrics{metric_named("ebs.documents.used_share.max", at / 100)};
    for (int i = 0; i < 12; ++i)
      metrics.push_back(metric_named(fmt::format("backup.job-{}.window_used.max", i), at / (200 + i)));
    return metrics;
  };
  const auto text = capacity_text(found_in(world, {.from = 1, .to = 4}));
  CHECK(text.find("Headroom at 1.00x") != std::string::npos);
  CHECK(text.find("  space of ebs.documents ") != std::string::npos);
  CHECK(text.find("  window of backup.job-0 ") != std::string::npos);
  CHECK(text.find("  and 3 more") != std::string::npos);
  CHECK(text.find("is full") == std::string::npos);
  CHECK(text.find("leaves its window") == std::string::npos);
}

TEST_CASE("capacity: a share that a control bounds is measured in percent") {
  auto finding = finding_with(0.0704, 0.001, false, compliance::Status::fail);
  finding.unit = "1";
  CHECK(limit_of(finding).unit == "share");
  finding.limit = 3;
  CHECK(limit_of(finding).unit == "1");
  finding.limit = 0;  // of requests that are turned away
  CHECK(limit_of(finding).unit == "1");
}

TEST_CASE("capacity: where a control warns before its limit, what is used is of the limit") {
  auto finding = finding_with(0.4, 0.85, false, compliance::Status::pass);
  finding.figures = {{"fill_max", 0.4}};
  CHECK(*limit_of(finding).used == doctest::Approx(0.4));
}

TEST_CASE(
    "capacity: what holds with uploads turned away is marked as what breaks is, and the reason binds what "
    "counts refusals") {
  const World world = [](double at) {
    return std::vector{metric_named("flows.intake.upload.started", 1000, "1"),
                       metric_named("flows.intake.upload.rejected.disk_full", at >= 2 ? 50 : 0, "1"),
                       metric_named("backup.nightly.window_used.max", 0.2)};
  };
  const auto found = found_in(world, {.from = 1, .to = 8});
  CHECK(*found.sheds_from <= 2);
  const auto text = capacity_text(found, 200);
  CHECK(text.find("not up to 8.00x*") != std::string::npos);
  CHECK(text.find("\n* Requests are turned away there") != std::string::npos);
  RunResult result;
  result.metrics = world(2);
  std::string why;
  result.objectives = {*Scalar<Objective>::parse("flows.intake.upload.rejected <= 0", false, why)};
  result.objectives[0].value = 50;
  result.objectives[0].state = ObjectiveState::missed;
  const auto limits = limits_of(result);
  CHECK(limits.back().binds ==
        std::string{reason_table[static_cast<std::size_t>(Reason::disk_full)].meaning});
}

TEST_CASE(
    "capacity: as time passes, points are told that do not know what the days before them left behind") {
  constexpr double day = 86400;
  const auto world = [](const char* name, double of) {
    return World{[name, of](double at) {
      return std::vector{metric_named("lambda.f.invocations", 1000, "1"),
                         metric_named(name, at >= 40 * day ? of : 0, "1")};
    }};
  };
  const CapacityAxis years{.kind = CapacityAxis::Kind::time, .from = day, .to = 100 * day};
  for (const auto* const name : {"backup.nightly.skipped", "backup.nightly.expired", "lambda.f.timeouts",
                                 "lambda.f.throttles.concurrency", "flows.a.documents.lost.volume_lost"}) {
    CAPTURE(name);
    const auto found = found_in(world(name, 50), years);
    REQUIRE(found.left_behind_from);
    CHECK(*found.left_behind_from == doctest::Approx(40 * day).epsilon(0.03));
    CHECK(capacity_text(found, 200).find("work is left over or refused") != std::string::npos);
    CHECK(capacity_json(found).find("\"left_behind_from\"") != std::string::npos);
  }
  const auto well = found_in(world("backup.nightly.window_used.max", 0.5), years);
  CHECK_FALSE(well.left_behind_from);
  CHECK(capacity_text(well, 200).find("left over") == std::string::npos);
  CHECK_FALSE(found_in(world("backup.nightly.skipped", 50), {.from = 1, .to = 8}).left_behind_from);
}

TEST_CASE("capacity: only what counts by reasons is bound by one") {
  RunResult result;
  result.metrics = {metric_named("backup.nightly.expired", 1, "1"), metric_named("sqs.work.expired", 5, "1"),
                    metric_named("s3.inbox.expired", 5, "1")};
  const auto limits = limits_of(result);
  CHECK(!limits.empty());
  for (const auto& limit : limits) {
    CAPTURE(limit.name);
    CHECK(limit.binds != std::string{reason_table[static_cast<std::size_t>(Reason::expired)].meaning});
  }
}

TEST_CASE("capacity: a point without a result is told, and ends the search there") {
  CapacitySearch search{{.from = 1, .to = 4}};
  RunResult result;
  result.metrics = {metric_named("ec2.app.cpu.peak_hour", 0.3)};
  search.add(1, result);
  search.add(2, result);
  search.add_failure(4, "out of memory");
  CHECK(search.next().empty());
  CHECK(capacity_text(search.result())
            .find("No result at 4.00x, and nothing was looked at beyond: out of memory") !=
        std::string::npos);
}

}  // namespace capacity_test

// What a sweep's folder says of itself.
#include <doctest/doctest.h>

#include "sim/render/sweep_folder.hpp"
#include "sim/render/sweep_text.hpp"
#include "sim/results/sweep.hpp"
#include "tests/support/run_program.hpp"

namespace sweep_json_test {

using namespace garoa;
using Words = std::vector<std::string>;

namespace {

SweepManifest manifest() {
  SweepManifest manifest;
  manifest.garoa_version = "0.1.0";
  manifest.plan = "plan.yaml";
  manifest.scenario = "base.yaml";
  manifest.scenario_sha256 = std::string(64, 'a');
  manifest.axes = {"ebs.documents.iops"};
  manifest.points = 3;
  manifest.minimize = "cost.per_month";
  return manifest;
}

PointOutcome done(std::size_t number) {
  PointOutcome outcome;
  outcome.number = number;
  outcome.values = {"3000"};
  outcome.metrics = {{"cost.per_month", 12.5, "USD", 1, std::pair{12.0, 13.0}}};
  return outcome;
}

PointOutcome broken(std::size_t number) {
  PointOutcome outcome;
  outcome.number = number;
  outcome.values = {"1, \"2\""};
  outcome.state = PointState::invalid;
  outcome.message = "it is none\nreally";
  return outcome;
}

}  // namespace

TEST_CASE("sweep json: manifests and points read back as they were") {
  auto sharded = manifest();
  sharded.shard = {2, 3};
  sharded.limit_seconds = 2.5;
  sharded.searched = SweepLines{"ebs.documents.iops", 3, 1};
  const auto text = manifest_json(sharded);
  const auto read = read_manifest(text);
  REQUIRE_MESSAGE(read.value.has_value(), read.error);
  CHECK(manifest_json(*read.value) == text);
  CHECK(read.value->shard.number == 2);
  CHECK(read.value->searched->values == 3);
  for (const auto& lines : {SweepLines{"x", 2, 1}, SweepLines{"x", 0, 1}, SweepLines{"x", 3, 0}}) {
    sharded.searched = lines;
    CHECK(read_manifest(manifest_json(sharded)).error == "searched: is no line of its points");
  }
  sharded.searched = read.value->searched;
  for (const auto& outcome : {done(1), broken(2)}) {
    const auto point = read_point(point_json(outcome, sharded));
    REQUIRE_MESSAGE(point.value.has_value(), point.error);
    CHECK(point_json(*point.value, sharded) == point_json(outcome, sharded));
  }
  const auto all = points_json({done(1), broken(2)}, sharded);
  const auto table = read_points(all);
  REQUIRE_MESSAGE(table.value.has_value(), table.error);
  CHECK(points_json(table.value->points, table.value->manifest) == all);
  CHECK(read_manifest("{}").error == "schema: is missing");
  CHECK(read_point("x").error.starts_with("is not JSON"));
}

TEST_CASE(
    "sweep json: manifests of other versions or points differ, those of other shards and goals do not") {
  auto other = manifest();
  other.shard = {2, 3};
  other.goal = {"cost.per_month < 1 USD"};
  other.searched = SweepLines{"ebs.documents.iops", 3, 1};
  CHECK(differences_between(manifest(), other).empty());
  other.garoa_version = "0.2.0";
  other.points = 4;
  CHECK(differences_between(manifest(), other) == Words{"garoa: \"0.1.0\" and \"0.2.0\"", "points: 3 and 4"});
}

TEST_CASE("sweep json: shards have every point once") {
  for (std::size_t point = 1; point <= 20; ++point) {
    int owners = 0;
    for (std::uint32_t number = 1; number <= 7; ++number) owners += Shard{number, 7}.has(point) ? 1 : 0;
    CHECK(owners == 1);
  }
}

TEST_CASE("sweep csv: a line a point, broken ones with their reason") {
  CHECK(points_csv({done(1), broken(2)}, manifest()) ==
        "point,state,ebs.documents.iops,cost.per_month,cost.per_month.ci95_low,cost.per_month.ci95_high,"
        "message,garoa_version,garoa_build,scenario_sha256,overrides_sha256,seed,replications\n"
        "1,done,3000,12.5,12,13,,0.1.0,,aaaaaaaaaaaa,,0,1\n"
        "2,invalid,\"1, \"\"2\"\"\",,,,\"it is none\nreally\",0.1.0,,aaaaaaaaaaaa,,,1\n");
}

TEST_CASE("sweep text: points, the one that is wanted, and what is broken") {
  auto cheaper = done(3);
  cheaper.values = {"4000"};
  cheaper.metrics[0].value = 11;
  const auto text = sweep_text({done(1), broken(2), cheaper}, manifest(), SweepGoal{{}, "cost.per_month"});
  CHECK(
      text.find("Sweep: plan.yaml of base.yaml: 3 points, 1 broken; garoa 0.1.0, scenario aaaaaaaaaaaa, seed "
                "0\n") == 0);
  CHECK(text.find("Goal: cost.per_month USD 11.00, the least: point 3, ebs.documents.iops=4000\n") !=
        std::string::npos);
  CHECK(text.find("Broken points\n  2: invalid (ebs.documents.iops=1, \"2\"): it is none\n") !=
        std::string::npos);
}

TEST_CASE("sweep text: says how many points meet their objectives, and where they are when there are many") {
  auto meets = done(1);
  meets.objectives.resize(2);
  for (auto& objective : meets.objectives) objective.state = ObjectiveState::met;
  auto misses = meets;
  misses.objectives[1].state = ObjectiveState::missed;
  const auto few = sweep_text({meets, misses, broken(3)}, manifest(), std::nullopt);
  CHECK(few.find("Objectives: 1 of 2 points meet all of theirs\n") != std::string::npos);
  CHECK(few.find("misses 1 of 2") != std::string::npos);
  misses.objectives[1].state = ObjectiveState::not_evaluated;
  CHECK(verdict_of(misses, std::nullopt) == "not evaluated");
  const auto many = sweep_text(std::vector<PointOutcome>(61, meets), manifest(), std::nullopt);
  CHECK(many.find("points.csv and points.json have all of them") != std::string::npos);
}

TEST_CASE("sweep folder: goes on in a folder of the same sweep, and refuses all else") {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "out";
  {
    SweepFolder sweep{path, manifest()};
    CHECK(sweep.error().empty());
    CHECK(sweep.store(broken(2), nullptr));
    // Only one process has it.
    const SweepFolder second{path, manifest()};
    CHECK(second.error().find("another process does so at this moment") != std::string::npos);
  }
  {
    SweepFolder again{path, manifest()};
    CHECK(again.has(2));
    CHECK_FALSE(again.has(1));
    CHECK(again.point(2)->message == broken(2).message);
    CHECK(again.forget(2));
    CHECK_FALSE(again.has(2));
  }
  auto larger = manifest();
  larger.points = 9;
  CHECK(SweepFolder{path, larger}.error().find("points: 3 and 9") != std::string::npos);
  test::write_file(path / "notes.txt", "");
  CHECK(SweepFolder{path, manifest()}.error().find("it holds 'notes.txt'") != std::string::npos);
}

}  // namespace sweep_json_test

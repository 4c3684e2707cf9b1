#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "sim/cli/cli.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_plan.hpp"
#include "sim/cli/shards.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/sweep_goals.hpp"
#include "sim/core/build.hpp"
#include "sim/core/sha256.hpp"
#include "sim/results/sweep_search.hpp"
#include "sim/run/sweep.hpp"

namespace garoa::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

/// A plan with its scenario, complete.
struct Sweep {
  SweepPlan plan;
  Scenario base;
  Overrides overrides;
  SweepManifest manifest;
  std::vector<SweepPoint> points;  // all
};

std::string hash_of_points(const SweepPlan& plan, const std::vector<SweepPoint>& points) {
  std::string text;
  for (const auto& point : points) {
    for (const auto& value : plan.overrides_of(point)) text += value + '\n';
  }
  return sha256_of(text);
}

SweepManifest manifest_of(const SweepPlan& plan, const Scenario& base,
                          const std::vector<SweepPoint>& points) {
  SweepManifest manifest;
  manifest.garoa_version = GAROA_VERSION;
  manifest.garoa_build = build_hash();
  manifest.plan = fs::path{plan.file}.filename().string();
  manifest.scenario = base.file;
  manifest.scenario_sha256 = base.sha256;
  manifest.provenance = base.provenance;
  manifest.axes = plan.paths();
  manifest.sample = plan.sample.text();
  manifest.points = points.size();
  manifest.points_sha256 = hash_of_points(plan, points);
  manifest.replications = plan.replications;
  manifest.metrics = plan.metrics;
  manifest.exchange = base.billing.exchange;
  if (plan.point_time) manifest.limit_seconds = plan.point_time->count();
  if (plan.point_memory) manifest.limit_memory = plan.point_memory->count();
  for (const auto& objective : plan.goal) manifest.goal.push_back(objective.text);
  manifest.minimize = plan.minimize;
  return manifest;
}

/// Nothing and an error text on stderr if there are faults.
std::optional<Sweep> sweep_of(const CommandLine& line, const ModelFiles& files, Diagnostics& diagnostics) {
  std::optional<Sweep> sweep;
  const auto plan = read_sweep_plan_so_far(line.get<std::string>("PLAN"), diagnostics);
  if (plan) {
    auto overrides = plan->overrides(line.overrides().overrides);
    // As a setting like others, so that an axis may be of the seed.
    if (overrides.seed) overrides.sets.push_back(fmt::format("seed={}", *overrides.seed));
    overrides.seed.reset();
    if (auto base = base_of_sweep(*plan, overrides, files, diagnostics)) {
      auto points = plan->points();
      auto manifest = manifest_of(*plan, *base, points);
      sweep = Sweep{*plan, std::move(*base), std::move(overrides), std::move(manifest), std::move(points)};
    }
  }
  if (const auto text = diagnostics.text(); !text.empty()) tell("{}", text);
  return sweep;
}

fs::path out_of(const CommandLine& line, const Shard& shard) {
  const auto name = fs::path{line.get<std::string>("PLAN")}.stem().string();
  const auto whole = fs::path{"results"} / "sweeps" / name;
  if (shard.is_whole()) return line.given("out") ? fs::path{line.get<std::string>("out")} : whole;
  const auto shards =
      line.given("out") ? fs::path{line.get<std::string>("out")} : fs::path{whole.string() + "-shards"};
  return shards / fmt::format("shard-{}-of-{}", shard.number, shard.of);
}

int emit(const CommandLine& line, const SweepPlan& plan) {
  const auto whole = fs::path{"results"} / "sweeps" / fs::path{line.get<std::string>("PLAN")}.stem();
  JobFile job;
  job.scheduler = line.get<std::string>("emit");
  job.plan = line.get<std::string>("PLAN");
  job.out = line.given("out") ? line.get<std::string>("out") : whole.string() + "-shards";
  job.merged = line.given("out") ? job.out + "-merged" : whole.string();
  job.shards = number_of(line, "shards", "shards").value_or(1);
  const auto options = line.overrides();
  if (!options.models.empty()) job.options.insert(job.options.end(), {"--models", options.models});
  for (const auto& set : options.overrides.sets) job.options.insert(job.options.end(), {"--set", set});
  for (const auto& edge : options.overrides.assumed)
    job.options.insert(job.options.end(), {"--assume", edge});
  if (options.overrides.seed)
    job.options.insert(job.options.end(), {"--seed", fmt::format("{}", *options.overrides.seed)});
  for (const std::string name : {"goal", "minimize", "fail-on", "format"}) {
    if (line.given(name) && !line.is_default(name))
      job.options.insert(job.options.end(), {"--" + name, line.get<std::string>(name)});
  }
  if (line.given("jobs")) job.jobs = jobs_of(line);
  if (plan.point_memory) job.point_memory = static_cast<double>(plan.point_memory->count());
  for (const std::string name : {"grid", "retry"}) {
    if (line.given(name)) job.options.push_back("--" + name);
  }
  say("{}", job_file(job));
  return exit_done;
}

/// Runs points of a sweep into its folder.
class SweepRunner {
 public:
  SweepRunner(const Sweep& sweep, const ModelFiles& files, SweepFolder& folder, const CommandLine& line)
      : sweep_{sweep},
        files_{files},
        folder_{folder},
        retry_{line.given("retry")},
        jobs_{jobs_of(line)},
        progress_{line.given("quiet")} {}

  /// Those that have no outcome yet. Errors: Interrupted, UsageError.
  void run(const std::vector<std::size_t>& numbers) {
    std::vector<SweepPoint> open;
    for (const auto number : numbers) {
      if (is_open(number)) open.push_back(sweep_.points[number - 1]);
    }
    SweepRequest request{.plan = sweep_.plan,
                         .base = sweep_.base,
                         .files = files_,
                         .overrides = sweep_.overrides,
                         .at_once = jobs_,
                         .store = {}};
    request.store = [&](const PointOutcome& outcome, const RunResult* result) {
      if (!folder_.store(outcome, result)) throw PointNotStored{folder_.error()};
    };
    const auto before = done_;
    request.keep_going = [&](std::size_t done) {
      done_ = before + done;
      return progress_.keep_going(done_, before + open.size(), msgid("points"));
    };
    try {
      run_points(request, open);
    } catch (const PointNotStored& error) {
      throw UsageError{error.what()};
    }
    done_ = before + open.size();
  }

  /// Points that were run here.
  [[nodiscard]] std::size_t done() const { return done_; }

 private:
  bool is_open(std::size_t number) {
    if (!folder_.has(number)) return true;
    if (!retry_) return false;
    const auto outcome = folder_.point(number);
    if (outcome && outcome->is_done()) return false;
    if (!folder_.forget(number)) throw UsageError{folder_.error()};
    return true;
  }

  const Sweep& sweep_;
  const ModelFiles& files_;
  SweepFolder& folder_;
  bool retry_;
  std::size_t jobs_;
  ProgressReport progress_;
  std::size_t done_ = 0;
};

/// The axis to search along: the monotone one with the most values, if that saves anything.
std::optional<std::size_t> axis_to_search(const SweepPlan& plan, const std::vector<std::size_t>& sizes) {
  constexpr std::size_t fewest_values = 5;
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (plan.axes[i].monotone && sizes[i] >= fewest_values && (!best || sizes[i] > sizes[*best])) best = i;
  }
  return best;
}

std::vector<std::size_t> sizes_of(const SweepPlan& plan) {
  std::vector<std::size_t> sizes;
  for (const auto& axis : plan.axes) sizes.push_back(axis.values().size());
  return sizes;
}

/// Where the goal needs fewer points than all: along which axis they are searched.
std::optional<SweepLines> lines_to_search(const Sweep& sweep, const CommandLine& line) {
  const auto goal = goal_of(sweep.manifest);
  const bool grid = sweep.plan.sample.kind == SweepSample::Kind::grid;
  if (line.given("grid") || !goal || !grid) return std::nullopt;
  const auto sizes = sizes_of(sweep.plan);
  const auto along = axis_to_search(sweep.plan, sizes);
  if (!along) return std::nullopt;
  return lines_along(sweep.plan.axes[*along].path, sizes, *along);
}

std::vector<std::size_t> numbers_of(const Sweep& sweep) {
  std::vector<std::size_t> numbers;
  for (const auto& point : sweep.points) {
    if (sweep.manifest.has(point.number)) numbers.push_back(point.number);
  }
  return numbers;
}

/// Runs all of the shard, or what the goal needs; what to say of it.
std::string run_sweep(const Sweep& sweep, SweepRunner& runner, SweepFolder& folder) {
  const auto run = [&](const std::vector<std::size_t>& numbers) { runner.run(numbers); };
  if (sweep.manifest.searched) return searched_text(sweep.manifest, *goal_of(sweep.manifest), folder, run);
  run(numbers_of(sweep));
  return {};
}

}  // namespace

int sweep_command(const Arguments& arguments) {
  CommandLine line{
      "garoa sweep PLAN [options]",
      tr("Runs a scenario at many values of its settings, as a plan says, and finds the cheapest point that "
         "meets a goal. A sweep that was interrupted goes on where it stopped."),
      "garoa sweep scenarios/sweeps/lambda-memory.yaml --grid"};
  line.positional("PLAN", 1);
  line.add_override_options();
  add_goal_options(line);
  line.add()("jobs", po::value<std::string>()->value_name("N"),
             tr("so many points at once (default: one a core)"))(
      "out", po::value<std::string>()->value_name("DIR"),
      tr("folder of the sweep, or of its shards (default: results/sweeps/PLAN, results/sweeps/PLAN-shards)"))(
      "shard", po::value<std::string>()->value_name("I/N"),
      tr("only the I-th of N parts, such as 2/8; auto: the part that Slurm, AWS Batch or Kubernetes says"))(
      "grid", tr("run all points, also where axes are monotone and the goal needs fewer"))(
      "retry", tr("run broken points again"))(
      "emit", po::value<std::string>()->value_name("SCHEDULER"),
      tr("print a job file that runs every shard, and do nothing else: slurm, batch, kubernetes"))(
      "shards", po::value<std::string>()->value_name("N")->default_value("8"), tr("so many, for --emit"))(
      "quiet,q", tr("no progress"));
  line.parse(arguments);
  const auto shard = shard_of(line);
  (void)jobs_of(line);  // before there is a folder
  Diagnostics diagnostics;
  const ModelFiles files{line.overrides().models, diagnostics};
  auto sweep = sweep_of(line, files, diagnostics);
  if (!sweep) return exit_usage;
  if (line.given("emit")) return emit(line, sweep->plan);
  sweep->manifest.shard = shard;
  check_goal_of(line, sweep->base);
  ask_for_goal(line, sweep->manifest);
  sweep->manifest.searched = lines_to_search(*sweep, line);
  check_outcome_options(line, sweep->manifest);
  if (!line.given("shard") && is_array_task() && !line.given("quiet"))
    tell("garoa: this is a task of an array, and runs all points: --shard auto would run its part\n");
  SweepFolder folder{out_of(line, shard), sweep->manifest};
  if (!folder.error().empty()) throw UsageError{folder.error()};
  const auto numbers = numbers_of(*sweep);
  const auto there = [&] {
    return std::count_if(numbers.begin(), numbers.end(),
                         [&](std::size_t number) { return folder.has(number); });
  };
  if (!line.given("quiet") && there() > 0)
    tell("garoa: {} of {} points are there\n", there(), numbers.size());
  std::string searched;
  try {
    SweepRunner runner{*sweep, files, folder, line};
    searched = run_sweep(*sweep, runner, folder);
  } catch (const Interrupted&) {
    tell("garoa: interrupted; {} of {} points are there, and the same command goes on with the others\n",
         there(), numbers.size());
    return exit_interrupted;
  }
  const auto points = points_to_tell(folder, numbers, sweep->manifest, line);
  if (!folder.finish(points)) throw UsageError{folder.error()};
  if (!line.given("quiet")) tell("garoa: {}\n", tr("results are in {}", folder.path().string()));
  say("{}", searched);
  return tell_sweep(folder, sweep->manifest, points, line);
}

}  // namespace garoa::cli

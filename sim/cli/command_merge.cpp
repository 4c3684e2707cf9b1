#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "sim/cli/cli.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/sweep_goals.hpp"

namespace garoa::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

/// A folder with points.
struct Part {
  fs::path folder;
  SweepManifest manifest;
};

SweepManifest manifest_in(const fs::path& folder) {
  auto read = SweepFolder::manifest_in(folder);
  if (!read.value) throw UsageError{fmt::format("{}: no sweep: sweep.json {}", folder.string(), read.error)};
  return std::move(*read.value);
}

/// The folders that were named; of one that has no sweep, the shards in it.
std::vector<Part> parts_of(const std::vector<std::string>& names) {
  std::vector<fs::path> folders;
  for (const auto& name : names) {
    std::error_code code;
    std::vector<fs::path> shards;
    if (!fs::exists(fs::path{name} / "sweep.json", code)) {
      for (const auto& item : fs::directory_iterator{name, code}) {
        if (item.path().filename().string().starts_with("shard-")) shards.push_back(item.path());
      }
    }
    std::sort(shards.begin(), shards.end());
    if (shards.empty()) shards.emplace_back(name);
    folders.insert(folders.end(), shards.begin(), shards.end());
  }
  std::vector<Part> parts;
  for (const auto& folder : folders) parts.push_back({folder, manifest_in(folder)});
  return parts;
}

/// Shards of other plans or versions do not go together.
void check_alike(const std::vector<Part>& parts) {
  const auto& first = parts.front();
  for (const auto& part : parts) {
    const auto differences = differences_between(first.manifest, part.manifest);
    if (differences.empty()) continue;
    throw UsageError{fmt::format("{} and {} are not of one sweep; {}", first.folder.string(),
                                 part.folder.string(), fmt::join(differences, "; "))};
  }
}

/// Puts all points of a part into the folder.
void add_part(const Part& part, SweepFolder& folder) {
  const SweepFolder source{part.folder, part.manifest};
  if (!source.error().empty()) throw UsageError{source.error()};
  for (std::size_t number = 1; number <= part.manifest.points; ++number) {
    if (source.has(number) && !folder.adopt(number, source)) throw UsageError{folder.error()};
  }
}

std::vector<std::size_t> all_numbers(const SweepManifest& manifest) {
  std::vector<std::size_t> numbers(manifest.points);
  std::iota(numbers.begin(), numbers.end(), std::size_t{1});
  return numbers;
}

/// An error if some are missing.
void check_there(const SweepManifest& manifest, const SweepFolder& folder,
                 const std::vector<std::size_t>& numbers) {
  std::vector<std::size_t> missing;
  std::copy_if(numbers.begin(), numbers.end(), std::back_inserter(missing),
               [&](std::size_t number) { return !folder.has(number); });
  if (missing.empty()) return;
  constexpr std::size_t most_listed = 10;
  const auto total = missing.size();
  missing.resize(std::min(total, most_listed));
  throw UsageError{fmt::format("{} of {} points are missing: {}{}; the shards are not through{}", total,
                               manifest.points, fmt::join(missing, ", "), total > most_listed ? ", ..." : "",
                               manifest.searched ? ", or were searched for another goal" : "")};
}

/// Of all points, or those that the goal needs; what to say of these.
std::string check_complete(const SweepManifest& manifest, SweepFolder& folder) {
  const auto check = [&](const std::vector<std::size_t>& numbers) { check_there(manifest, folder, numbers); };
  const auto goal = goal_of(manifest);
  if (manifest.searched && goal) return searched_text(manifest, *goal, folder, check);
  check(all_numbers(manifest));
  return {};
}

}  // namespace

int merge_command(const Arguments& arguments) {
  CommandLine line{"garoa merge DIR... --out DIR [options]",
                   tr("Joins the shards of a sweep. DIR is the folder of a shard, or one that holds several. "
                      "Shards of different "
                      "plans or versions are refused."),
                   "garoa merge results/sweeps/lambda-memory --out whole"};
  line.positionals("DIR");
  line.add()("out", po::value<std::string>()->value_name("DIR"), tr("folder of the whole sweep"));
  add_goal_options(line);
  line.add()("quiet,q", tr("do not say where the results are"));
  line.parse(arguments);
  if (!line.given("out")) throw UsageError{"--out: where is the whole sweep to be?"};
  const auto parts = parts_of(line.get<std::vector<std::string>>("DIR"));
  check_alike(parts);
  auto manifest = parts.front().manifest;
  manifest.shard = {};
  ask_for_goal(line, manifest);
  check_outcome_options(line, manifest);
  SweepFolder folder{line.get<std::string>("out"), manifest};
  if (!folder.error().empty()) throw UsageError{folder.error()};
  for (const auto& part : parts) add_part(part, folder);
  const auto searched = check_complete(manifest, folder);
  const auto points = points_to_tell(folder, all_numbers(manifest), manifest, line);
  if (!folder.finish(points)) throw UsageError{folder.error()};
  if (!line.given("quiet")) tell("garoa: {}\n", tr("results are in {}", folder.path().string()));
  say("{}", searched);
  return tell_sweep(folder, manifest, points, line);
}

}  // namespace garoa::cli

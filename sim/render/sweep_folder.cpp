#include "sim/render/sweep_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <system_error>
#include <thread>

#include "sim/core/input_file.hpp"
#include "sim/render/hidden_part.hpp"
#include "sim/render/writer.hpp"

namespace garoa {
namespace {

namespace fs = std::filesystem;

constexpr const char* manifest_name = "sweep.json";
constexpr const char* page_name = "report.html";
constexpr std::array<std::string_view, 5> files_of_sweeps{manifest_name, "points", "points.json",
                                                          "points.csv", page_name};
/// Of a file while it is written.
constexpr std::string_view writing_mark = ".part";
constexpr std::uintmax_t largest_result = 1U << 30U;

bool belongs_to_sweep(std::string_view name) {
  name = name_behind_hidden(name);
  if (name.ends_with(writing_mark)) name.remove_suffix(writing_mark.size());
  return std::find(files_of_sweeps.begin(), files_of_sweeps.end(), name) != files_of_sweeps.end();
}

/// The first entry, by name, that is no part of a sweep.
std::string first_foreign(const fs::path& folder) {
  std::string first;
  std::error_code code;
  for (const auto& item : fs::directory_iterator{folder, code}) {
    const auto name = item.path().filename().string();
    if (!belongs_to_sweep(name) && (first.empty() || name < first)) first = name;
  }
  return first;
}

/// -1 if another process has the folder. One that was killed lets go of it an instant later.
int lock_on(const fs::path& folder) {
  constexpr int tries = 40;
  constexpr std::chrono::milliseconds between{50};
  const int lock = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  for (int i = 0; lock >= 0 && i < tries; ++i) {
    // A file system without locks has none to wait for.
    if (flock(lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return lock;
    std::this_thread::sleep_for(between);
  }
  if (lock >= 0) close(lock);
  return -1;
}

}  // namespace

SweepFolder::SweepFolder(fs::path folder, SweepManifest manifest)
    : folder_{std::move(folder)}, manifest_{std::move(manifest)} {
  begin();
}

SweepFolder::~SweepFolder() {
  if (lock_ >= 0) close(lock_);
}

bool SweepFolder::fail(const std::string& what, const fs::path& path, const std::string& reason) {
  if (error_.empty()) error_ = fmt::format("{} {}: {}", what, path.string(), reason);
  return false;
}

bool SweepFolder::is_free() {
  const auto foreign = first_foreign(folder_);
  if (!foreign.empty())
    return fail("cannot sweep into", folder_,
                fmt::format("it holds '{}', which is no part of a sweep", foreign));
  return true;
}

/// Goes on with the sweep that is there, or begins one.
bool SweepFolder::take() {
  std::error_code code;
  if (!fs::exists(folder_ / manifest_name, code)) return write(manifest_name, manifest_json(manifest_));
  const auto there = manifest_in(folder_);
  if (!there.value)
    return fail("cannot sweep into", folder_, fmt::format("{}: {}", manifest_name, there.error));
  auto differences = differences_between(*there.value, manifest_);
  if (there.value->shard.number != manifest_.shard.number || there.value->shard.of != manifest_.shard.of)
    differences.push_back(fmt::format("shard: {}/{} and {}/{}", there.value->shard.number,
                                      there.value->shard.of, manifest_.shard.number, manifest_.shard.of));
  if (differences.empty())
    return manifest_json(*there.value) == manifest_json(manifest_) ||
           write(manifest_name, manifest_json(manifest_));
  return fail("cannot go on in", folder_,
              fmt::format("it has points of another sweep; {}", fmt::join(differences, "; ")));
}

void SweepFolder::begin() {
  std::error_code code;
  if (fs::exists(folder_, code) && !is_free()) return;
  fs::create_directories(folder_, code);
  if (code) {
    fail("cannot make the folder", folder_, code.message());
    return;
  }
  lock_ = lock_on(folder_);
  if (lock_ < 0) {
    fail("cannot sweep into", folder_, "another process does so at this moment");
    return;
  }
  if (!take()) return;
  fs::create_directories(folder_ / "points", code);
  if (code) fail("cannot make the folder", folder_ / "points", code.message());
}

bool SweepFolder::write(const std::string& name, const std::string& text) {
  const auto part = folder_ / (name + std::string{writing_mark});
  errno = 0;
  std::ofstream file{part, std::ios::binary | std::ios::trunc};
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) return fail("cannot write", folder_ / name, std::generic_category().message(errno));
  std::error_code code;
  fs::rename(part, folder_ / name, code);
  return code ? fail("cannot write", folder_ / name, code.message()) : true;
}

Read<SweepManifest> SweepFolder::manifest_in(const fs::path& folder) {
  const auto input = read_input((folder / manifest_name).string());
  if (!input.fault.empty()) return {std::nullopt, fmt::format("cannot be read: {}", input.fault)};
  return read_manifest(input.text);
}

fs::path SweepFolder::folder_of(const fs::path& sweep, std::size_t point, std::size_t points) {
  const auto digits = std::max<std::size_t>(fmt::formatted_size("{}", points), 4);
  return sweep / "points" / fmt::format("{:0{}}", point, digits);
}

bool SweepFolder::has(std::size_t point) const {
  std::error_code code;
  return fs::exists(folder_of(folder_, point, manifest_.points) / "point.json", code);
}

std::optional<PointOutcome> SweepFolder::point(std::size_t number) {
  const auto file = folder_of(folder_, number, manifest_.points) / "point.json";
  const auto input = read_input(file.string());
  auto read = input.fault.empty() ? read_point(input.text) : Read<PointOutcome>{std::nullopt, input.fault};
  if (!read.value) fail("cannot read", file, read.error);
  return std::move(read.value);
}

std::optional<RunResult> SweepFolder::result(std::size_t number) {
  const auto file = folder_of(folder_, number, manifest_.points) / "result.json";
  const auto input = read_input(file.string(), largest_result);
  auto read = input.fault.empty() ? read_result(input.text) : Read<RunResult>{std::nullopt, input.fault};
  if (!read.value) fail("cannot read", file, read.error);
  return std::move(read.value);
}

bool SweepFolder::store(const PointOutcome& outcome, const RunResult* result) {
  const auto folder = folder_of(folder_, outcome.number, manifest_.points);
  ResultWriter writer{folder};
  writer.add("point.json", point_json(outcome, manifest_));
  if (result != nullptr) writer.add("result.json", result_json(*result));
  if (writer.commit()) return true;
  if (error_.empty()) error_ = writer.error();
  return false;
}

bool SweepFolder::adopt(std::size_t number, const SweepFolder& from) {
  const auto source = folder_of(from.folder_, number, manifest_.points);
  const auto target = folder_of(folder_, number, manifest_.points);
  std::vector<std::pair<std::string, std::string>> files;
  std::error_code code;
  for (const char* const name : {"point.json", "result.json"}) {
    if (!fs::exists(source / name, code)) continue;
    auto input = read_input((source / name).string(), largest_result);
    if (!input.fault.empty()) return fail("cannot read", source / name, input.fault);
    if (has(number) && read_input((target / name).string(), largest_result).text != input.text)
      return fail("cannot merge", source, fmt::format("it is another one than {}", target.string()));
    files.emplace_back(name, std::move(input.text));
  }
  if (has(number)) return true;
  ResultWriter writer{target};
  for (const auto& [name, text] : files) writer.add(name, text);
  return writer.commit() || fail("cannot merge", source, writer.error());
}

bool SweepFolder::forget(std::size_t number) {
  const auto folder = folder_of(folder_, number, manifest_.points);
  std::error_code code;
  // Its outcome first: what is left of a point without one is no point.
  fs::remove(folder / "point.json", code);
  if (!code) fs::remove_all(folder, code);
  return code ? fail("cannot remove", folder, code.message()) : true;
}

bool SweepFolder::finish(const std::vector<PointOutcome>& points) {
  std::error_code code;
  fs::remove(folder_ / page_name, code);
  return write("points.csv", points_csv(points, manifest_)) &&
         write("points.json", points_json(points, manifest_));
}

bool SweepFolder::add_page(const std::string& html) {
  return write(page_name, html);
}

}  // namespace garoa

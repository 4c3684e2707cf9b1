#include "sim/render/writer.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <optional>
#include <system_error>

#include "sim/render/hidden_part.hpp"

namespace garoa {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 20> files_of_results{
    "result.json",        "distributions.json", "metrics.csv",     "series.csv",         "cost.csv",
    "scenario.yaml",      "performance.json",   "report.html",     "replay.json",        "point.json",
    "findings.json",      "findings.csv",       "findings.sarif",  "findings.junit.xml", "findings.ocsf.json",
    "findings.asff.json", "findings.html",      "comparison.json", "comparison.md",      "comparison.html"};
/// Results of single replications: "replication-7.json".
constexpr std::string_view replication_beginning = "replication-";
constexpr std::string_view replication_end = ".json";

bool is_file_of_results(std::string_view name) {
  if (std::find(files_of_results.begin(), files_of_results.end(), name) != files_of_results.end())
    return true;
  if (!name.starts_with(replication_beginning) || !name.ends_with(replication_end)) return false;
  name.remove_prefix(replication_beginning.size());
  if (name.size() <= replication_end.size()) return false;
  name.remove_suffix(replication_end.size());
  return name.find_first_not_of("0123456789") == std::string_view::npos;
}

fs::path nearest_existing(fs::path path) {
  std::error_code code;
  while (!fs::exists(path, code) && path.has_relative_path()) path = path.parent_path();
  return path;
}

bool is_mount_point(const fs::path& folder) {
  struct stat own {};
  struct stat parents {};
  return stat(folder.c_str(), &own) == 0 && stat(folder.parent_path().c_str(), &parents) == 0 &&
         own.st_dev != parents.st_dev;
}

/// Is the working folder this one, or in it?
bool holds_working_folder(const fs::path& folder) {
  std::error_code code;
  const auto working = fs::canonical(fs::current_path(code), code);
  return !code &&
         std::mismatch(folder.begin(), folder.end(), working.begin(), working.end()).first == folder.end();
}

/// The first entry, by name, that is no file of a result, nor what is left of one.
std::optional<std::string> foreign_entry(const fs::path& folder) {
  std::optional<std::string> first;
  std::error_code code;
  for (const auto& item : fs::directory_iterator{folder, code}) {
    const auto name = item.path().filename().string();
    if (is_file_of_results(name_behind_hidden(name)) && item.is_regular_file(code)) continue;
    if (!first || name < *first) first = name;
  }
  return first;
}

std::string obstacle_of_existing(const fs::path& folder, const fs::path& target) {
  const std::string what = "cannot write into";
  if (!fs::is_directory(target)) return sentence(what, folder, "it is not a folder");
  if (holds_working_folder(target))
    return sentence(what, folder,
                    "a result replaces its folder whole, and you are in this one; name one below it");
  if (is_mount_point(target))
    return sentence(what, folder,
                    "a result replaces its folder whole, and this is a mount point; name one below it");
  if (const auto foreign = foreign_entry(target))
    return sentence(what, folder,
                    "a result replaces its folder whole, and this one holds '" + *foreign + "'");
  return {};
}

}  // namespace

std::string ResultWriter::obstacle(const fs::path& folder) {
  if (folder.empty()) return "cannot write into a folder without a name";
  const auto target = resolved(folder);
  std::error_code code;
  if (fs::exists(target, code)) {
    if (auto reason = obstacle_of_existing(folder, target); !reason.empty()) return reason;
  }
  if (fs::is_symlink(fs::symlink_status(target, code)) && !fs::exists(target, code))
    return sentence("cannot write into", folder, "it is a link to what is not there");
  const auto parent = nearest_existing(target.parent_path());
  if (!fs::is_directory(parent, code))
    return sentence("cannot write into", folder, parent.string() + " is not a folder");
  if (!may_write_into(parent)) return sentence("cannot write into", folder, last_error());
  return {};
}

ResultWriter::ResultWriter(fs::path folder) : folder_{std::move(folder)}, target_{resolved(folder_)} {
  error_ = obstacle(folder_);
  if (error_.empty()) {
    begin();
  } else {
    closed_ = true;
  }
}

ResultWriter::~ResultWriter() {
  abandon();
}

bool ResultWriter::fail(const std::string& what, const fs::path& path, const std::string& reason) {
  const auto said = sentence(what, path, reason);
  abandon();
  error_ = said;
  return false;
}

bool ResultWriter::make_parents() {
  std::error_code code;
  std::vector<fs::path> missing;
  for (fs::path path = target_.parent_path(); !fs::exists(path, code) && path.has_relative_path();
       path = path.parent_path())
    missing.push_back(path);
  std::reverse(missing.begin(), missing.end());
  for (const auto& path : missing) {
    const bool made = fs::create_directory(path, code);
    if (code) return fail("cannot make the folder", path, code.message());
    if (made) made_folders_.push_back(path);
  }
  return true;
}

void ResultWriter::begin() {
  if (!make_parents()) return;
  remove_left_behind(target_);
  // Until it is locked, another run may take the folder for one that was left behind.
  constexpr int tries = 16;
  for (int i = 0; i < tries && lock_ < 0; ++i) {
    auto name = hidden_template(target_);
    if (mkdtemp(name.data()) == nullptr) {
      fail("cannot make the folder", folder_, last_error());
      return;
    }
    hidden_ = name;
    lock_ = lock_of(hidden_);
  }
  if (lock_ < 0) {
    fail("cannot make the folder", folder_, "another program removed what was written for it");
    return;
  }
  std::error_code ignored;  // mkdtemp lets nobody else read
  const auto mask = umask(0);
  umask(mask);
  fs::permissions(hidden_, static_cast<fs::perms>(0777 & ~mask), ignored);
}

bool ResultWriter::add(std::string_view name, std::string_view text) {
  if (closed_) return false;
  if (!is_file_of_results(name)) return fail("cannot write", folder_ / name, "no result has such a file");
  errno = 0;
  std::ofstream file{hidden_ / name, std::ios::binary | std::ios::trunc};
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  return file ? true : fail("cannot write", folder_ / name, last_error());
}

/// The hidden folder and the one of the name change places.
bool ResultWriter::replace() {
  if (renameat2(AT_FDCWD, hidden_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  const auto old = hidden_.string() + ".old";
  if (rename(target_.c_str(), old.c_str()) != 0) return false;
  const bool renamed = rename(hidden_.c_str(), target_.c_str()) == 0;
  const int reason = errno;
  if (rename(old.c_str(), renamed ? hidden_.c_str() : target_.c_str()) != 0 && renamed) hidden_ = old;
  errno = reason;
  return renamed;
}

bool ResultWriter::commit() {
  if (closed_) return false;
  // Only an empty folder is replaced by a rename; whatever is in one must be a result.
  if (rename(hidden_.c_str(), target_.c_str()) == 0) {
    hidden_.clear();
  } else if (errno != ENOTEMPTY && errno != EEXIST) {
    return fail("cannot write into", folder_, last_error());
  } else if (const auto reason = obstacle_of_existing(folder_, target_); !reason.empty()) {
    abandon();
    error_ = reason;
    return false;
  } else if (!replace()) {
    return fail("cannot write into", folder_, last_error());
  }
  remove_hidden();
  closed_ = true;
  return true;
}

void ResultWriter::remove_hidden() {
  std::error_code ignored;  // nothing more can be done about what cannot be removed
  if (!hidden_.empty()) fs::remove_all(hidden_, ignored);
  hidden_.clear();
  if (lock_ >= 0) close(lock_);
  lock_ = -1;
}

void ResultWriter::abandon() {
  if (closed_) return;
  closed_ = true;
  remove_hidden();
  std::error_code ignored;
  // Only empty folders go: remove() refuses others.
  for (auto folder = made_folders_.rbegin(); folder != made_folders_.rend(); ++folder)
    fs::remove(*folder, ignored);
}

}  // namespace garoa

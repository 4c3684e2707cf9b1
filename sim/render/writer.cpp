#include "sim/render/writer.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace garoa {
namespace {

namespace fs = std::filesystem;

std::string last_error() {
  return std::generic_category().message(errno);
}

/// Hidden, and of this process only, so that two runs into one folder do not mix.
fs::path temporary_name(const fs::path& folder, std::string_view name) {
  return folder / ("." + std::string{name} + "." + std::to_string(getpid()) + ".part");
}

}  // namespace

ResultWriter::ResultWriter(fs::path folder) : folder_{std::move(folder)} {
  make_folder();
}

ResultWriter::~ResultWriter() {
  abandon();
}

void ResultWriter::make_folder() {
  std::error_code code;
  fs::path absolute = fs::absolute(folder_, code).lexically_normal();
  if (!absolute.has_filename()) absolute = absolute.parent_path();
  std::vector<fs::path> missing;
  for (fs::path path = absolute; !path.empty() && !fs::exists(path, code); path = path.parent_path())
    missing.push_back(path);
  std::reverse(missing.begin(), missing.end());
  for (const auto& path : missing) {
    const bool made = fs::create_directory(path, code);
    if (code) {
      fail("cannot make the folder", path, code.message());
      return;
    }
    if (made) made_folders_.push_back(path);
  }
  if (!fs::is_directory(absolute, code)) fail("cannot write into", folder_, "it is not a folder");
}

bool ResultWriter::fail(const std::string& what, const fs::path& path, const std::string& reason) {
  const std::string sentence = what + " " + path.string() + ": " + reason;
  abandon();
  error_ = sentence;
  return false;
}

bool ResultWriter::add(std::string_view name, std::string_view text) {
  if (closed_) return false;
  const fs::path final = folder_ / name;
  pending_.push_back({temporary_name(folder_, name), final});
  errno = 0;
  std::ofstream file{pending_.back().temporary, std::ios::binary | std::ios::trunc};
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  return file ? true : fail("cannot write", final, last_error());
}

bool ResultWriter::commit() {
  if (closed_) return false;
  std::error_code code;
  // The one foreseeable obstacle to a rename, looked for before the first of them.
  for (const auto& file : pending_) {
    if (fs::is_directory(file.final, code)) return fail("cannot write", file.final, "a folder has this name");
  }
  for (const auto& file : pending_) {
    fs::rename(file.temporary, file.final, code);
    if (code) return fail("cannot write", file.final, code.message());
    written_.push_back(file.final);
  }
  pending_.clear();
  closed_ = true;
  return true;
}

void ResultWriter::abandon() {
  if (closed_) return;
  closed_ = true;
  std::error_code ignored;  // nothing more can be done about a file that cannot be removed
  for (const auto& file : pending_) fs::remove(file.temporary, ignored);
  for (const auto& file : written_) fs::remove(file, ignored);
  // Only empty folders go: remove() refuses others.
  for (auto folder = made_folders_.rbegin(); folder != made_folders_.rend(); ++folder)
    fs::remove(*folder, ignored);
  pending_.clear();
  written_.clear();
}

}  // namespace garoa

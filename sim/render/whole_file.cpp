#include "sim/render/whole_file.hpp"

#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include "sim/render/hidden_part.hpp"

namespace garoa {
namespace {

namespace fs = std::filesystem;

constexpr const char* cannot_write = "cannot write";

/// mkstemp lets nobody else read.
void let_others_read(int file) {
  const auto mask = umask(0);
  umask(mask);
  fchmod(file, 0666 & ~mask);
}

/// False, and errno.
bool write_all(const std::string& path, std::string_view text) {
  errno = 0;
  std::ofstream file{path, std::ios::binary | std::ios::trunc};
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  return !file.fail();
}

}  // namespace

std::string obstacle_to_file(const fs::path& file) {
  const auto target = resolved(file);
  std::error_code code;
  if (fs::is_directory(target, code)) return sentence(cannot_write, file, "it is a folder");
  if (fs::exists(target, code) && !fs::is_regular_file(target, code))
    return sentence(cannot_write, file, "it is there, and no file");
  if (!fs::exists(target.parent_path(), code))
    return sentence(cannot_write, file, "there is no folder " + target.parent_path().string());
  return may_write_into(target.parent_path()) ? std::string{} : sentence(cannot_write, file, last_error());
}

std::string write_whole_file(const fs::path& file, std::string_view text) {
  if (auto obstacle = obstacle_to_file(file); !obstacle.empty()) return obstacle;
  const auto target = resolved(file);
  remove_left_behind(target);
  auto hidden = hidden_template(target);
  const int opened = mkstemp(hidden.data());
  if (opened < 0) return sentence(cannot_write, file, last_error());
  flock(opened, LOCK_EX | LOCK_NB);
  let_others_read(opened);
  const bool written = write_all(hidden, text) && rename(hidden.c_str(), target.c_str()) == 0;
  const auto reason = written ? std::string{} : sentence(cannot_write, file, last_error());
  if (!written) unlink(hidden.c_str());
  close(opened);
  return reason;
}

}  // namespace garoa

#include "sim/render/hidden_part.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace garoa {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view random_part = "XXXXXX";  // of mkdtemp
constexpr std::string_view part_mark = ".part-";

}  // namespace

fs::path resolved(const fs::path& path) {
  std::error_code code;
  const auto absolute = fs::absolute(path, code).lexically_normal();
  const auto real = fs::weakly_canonical(absolute, code);
  const auto& whole = code ? absolute : real;
  return whole.has_filename() ? whole : whole.parent_path();
}

std::string hidden_template(const fs::path& target) {
  const auto name = "." + target.filename().string() + std::string{part_mark} + std::string{random_part};
  return (target.parent_path() / name).string();
}

std::string_view name_behind_hidden(std::string_view name) {
  const auto end = part_mark.size() + random_part.size();
  if (name.size() <= end + 1 || name.front() != '.') return name;
  const auto shorter = name.substr(0, name.size() - random_part.size());
  return shorter.ends_with(part_mark) ? name.substr(1, name.size() - 1 - end) : name;
}

int lock_of(const fs::path& hidden) {
  const int lock = open(hidden.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (lock < 0) return -1;
  std::error_code code;
  if (flock(lock, LOCK_EX | LOCK_NB) == 0 && fs::exists(hidden, code)) return lock;
  close(lock);
  return -1;
}

void remove_left_behind(const fs::path& target) {
  const auto own = target.filename().string();
  std::error_code code;
  for (const auto& item : fs::directory_iterator{target.parent_path(), code}) {
    const auto name = item.path().filename().string();
    if (name == own || name_behind_hidden(name) != own) continue;
    const int lock = lock_of(item.path());
    if (lock < 0) continue;
    fs::remove_all(item.path(), code);
    close(lock);
  }
}

bool may_write_into(const fs::path& folder) {
  const int file = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) {
    close(file);
    return true;
  }
  if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL) return false;
  auto trial = hidden_template(folder / "garoa");
  if (mkdtemp(trial.data()) == nullptr) return false;
  rmdir(trial.c_str());
  return true;
}

std::string last_error() {
  return std::generic_category().message(errno);
}

std::string sentence(const std::string& what, const fs::path& path, const std::string& reason) {
  return what + " " + path.string() + ": " + reason;
}

}  // namespace garoa

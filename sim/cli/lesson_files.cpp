#include "sim/cli/lesson_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "sim/cli/cli.hpp"
#include "sim/cli/completions.hpp"
#include "sim/cli/streams.hpp"
#include "sim/scenario/read_lesson.hpp"

namespace garoa::cli {
namespace {

namespace fs = std::filesystem;

/// As short as it can be said.
std::string seen_from_here(const fs::path& path) {
  const auto relative = path.lexically_proximate(fs::current_path());
  return *relative.begin() == ".." ? path.string() : relative.string();
}

/// For a shell, in quotes where they are needed.
std::string as_a_word(const std::string& text) {
  const auto plain = [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view{"/._-+,"}.find(static_cast<char>(c)) != std::string_view::npos;
  };
  return std::all_of(text.begin(), text.end(), plain) ? text : shell_quoted(text);
}

}  // namespace

std::string lessons_folder() {
  std::error_code fault;
  const auto program = fs::read_symlink("/proc/self/exe", fault);
  for (auto above = program.parent_path(); !above.empty(); above = above.parent_path()) {
    for (const auto* const below : {"scenarios/lessons", "share/garoa/scenarios/lessons"}) {
      if (fs::is_directory(above / below, fault)) return seen_from_here(above / below);
    }
    if (above == above.root_path()) break;
  }
  throw UsageError{fmt::format("no lessons came with this program ({})", program.string())};
}

std::vector<std::string> lesson_names(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& item : fs::directory_iterator{folder}) {
    if (fs::exists(item.path() / lesson_file)) names.push_back(item.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<std::vector<Lesson>> all_lessons(const std::string& folder, const Sources& sources) {
  Diagnostics diagnostics;
  std::vector<Lesson> lessons;
  for (const auto& name : lesson_names(folder)) {
    auto lesson = read_lesson((fs::path{folder} / name).string(), sources, diagnostics);
    if (lesson) lessons.push_back(std::move(*lesson));
  }
  std::sort(lessons.begin(), lessons.end(),
            [](const Lesson& a, const Lesson& b) { return a.number < b.number; });
  if (!diagnostics.has_errors()) return lessons;
  tell("{}", diagnostics.text());
  return std::nullopt;
}

std::vector<std::string> calls_of(const Lesson& lesson, const std::string& call, const std::string& folder) {
  constexpr std::string_view place = "{folder}";
  std::vector<std::string> calls;
  for (const auto& next : lesson.next) {
    auto text = fmt::format("{} {}", as_a_word(call), next.command);
    for (auto at = text.find(place); at != std::string::npos; at = text.find(place))
      text.replace(at, place.size(), as_a_word(folder));
    calls.push_back(std::move(text));
  }
  return calls;
}

}  // namespace garoa::cli

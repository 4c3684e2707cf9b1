#include "sim/render/html/scenario_lines.hpp"

#include <charconv>
#include <filesystem>
#include <optional>
#include <vector>

#include "sim/core/scalar.hpp"

namespace garoa {
namespace {

constexpr std::size_t most_lines_shown = 8;

/// A line of the shown scenario that is no comment.
struct ShownLine {
  std::string_view text;  // without its comment
  std::string_view file;  // where its value comes from; empty: it has none of its own
  int line = 0;
  std::size_t indent = 0;
};

std::string_view trimmed_end(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// "base.yaml:17" of "scenarios/base.yaml:17".
void read_place(std::string_view comment, ShownLine& line) {
  const auto colon = comment.rfind(':');
  if (colon == std::string_view::npos) return;
  const auto number = comment.substr(colon + 1);
  const auto read = std::from_chars(number.data(), number.data() + number.size(), line.line);
  if (read.ec != std::errc{} || read.ptr != number.data() + number.size()) return;
  const auto path = comment.substr(0, colon);
  const auto slash = path.rfind('/');
  line.file = slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::vector<ShownLine> lines_in(std::string_view shown) {
  std::vector<ShownLine> lines;
  while (!shown.empty()) {
    const auto end = std::min(shown.find('\n'), shown.size());
    const auto text = shown.substr(0, end);
    shown.remove_prefix(std::min(end + 1, shown.size()));
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos || text[first] == '#') continue;
    ShownLine line{.text = text, .file = {}, .indent = first};
    if (const auto comment = text.rfind(" # "); comment != std::string_view::npos) {
      read_place(text.substr(comment + 3), line);
      if (!line.file.empty()) line.text = text.substr(0, comment);
    }
    line.text = trimmed_end(line.text);
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const auto end = std::min(path.find('.'), path.size());
    parts.push_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

/// The first value at the place or behind it.
std::optional<std::size_t> value_from(const std::vector<ShownLine>& lines, std::string_view file, int line) {
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].file != file || lines[i].line < line) continue;
    if (!first || lines[i].line < lines[*first].line) first = i;
  }
  return first;
}

/// Of several settings in one line of the file, as in `{ mode: compliance, retention: 4018 d }`, the one that the path ends with; the
/// first where none is it.
std::size_t of_key(const std::vector<ShownLine>& lines, std::size_t first, std::string_view path) {
  const auto key = std::string{path.substr(path.rfind('.') + 1)} + ":";
  for (std::size_t i = first; i < lines.size(); ++i) {
    const bool same_place = lines[i].file == lines[first].file && lines[i].line == lines[first].line;
    if (same_place && lines[i].text.substr(lines[i].indent).starts_with(key)) return i;
  }
  return first;
}

/// The line of the section or resource around a value: the one next before it that is indented so far.
std::optional<std::size_t> header_of(const std::vector<ShownLine>& lines, std::size_t value,
                                     std::size_t indent) {
  for (std::size_t i = value + 1; i-- > 0;) {
    if (lines[i].indent == indent && lines[i].file.empty()) return i;
    if (lines[i].indent < indent) break;
  }
  return std::nullopt;
}

}  // namespace

ScenarioLines scenario_lines(std::string_view shown, const Location& place, std::string_view path) {
  if (place.file == nullptr || place.line == 0) return {};
  const auto file = std::filesystem::path{*place.file}.filename().string();
  const auto lines = lines_in(shown);
  const auto value = value_from(lines, file, place.line);
  if (!value) return {};
  if (lines[*value].line == place.line) {
    const auto text = lines[of_key(lines, *value, path)].text;
    return {std::string{text.substr(text.find_first_not_of(' '))}, ""};
  }
  const bool is_section = place.column <= 1;
  const auto header = header_of(lines, *value, is_section ? 0 : 2);
  if (!header) return {};
  std::string text;
  if (const auto around = is_section ? std::nullopt : header_of(lines, *header, 0))
    text = std::string{lines[*around].text} + "\n";
  std::size_t told = 0;
  for (std::size_t i = *header; i < lines.size() && told < most_lines_shown; ++i, ++told) {
    if (i > *header && lines[i].indent <= lines[*header].indent) break;
    // Another line of the file lies between: it is the beginning of something else.
    if (!lines[i].file.empty() && lines[i].file == file && lines[i].line < place.line) return {};
    text += std::string{lines[i].text} + "\n";
  }
  text.pop_back();
  return {std::string{lines[*header].text.substr(lines[*header].indent)}, text};
}

std::string shown_value(std::string_view shown, std::string_view path) {
  const auto parts = parts_of(path);
  std::size_t inside = 0;  // so many of them
  while (!shown.empty()) {
    const auto end = std::min(shown.find('\n'), shown.size());
    auto text = shown.substr(0, end);
    shown.remove_prefix(std::min(end + 1, shown.size()));
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) continue;
    inside = std::min(inside, first / 2);
    text.remove_prefix(first);
    if (text.starts_with("# ")) text.remove_prefix(2);
    const auto colon = text.find(':');
    if (first != 2 * inside || text.substr(0, colon) != parts[inside] || colon == std::string_view::npos)
      continue;
    if (++inside < parts.size()) continue;
    text = text.substr(colon + 1);
    text = trimmed_end(text.substr(0, text.rfind(" # ")));
    return std::string{text.substr(std::min(text.find_first_not_of(' '), text.size()))};
  }
  return "";
}

std::optional<double> shown_amount(std::string_view shown, std::string_view path) {
  const auto text = shown_value(shown, path);
  std::string why;
  if (const auto number = Scalar<double>::parse(text, false, why)) return *number;
  const auto time = Scalar<Seconds>::parse(text, false, why);
  return time ? std::optional{time->count()} : std::nullopt;
}

}  // namespace garoa

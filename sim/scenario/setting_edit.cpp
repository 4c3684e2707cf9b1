#include "sim/scenario/setting_edit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace garoa {
namespace {

using std::string_view;

std::pair<string_view, string_view> first_key(string_view path) {
  const auto dot = path.find('.');
  if (dot == string_view::npos) return {path, {}};
  return {path.substr(0, dot), path.substr(dot + 1)};
}

/// Where a place is in the text; npos beyond it. Columns of places count bytes.
std::size_t offset_of(string_view text, const Location& place) {
  std::size_t line_begins = 0;
  for (int line = 1; line < place.line; ++line) {
    line_begins = text.find('\n', line_begins);
    if (line_begins == string_view::npos) return string_view::npos;
    ++line_begins;
  }
  const auto offset = line_begins + static_cast<std::size_t>(std::max(place.column - 1, 0));
  return offset < text.size() ? offset : string_view::npos;
}

/// After the closing quote of what begins there; npos without one on the line.
std::size_t end_of_quoted(string_view text, std::size_t begin) {
  const char quote = text[begin];
  for (auto i = begin + 1; i < text.size() && text[i] != '\n'; ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || i + 1 >= text.size() || text[i + 1] != '\'') return i + 1;
      ++i;
    }
  }
  return string_view::npos;
}

/// After the bracket that closes the one there.
std::size_t end_of_brackets(string_view text, std::size_t begin) {
  int depth = 0;
  for (auto i = begin; i < text.size(); ++i) {
    if (text[i] == '"' || text[i] == '\'') {
      const auto end = end_of_quoted(text, i);
      if (end == string_view::npos) return end;
      i = end - 1;
    } else if (text[i] == '{' || text[i] == '[') {
      ++depth;
    } else if ((text[i] == '}' || text[i] == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return string_view::npos;
}

/// After the value that begins there; npos where that cannot be told.
std::size_t end_of_value(string_view text, std::size_t begin, const YamlNode& value) {
  if (text[begin] == '{' || text[begin] == '[') return end_of_brackets(text, begin);
  if (!value.is(YamlNode::Kind::scalar)) return string_view::npos;
  if (value.quoted)
    return text[begin] == '"' || text[begin] == '\'' ? end_of_quoted(text, begin) : string_view::npos;
  return text.substr(begin).starts_with(value.text) ? begin + value.text.size() : string_view::npos;
}

/// As it can stand anywhere: in quotes but for lists, maps, numbers and plain words.
std::string as_yaml(string_view value) {
  constexpr string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._/+-";
  if (value.starts_with('[') || value.starts_with('{')) return std::string{value};
  if (!value.empty() && value.find_first_not_of(plain) == string_view::npos) return std::string{value};
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

/// "recovery.another_zone", "{}" -> "recovery: { another_zone: {} }".
std::string nested(string_view path, string_view value) {
  const auto [key, rest] = first_key(path);
  return rest.empty() ? fmt::format("{}: {}", key, as_yaml(value))
                      : fmt::format("{}: {{ {} }}", key, nested(rest, value));
}

string_view trimmed_end(string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

/// Do brackets or a comma come before what is there, on its line or on the last one that says something?
bool is_in_brackets(string_view text, std::size_t offset) {
  auto before = text.substr(0, offset);
  for (;;) {
    const auto line_begins = before.rfind('\n') == string_view::npos ? 0 : before.rfind('\n') + 1;
    auto line = before.substr(line_begins);
    if (const auto comment = line.find(" #"); comment != string_view::npos) line = line.substr(0, comment);
    if (line.starts_with('#')) line = {};
    line = trimmed_end(line);
    if (!line.empty()) return line.ends_with('{') || line.ends_with(',');
    if (line_begins == 0) return false;
    before = before.substr(0, line_begins - 1);
  }
}

/// How a part of a text is replaced.
class TextEdit {
 public:
  TextEdit(const std::string& file, string_view text) : file_{file}, text_{text} {}

  [[nodiscard]] TextChange replace(std::size_t begin, std::size_t end, std::string by) const {
    const auto [line, column] = place_of(begin);
    const auto [end_line, end_column] = place_of(end);
    return {file_, line, column, end_line, end_column, std::move(by)};
  }

 private:
  [[nodiscard]] std::pair<int, int> place_of(std::size_t offset) const {
    const auto before = text_.substr(0, offset);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const auto line_begins = before.rfind('\n') == string_view::npos ? 0 : before.rfind('\n') + 1;
    const auto line = before.substr(line_begins);
    const auto characters = std::count_if(
        line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    return {static_cast<int>(lines) + 1, static_cast<int>(characters) + 1};
  }

  std::string file_;
  string_view text_;
};

/// The deciding value, or the block that it would stand in with what is left of the path.
struct Target {
  const YamlEntry* value = nullptr;
  const YamlNode* block = nullptr;
  string_view rest;
};

Target target_of(const YamlNode& scenario, string_view path) {
  const YamlNode* node = &scenario;
  for (;;) {
    const auto [key, rest] = first_key(path);
    const auto* const entry = node->find(key);
    if (entry == nullptr) return {nullptr, node, path};
    if (rest.empty()) return {entry, node, {}};
    node = &entry->value;
    path = rest;
  }
}

}  // namespace

std::optional<TextChange> edit_of(
    const YamlNode& scenario, string_view path, string_view value,
    const std::function<std::optional<std::string>(const std::string& file)>& text_of) {
  const auto target = target_of(scenario, path);
  if (target.value == nullptr && target.block->entries.empty()) return std::nullopt;
  const auto& place =
      target.value != nullptr ? target.value->value.where : target.block->entries.front().where;
  if (!place.file || place.line == 0) return std::nullopt;
  const auto text = text_of(*place.file);
  if (!text) return std::nullopt;
  const auto offset = offset_of(*text, place);
  if (offset == string_view::npos) return std::nullopt;
  const TextEdit edit{*place.file, *text};
  if (target.value != nullptr) {
    const auto end = end_of_value(*text, offset, target.value->value);
    if (end == string_view::npos) return std::nullopt;
    return edit.replace(offset, end, as_yaml(value));
  }
  const auto line_begins = text->rfind('\n', offset) == std::string::npos ? 0 : text->rfind('\n', offset) + 1;
  const auto new_key = nested(target.rest, value);
  if (is_in_brackets(*text, offset)) return edit.replace(offset, offset, new_key + ", ");
  return edit.replace(offset, offset, new_key + "\n" + std::string(offset - line_begins, ' '));
}

}  // namespace garoa

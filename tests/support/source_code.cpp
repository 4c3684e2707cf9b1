#include "tests/support/source_code.hpp"

#include <algorithm>
#include <cctype>
#include <regex>
#include <string_view>

namespace garoa::test {
namespace {

/// Length of the comment or literal that begins at `at`; 0 if none does.
std::size_t quiet_length(const std::string& text, std::size_t at) {
  const auto until = [&](std::string_view end, std::size_t from) {
    return std::min(text.find(end, from), text.size() - end.size()) + end.size() - at;
  };
  const auto rest = std::string_view{text}.substr(at);
  if (rest.starts_with("//")) return std::min(rest.find('\n'), rest.size());
  if (rest.starts_with("/*")) return until("*/", at + 2);
  if (rest.starts_with("R\""))
    return until(')' + text.substr(at + 2, text.find('(', at) - at - 2) + '"', at + 2);
  const bool between_digits =
      rest.front() == '\'' && at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0;
  if ((rest.front() != '"' && rest.front() != '\'') || between_digits) return 0;
  std::size_t end = 1;
  while (end < rest.size() && rest[end] != rest.front() && rest[end] != '\n')
    end += rest[end] == '\\' ? 2 : 1;
  return std::min(end + 1, rest.size());
}

/// Whether a brace after this text opens a namespace, a type or an initialiser. `head` is what stands between the end of the
/// statement before and the brace, `before` the sign that ended it.
bool opens_no_statements(const std::string& head, char before) {
  static const std::regex declares{
      R"(^\s*((public|protected|private)\s*:\s*)?(template\s*<[^;]*>\s*)?(inline\s+)?(namespace|class|struct|union|enum)\b)"};
  static const std::regex lists{R"((^\s*extern|\breturn|[=,({])\s*$)"};
  if (!head.empty() && std::isspace(static_cast<unsigned char>(head.back())) == 0) return true;
  if (before == '{' && head.find_first_not_of(" \n") == std::string::npos) return true;
  return std::regex_search(head, declares) || std::regex_search(head, lists);
}

}  // namespace

std::string code_of(const std::string& text) {
  std::string code = text;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = quiet_length(text, at);
    for (std::size_t i = at; i < at + length; ++i) code[i] = text[i] == '\n' ? '\n' : ' ';
    at += std::max<std::size_t>(length, 1);
  }
  return code;
}

std::vector<Block> blocks_of_statements(const std::string& code) {
  struct Open {
    std::size_t line;
    bool counts;
  };
  std::vector<Block> blocks;
  std::vector<Open> open;
  std::string head;
  char before = ';';
  std::size_t line = 1;
  for (std::size_t at = 0; at < code.size(); ++at) {
    const char c = code[at];
    line += c == '\n' ? 1 : 0;
    if (c == '#' && head.find_first_not_of(" \n") == std::string::npos) {
      at = std::min(code.find('\n', at), code.size()) - 1;
      continue;
    }
    if (c == '{') open.push_back({line, !opens_no_statements(head, before)});
    if (c == '}' && !open.empty()) {
      if (open.back().counts) blocks.push_back({open.back().line, line});
      open.pop_back();
    }
    if (c == '{' || c == '}' || c == ';') {
      head.clear();
      before = c;
    } else {
      head += c;
    }
  }
  return blocks;
}

}  // namespace garoa::test

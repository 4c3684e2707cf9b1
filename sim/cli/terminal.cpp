#include "sim/cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <utility>

#include "sim/core/language.hpp"
#include "sim/core/units.hpp"
#include "sim/render/over_time.hpp"
#include "sim/render/table.hpp"
#include "sim/render/text_wrap.hpp"

namespace garoa::cli {
namespace {

constexpr std::size_t widest_terminal = 1000;

constexpr std::string_view bold = "\033[1m";
constexpr std::string_view red = "\033[31m";
constexpr std::string_view yellow = "\033[33m";
constexpr std::string_view green = "\033[32m";
constexpr std::string_view plain_again = "\033[0m";

constexpr std::array coloured_words{
    std::pair{std::string_view{"FAIL"}, red},    std::pair{std::string_view{"FAILED"}, red},
    std::pair{std::string_view{"EXPIRED"}, red}, std::pair{std::string_view{"SKIPPED"}, red},
    std::pair{std::string_view{"BROKEN"}, red},  std::pair{std::string_view{"missed"}, red},
    std::pair{std::string_view{"WARN"}, yellow}, std::pair{std::string_view{"PARTIAL"}, yellow},
    std::pair{std::string_view{"PASS"}, green},  std::pair{std::string_view{"COMPLETED"}, green}};

bool is_letter(char c) {
  constexpr unsigned char first_of_utf8 = 0x80;
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || c == '_' || byte >= first_of_utf8;
}

std::string with_coloured_words(std::string_view line) {
  std::string text;
  for (std::size_t at = 0; at < line.size();) {
    std::size_t end = at;
    while (end < line.size() && is_letter(line[end])) ++end;
    const auto word = line.substr(at, end - at);
    const auto* const found = std::find_if(coloured_words.begin(), coloured_words.end(),
                                           [&](const auto& entry) { return tr(entry.first) == word; });
    if (found == coloured_words.end()) {
      text += word;
    } else {
      text += std::string{found->second} + std::string{word} + std::string{plain_again};
    }
    if (end < line.size()) text += line[end++];
    at = end;
  }
  return text;
}

/// By the variables that decide a program's locale, the first that is given.
bool locale_is_utf8() {
  for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    std::string text{value};
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text.find("utf-8") != std::string::npos || text.find("utf8") != std::string::npos;
  }
  return false;
}

}  // namespace

namespace {

/// As the variable COLUMNS says.
std::optional<std::size_t> wanted_columns() {
  const char* const variable = std::getenv("COLUMNS");
  const auto columns = variable != nullptr ? parse_number(variable) : std::nullopt;
  if (!columns || *columns < 1) return std::nullopt;
  return static_cast<std::size_t>(std::min<double>(*columns, widest_terminal));
}

}  // namespace

std::size_t columns_of(int stream) {
  if (const auto wanted = wanted_columns()) return *wanted;
  winsize size{};
  if (isatty(stream) != 0 && ioctl(stream, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return terminal_width;
}

std::size_t output_width() {
  return std::max(columns_of(STDOUT_FILENO), narrowest_terminal);
}

bool is_for_people() {
  return isatty(STDOUT_FILENO) != 0 || wanted_columns().has_value();
}

std::size_t list_width() {
  return is_for_people() ? output_width() : widest_terminal;
}

bool has_colours() {
  const char* const none = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  const bool refused = none != nullptr && *none != '\0';
  const bool dumb = terminal == nullptr || std::string_view{terminal} == "dumb";
  return isatty(STDOUT_FILENO) != 0 && !refused && !dumb;
}

namespace {

/// Over what is set in below it, or alone at the head of all. A paragraph is neither.
bool is_title(std::string_view line, std::string_view rest, bool is_first) {
  if (line.empty() || line.front() == ' ') return false;
  return rest.starts_with("\n ") || (is_first && rest.starts_with("\n\n"));
}

}  // namespace

std::string coloured(std::string_view text) {
  std::string result;
  bool after_empty_line = false;
  bool is_first = true;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size());
    const bool title = after_empty_line && is_title(line, text, is_first);
    is_first = is_first && line.empty();
    result +=
        title ? std::string{bold} + std::string{line} + std::string{plain_again} : with_coloured_words(line);
    after_empty_line = line.empty();
    if (text.empty()) break;
    result += '\n';
    text.remove_prefix(1);
  }
  return result;
}

std::string for_terminal(const std::string& text) {
  return has_colours() ? coloured(text) : text;
}

std::string result_for_output(const RunResult& result) {
  const TellingMoney money{currency_of(result.cost.exchange)};
  return result_for_output(result, compliance_text(result.compliance, output_width()));
}

std::string result_for_output(const RunResult& result, const std::string& compliance) {
  auto text = result_text(result, compliance, output_width());
  if (isatty(STDOUT_FILENO) != 0 && locale_is_utf8()) {
    if (const auto lines = over_time_text(result, output_width()); !lines.empty())
      text += "\n" + tr("Over time") + "\n" + lines;
  }
  return for_terminal(text);
}

}  // namespace garoa::cli

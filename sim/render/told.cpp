#include "sim/render/told.hpp"

#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <regex>
#include <vector>

#include "sim/core/language.hpp"
#include "sim/core/told_money.hpp"

namespace garoa {
namespace {

/// A message with parts, taken apart: "{} of {} hold" has the texts "", " of ", " hold".
struct Pattern {
  std::string message;
  std::vector<std::string> texts;
  std::size_t letters = 0;
  std::size_t longest_word = 0;
};

/// With shorter words alone, such as "of", a pattern would match what it did not make.
constexpr std::size_t shortest_word = 3;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

Pattern taken_apart(std::string_view message) {
  Pattern pattern{std::string{message}, {""}};
  std::size_t word = 0;
  for (std::size_t i = 0; i < message.size(); ++i) {
    if (message[i] == '{') {
      i = message.find('}', i);
      if (i == std::string_view::npos) return {};
      pattern.texts.emplace_back();
    } else {
      pattern.texts.back() += message[i];
      word = is_letter(message[i]) ? word + 1 : 0;
      pattern.letters += word > 0 ? 1 : 0;
      pattern.longest_word = std::max(pattern.longest_word, word);
    }
  }
  return pattern;
}

/// Those with the most words first: they say most exactly what they match.
std::vector<Pattern> all_patterns() {
  std::vector<Pattern> all;
  for (const auto message : catalogue_messages()) {
    auto pattern = taken_apart(message);
    if (pattern.texts.size() > 1 && pattern.longest_word >= shortest_word) all.push_back(std::move(pattern));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.letters > b.letters; });
  return all;
}

/// "{} and {}" would match whatever has an "and" in one of its sentences.
bool is_list(const Pattern& pattern) {
  return pattern.letters <= shortest_word;
}

/// What stands for the parts; each as short as it can be, and none the end of a sentence.
std::optional<std::vector<std::string>> parts_of(std::string_view text, const Pattern& pattern) {
  const auto& texts = pattern.texts;
  if (!text.starts_with(texts.front()) || !text.ends_with(texts.back())) return std::nullopt;
  std::vector<std::string> parts;
  std::size_t at = texts.front().size();
  for (std::size_t i = 1; i < texts.size(); ++i) {
    const bool last = i + 1 == texts.size();
    if (last && at + texts[i].size() > text.size()) return std::nullopt;
    const auto end = last ? text.size() - texts[i].size() : text.find(texts[i], at);
    if (end == std::string_view::npos) return std::nullopt;
    parts.emplace_back(text.substr(at, end - at));
    if (parts.back().find(". ") != std::string::npos) return std::nullopt;
    if (is_list(pattern) && parts.back().find(": ") != std::string::npos) return std::nullopt;
    at = end + texts[i].size();
  }
  return parts;
}

/// "1,234.5" within the text; not what belongs to a name, a version or a date.
std::size_t end_of_number(std::string_view text, std::size_t from) {
  if (from > 0 && (is_letter(text[from - 1]) || is_digit(text[from - 1]) || text[from - 1] == '.' ||
                   text[from - 1] == '_'))
    return from;
  std::size_t end = from;
  const auto digit_at = [&](std::size_t i) { return i < text.size() && is_digit(text[i]); };
  while (digit_at(end) ||
         (end > from && end < text.size() && (text[end] == ',' || text[end] == '.') && digit_at(end + 1)))
    ++end;
  const bool name = end < text.size() && (is_letter(text[end]) || text[end] == '_');
  const auto number = text.substr(from, end - from);
  return name || std::count(number.begin(), number.end(), '.') > 1 ? from : end;
}

std::string with_numbers_as_written(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const auto end = end_of_number(text, i);
    if (end == i) {
      result += text[i++];
    } else {
      result += number_as_written(std::string{text.substr(i, end - i)});
      i = end;
    }
  }
  return result;
}

/// The parts are texts by now: "{:.2g}" has done its work.
std::string without_formats(const std::string& pattern) {
  static const std::regex format{R"(\{(\d*):[^}]*\})"};
  return std::regex_replace(pattern, format, "{$1}");
}

std::optional<std::string> translated(std::string_view text) {
  static const auto patterns = all_patterns();
  if (auto whole = translation_of(text)) return whole;
  if (text.ends_with('.')) {
    if (const auto but_its_stop = translation_of(text.substr(0, text.size() - 1))) return *but_its_stop + ".";
  }
  for (const auto& pattern : patterns) {
    const auto parts = parts_of(text, pattern);
    if (!parts) continue;
    fmt::dynamic_format_arg_store<fmt::format_context> arguments;
    for (const auto& part : *parts) arguments.push_back(told(part));
    return fmt::vformat(without_formats(tr(pattern.message)), arguments);
  }
  return std::nullopt;
}

/// What is told part by part where no pattern has the whole: sentences, then what stands in lists and after colons.
constexpr std::array<std::string_view, 4> separators{". ", "; ", ": ", ", "};

}  // namespace

std::string told(std::string_view english) {
  const auto in_currency = with_told_money(english);
  english = in_currency;
  if (spoken_language() == Language::english) return std::string{english};
  if (auto whole = translated(english)) return *whole;
  for (const auto separator : separators) {
    const auto at = english.find(separator);
    if (at == std::string_view::npos) continue;
    // A sentence's pattern has its stop.
    const auto first = english.substr(0, at + (separator == ". " ? 1 : 0));
    const auto rest = english.substr(at + separator.size());
    return told(first) + std::string{separator.substr(separator == ". " ? 1 : 0)} + told(rest);
  }
  if (english.ends_with('.') && english.size() > 1) return told(english.substr(0, english.size() - 1)) + ".";
  return with_numbers_as_written(english);
}

std::string told_phase(const Bottleneck& phase) {
  const auto word = phase.phase.substr(0, phase.phase.find(' '));
  return phase.flow + " " + tr(word) + phase.phase.substr(word.size());
}

std::string told_headline(const ScenarioInfo& scenario) {
  return tr(scenario.headline());
}

}  // namespace garoa

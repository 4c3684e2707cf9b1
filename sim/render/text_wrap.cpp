#include "sim/render/text_wrap.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/safe_text.hpp"

namespace garoa {
namespace {

/// A text is not squeezed into less beside its head.
constexpr std::size_t narrowest_beside_head = 24;

/// Bytes of the first `count` code points.
std::size_t bytes_of(std::string_view text, std::size_t count) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!continues_character(text[i]) && count-- == 0) return i;
  }
  return text.size();
}

/// Takes what fits off the front of a word that is too long: names break after their dots.
std::string_view take_piece(std::string_view& word, std::size_t width) {
  auto end = bytes_of(word, width);
  const auto mark = word.substr(0, end).find_last_of(".-_/:,;=");
  if (mark != std::string_view::npos && mark + 1 > end / 3) end = mark + 1;
  const auto piece = word.substr(0, end);
  word.remove_prefix(end);
  return piece;
}

void add_word(std::vector<std::string>& lines, std::string_view word, std::size_t width) {
  std::string& last = lines.back();
  if (!last.empty() && display_width(last) + 1 + display_width(word) <= width) {
    last += " " + std::string{word};
    return;
  }
  if (!last.empty()) lines.emplace_back();
  while (display_width(word) > width) {
    lines.back() = take_piece(word, width);
    lines.emplace_back();
  }
  lines.back() = word;
}

/// Each line with its indent, and a line end.
std::string indented(std::string_view text, std::size_t indent, std::size_t width) {
  std::string all;
  for (const auto& line : wrapped(text, width > indent ? width - indent : 1))
    all += std::string(indent, ' ') + line + "\n";
  return all;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues_character(c); }));
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines{""};
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!word.empty()) add_word(lines, word, width);
  }
  return lines;
}

std::string paragraph(const std::string& head, std::string_view text, std::size_t width) {
  const std::string clean_head = safe_text(head);
  const std::string clean = safe_text(text);
  const std::size_t used = display_width(clean_head);
  if (used + std::min(narrowest_beside_head, display_width(clean)) <= width) {
    std::string lines = indented(clean, used, width);
    lines.replace(0, used, clean_head);
    lines.erase(lines.find_last_not_of(" \n") + 1);
    return lines + "\n";
  }
  const auto indent = std::min(clean_head.find_first_not_of(' '), clean_head.size());
  return indented(clean_head, indent, width) + (clean.empty() ? "" : indented(clean, indent + 2, width));
}

std::string progress_line(double share, const std::string& text, std::size_t width, std::size_t room) {
  constexpr std::size_t longest = 30;
  constexpr std::size_t shortest = 5;
  const auto taken = std::max(display_width(text), room) + std::string_view{"[] "}.size();
  const auto bar = std::min(longest, width > taken ? width - taken : 0);
  if (bar < shortest) return wrapped(text, std::max<std::size_t>(width, 1)).front();
  const auto full = static_cast<std::size_t>(share * static_cast<double>(bar));
  return fmt::format("[{:#>{}}{:.>{}}] {}", "", full, "", bar - full, text);
}

}  // namespace garoa

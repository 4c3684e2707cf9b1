#include "sim/render/html/html_text.hpp"

#include <fmt/format.h>

#include <regex>

#include "sim/core/safe_text.hpp"

namespace garoa {
namespace {

/// "2026-03-02 09:12:30", which no line is broken in.
bool is_time(std::string_view text) {
  constexpr std::size_t longest = 19;
  return text.size() >= 10 && text.size() <= longest && text[4] == '-' && text[7] == '-';
}

std::string cell_of(const TextTable& table, const std::vector<std::string>& row, std::size_t column) {
  const bool right = table.columns()[column].align == TextTable::Align::right;
  const auto plain = escaped(row[column]);
  const auto text = right ? plain : breakable(plain);
  const std::string_view look = right ? " class=\"number\"" : (is_time(plain) ? " class=\"time\"" : "");
  if (column == 0) return fmt::format("<th scope=\"row\"{}>{}</th>", look, text);
  return fmt::format("<td{}>{}</td>", look, text);
}

/// Of text that hides nothing.
std::string marked(const std::string& text) {
  std::string html;
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

}  // namespace

std::string escaped(std::string_view text) {
  return marked(safe_text(text));
}

std::string breakable(const std::string& html) {
  constexpr std::size_t long_name = 20;  // shorter ones go to the next line as a whole
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  std::string text;
  for (std::size_t begin = 0; begin < html.size();) {
    const auto end = std::min(html.find(' ', begin), html.size());
    for (std::size_t i = begin; i < end; ++i) {
      text += html[i];
      const bool within = i > begin && i + 1 < end && is_letter(html[i - 1]) && is_letter(html[i + 1]);
      if ((html[i] == '.' || html[i] == '/') && within && end - begin >= long_name) text += "<wbr>";
    }
    if (end < html.size()) text += ' ';
    begin = end + 1;
  }
  return text;
}

std::string with_code(const std::string& html) {
  static const std::regex name{R"([a-z_][\w-]*(\.[\w-]*[A-Za-z_][\w-]*)+)"};
  return std::regex_replace(html, name, "<code>$&</code>");
}

std::string escaped_prose(std::string_view text) {
  static const std::regex quoted{"`([^`]+)`"};
  return std::regex_replace(escaped(text), quoted, "<code>$1</code>");
}

std::string call_of(const std::string& html) {
  static const std::regex option{R"((^| )(--?[A-Za-z][\w-]*))"};
  return std::regex_replace(html, option, "$1<span class=\"word\">$2</span>");
}

std::string escaped_lines(std::string_view text) {
  return marked(safe_lines(text));
}

std::string html_table(const TextTable& whole, std::string_view caption) {
  if (whole.empty()) return "";
  const auto table = whole.without_empty_columns();
  std::string html = fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
      "aria-label=\"{0}\"><table><caption>{0}</caption><thead><tr>",
      escaped(caption));
  for (const auto& column : table.columns()) {
    const bool right = column.align == TextTable::Align::right;
    html +=
        fmt::format("<th scope=\"col\"{}>{}</th>", right ? " class=\"number\"" : "", escaped(column.title));
  }
  html += "</tr></thead><tbody>\n";
  for (const auto& row : table.rows()) {
    html += "<tr>";
    for (std::size_t column = 0; column < row.size(); ++column) html += cell_of(table, row, column);
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string json_in_page(const nlohmann::ordered_json& json) {
  const auto text = json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

}  // namespace garoa

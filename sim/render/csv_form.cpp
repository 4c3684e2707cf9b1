#include "sim/render/csv_form.hpp"

#include <algorithm>
#include <regex>

namespace garoa {
namespace {

/// How fields and numbers are written.
struct CsvForm {
  char separator;
  char decimal;
};
constexpr CsvForm with_comma{';', ','};
constexpr CsvForm with_point{',', '.'};

bool is_number(const std::string& text, char decimal) {
  static const std::regex point{R"(-?\d+\.\d+(e[-+]?\d+)?|-?\d+e[-+]?\d+)"};
  static const std::regex comma{R"(-?\d+,\d+(e[-+]?\d+)?|-?\d+e[-+]?\d+)"};
  return std::regex_match(text, decimal == '.' ? point : comma);
}

std::string field_of(std::string text, CsvForm from, CsvForm to) {
  if (is_number(text, from.decimal)) std::replace(text.begin(), text.end(), from.decimal, to.decimal);
  const char separator[] = {to.separator, '"', '\r', '\n', '\0'};
  if (text.find_first_of(separator) == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string{"\"\""} : std::string(1, c);
  return quoted + '"';
}

/// Every field of the text in the other form.
std::string rewritten(std::string_view csv, CsvForm from, CsvForm to) {
  std::string text;
  std::string field;
  bool quoted = false;
  for (const char c : csv) {
    if (c == '"') {
      // A doubled one within quotes closes and opens them again.
      if (!quoted && !field.empty()) field += '"';
      quoted = !quoted;
    } else if (!quoted && (c == from.separator || c == '\n')) {
      text += field_of(std::move(field), from, to) + (c == '\n' ? '\n' : to.separator);
      field.clear();
    } else {
      field += c;
    }
  }
  return field.empty() ? text : text + field_of(std::move(field), from, to);
}

}  // namespace

std::string with_decimal_commas(std::string_view csv) {
  return rewritten(csv, with_point, with_comma);
}

std::string with_decimal_points(std::string_view csv) {
  const auto titles = csv.substr(0, csv.find('\n'));
  if (titles.find(';') == std::string_view::npos) return std::string{csv};
  return rewritten(csv, with_comma, with_point);
}

}  // namespace garoa

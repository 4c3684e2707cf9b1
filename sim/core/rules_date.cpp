#include "sim/core/rules_date.hpp"

#include <fmt/format.h>

namespace garoa {
namespace {

using std::chrono::year_month_day;

constexpr std::string_view today = "today";
constexpr int first_rules_year = 2006;  // of S3 and EC2
constexpr int last_rules_year = 2199;

/// The number that `text` writes with digits only.
template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  const auto [stop, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool signs = text.find_first_not_of("0123456789") != std::string_view::npos;
  if (signs || fault != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

/// A month is its last day.
std::optional<year_month_day> parse_month(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const auto year = number<int>(text.substr(0, 4));
  const auto month = number<unsigned>(text.substr(5, 2));
  if (!year || !month || *year < first_rules_year || *year > last_rules_year) return std::nullopt;
  const year_month_day date{std::chrono::year{*year} / std::chrono::month{*month} / std::chrono::last};
  return date.ok() ? std::optional{date} : std::nullopt;
}

std::optional<year_month_day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number<int>(text.substr(0, 4));
  const auto month = number<unsigned>(text.substr(5, 2));
  const auto day = number<unsigned>(text.substr(8, 2));
  if (!year || !month || !day || *year < first_rules_year || *year > last_rules_year) return std::nullopt;
  const year_month_day date{std::chrono::year{*year}, std::chrono::month{*month}, std::chrono::day{*day}};
  return date.ok() ? std::optional{date} : std::nullopt;
}

}  // namespace

std::optional<RulesDate> Scalar<RulesDate>::parse(std::string_view text, bool, std::string& why) {
  if (text == today) return RulesDate{};
  if (const auto date = parse_day(text)) return RulesDate{std::chrono::sys_days{*date}};
  if (const auto date = parse_month(text)) return RulesDate{std::chrono::sys_days{*date}};
  why = fmt::format("is not a date written YYYY-MM-DD, or YYYY-MM for the end of a month, {} to {}, or '{}'",
                    first_rules_year, last_rules_year, today);
  return std::nullopt;
}

std::string Scalar<RulesDate>::format(RulesDate date) {
  if (date == RulesDate{}) return std::string{today};
  const year_month_day day{date.day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

}  // namespace garoa

#include "sim/workload/rate_change.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace garoa {
namespace {

const Range<GrowthPerYear> growths{GrowthPerYear{0.01}, GrowthPerYear{100}, "garoa grows by"};
const Range<double> factors{0.0, 1000.0, ""};

constexpr std::array periods{Unit{"/y", 1}, Unit{"/month", 12}};

bool is_working_day(std::chrono::local_days day, const Calendar& calendar) {
  return !is_weekend(day) && !calendar.is_holiday(day);
}

/// Is it one of the last `days` working days of its month?
bool is_month_end(std::chrono::local_days day, int days, const Calendar& calendar) {
  if (!is_working_day(day, calendar)) return false;
  const auto month = std::chrono::year_month_day{day}.month();
  for (auto later = day + std::chrono::days{1}; std::chrono::year_month_day{later}.month() == month;
       later += std::chrono::days{1}) {
    if (is_working_day(later, calendar)) --days;
  }
  return days > 0;
}

}  // namespace

std::optional<GrowthPerYear> Scalar<GrowthPerYear>::parse(std::string_view text, bool /*quoted*/,
                                                          std::string& why) {
  why = "is not a growth such as '3x/y', '1.1x/month' or '20 %/y'";
  for (const auto& period : periods) {
    if (!text.ends_with(period.symbol)) continue;
    auto amount = text.substr(0, text.size() - period.symbol.size());
    if (!amount.ends_with('x') && !amount.ends_with('%')) return std::nullopt;
    const bool percent = amount.back() == '%';
    amount.remove_suffix(1);
    while (amount.ends_with(' ')) amount.remove_suffix(1);
    const auto number = parse_number(amount);
    if (!number || *number < 0) return std::nullopt;
    return GrowthPerYear{std::pow(percent ? 1 + *number / 100 : *number, period.factor)};
  }
  return std::nullopt;
}

std::string Scalar<GrowthPerYear>::format(GrowthPerYear growth) {
  return fmt::format("{}x/y", growth.factor);
}

double RateChange::factor_of(std::chrono::local_days day, const Calendar& calendar) const {
  double factor = 1;
  if (month_end && is_month_end(day, month_end->days, calendar)) factor *= month_end->factor;
  if (holiday_factor && calendar.is_holiday(day)) factor *= *holiday_factor;
  return factor;
}

RateChange read_rate_change(Fields& fields, const Calendar* calendar, double passed) {
  RateChange change;
  const auto grow = [&](Value& value, bool linear) {
    if (const auto rate = value.scalar<GrowthPerYear>(growths)) change.growth = Growth{*rate, linear, passed};
  };
  fields.alternatives(
      "growth", "how the rate grows from the start on",
      {{"compound", "by the same factor in every year", [&](Value& v) { grow(v, false); }},
       {"linear", "by the same amount in every year", [&](Value& v) { grow(v, true); }}},
      [&](Value& v) { grow(v, false); }, "");
  fields.maybe_section("month_end", "the last working days of each month", [&](Fields& f) {
    MonthEnd month_end;
    month_end.days = f.optional("days", "so many of them", 1, {1, 23, ""});
    month_end.factor = f.required<double>("factor", "rate on them over that of the day otherwise", factors);
    change.month_end = month_end;
  });
  change.holiday_factor =
      fields.maybe<double>("holiday_factor",
                           "rate on holidays over that of the day otherwise (default: office hours take "
                           "them as days of a weekend)",
                           factors);
  if (change.holiday_factor && calendar != nullptr && !calendar->has_holidays())
    fields.error("holiday_factor",
                 fmt::format("'{}.holiday_factor' needs the scenario's 'holidays'", fields.path()));
  return change;
}

}  // namespace garoa

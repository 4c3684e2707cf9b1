// The parser of AWS schedule expressions (see schedule.hpp).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/schedule/schedule.hpp"

namespace garoa {
namespace {

using Cron = Schedule::Cron;
using DayRule = Cron::DayRule;

constexpr std::string_view cron_form = "cron(minutes hours day-of-month month day-of-week year)";
constexpr std::array<std::string_view, 12> month_names{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                       "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> day_names{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

/// What a field may hold. `base` is the value of bit 0; names stand for 1, 2, 3 ...
struct FieldRule {
  std::string_view name;
  int low;
  int high;
  int base;
  bool steps;
  std::span<const std::string_view> names;
};
constexpr std::array<FieldRule, 6> field_rules{{{"minutes", 0, 59, 0, true, {}},
                                                {"hours", 0, 23, 0, true, {}},
                                                {"day-of-month", 1, 31, 0, true, {}},
                                                {"month", 1, 12, 0, true, month_names},
                                                {"day-of-week", 1, 7, 0, false, day_names},
                                                {"year", 1970, 2199, 1970, true, {}}}};
constexpr std::size_t day_of_month_field = 2;
constexpr std::size_t day_of_week_field = 4;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t from = 0;;) {
    const auto at = text.find(separator, from);
    parts.push_back(text.substr(from, at - from));
    if (at == std::string_view::npos) return parts;
    from = at + 1;
  }
}

std::vector<std::string_view> words(std::string_view text) {
  auto parts = split(text, ' ');
  std::erase_if(parts, [](std::string_view part) { return part.empty(); });
  return parts;
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto* const end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, value);
  if (text.empty() || text.front() == '-' || fault != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::string upper(std::string_view text) {
  std::string result{text};
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

/// One field: its values, or the reason why not.
class FieldParser {
 public:
  explicit FieldParser(const FieldRule& rule) : rule_{rule} {}

  bool parse(std::string_view text, Cron::Values& values) {
    const auto items = split(text, ',');
    return std::all_of(items.begin(), items.end(),
                       [&](std::string_view item) { return add_item(item, values); });
  }
  std::optional<int> value(std::string_view text) {
    const auto name = std::find(rule_.names.begin(), rule_.names.end(), text);
    const auto found =
        name != rule_.names.end() ? static_cast<int>(name - rule_.names.begin()) + 1 : number(text);
    if (found && *found >= rule_.low && *found <= rule_.high) return found;
    const auto names =
        rule_.names.empty() ? "" : fmt::format(" or {}-{}", rule_.names.front(), rule_.names.back());
    fail(fmt::format("'{}' is not in {}-{}{}", text, rule_.low, rule_.high, names));
    return std::nullopt;
  }
  bool fail(std::string why) {
    error_ = std::move(why);
    return false;
  }
  [[nodiscard]] std::string error() const {
    return fmt::format("has a wrong {} field: {}", rule_.name, error_);
  }

 private:
  /// `*`, `a`, `a-b`, each with an optional `/step`; `a/step` runs to the field's end.
  bool add_item(std::string_view item, Cron::Values& values) {
    const auto slash = item.find('/');
    const auto range = item.substr(0, slash);
    int step = 1;
    if (slash != std::string_view::npos) {
      const auto given = number(item.substr(slash + 1));
      if (!rule_.steps) return fail(fmt::format("'{}' has a step, which it does not allow", item));
      if (!given || *given == 0) return fail(fmt::format("'{}' needs a step of 1 or more after '/'", item));
      step = *given;
    }
    const auto dash = range.find('-');
    int first = rule_.low;
    int last = rule_.high;
    if (range != "*") {
      const auto from = value(range.substr(0, dash));
      if (!from) return false;
      first = *from;
      if (dash != std::string_view::npos) {
        const auto to = value(range.substr(dash + 1));
        if (!to) return false;
        last = *to;
      } else if (slash == std::string_view::npos) {
        last = first;
      }
    }
    if (last < first) return fail(fmt::format("the range '{}' ends before it begins", range));
    for (std::int64_t v = first; v <= last; v += step) values.set(static_cast<std::size_t>(v - rule_.base));
    return true;
  }

  const FieldRule& rule_;
  std::string error_;
};

/// `L`, `15W`, or a list of days.
bool parse_day_of_month(FieldParser& parser, std::string_view text, Cron& cron) {
  cron.rule = DayRule::day_of_month;
  if (text == "L") {
    cron.rule = DayRule::last_day;
    return true;
  }
  if (!text.ends_with('W')) return parser.parse(text, cron.days);
  const auto day = parser.value(text.substr(0, text.size() - 1));
  if (!day) return false;
  cron.rule = DayRule::nearest_weekday;
  cron.day = static_cast<unsigned>(*day);
  return true;
}

/// `L`, `6L`, `6#2`, or a list of days.
bool parse_day_of_week(FieldParser& parser, std::string_view text, Cron& cron) {
  cron.rule = DayRule::day_of_week;
  if (text == "L") return parser.parse("SAT", cron.days);
  const auto hash = text.find('#');
  const bool last = text.ends_with('L');
  if (hash == std::string_view::npos && !last) return parser.parse(text, cron.days);
  const auto day = parser.value(last ? text.substr(0, text.size() - 1) : text.substr(0, hash));
  if (!day) return false;
  cron.day = static_cast<unsigned>(*day);
  cron.rule = last ? DayRule::last_weekday : DayRule::nth_weekday;
  if (last) return true;
  const auto nth = number(text.substr(hash + 1));
  if (!nth || *nth < 1 || *nth > 5) return parser.fail(fmt::format("'{}' needs 1-5 after '#'", text));
  cron.nth = static_cast<unsigned>(*nth);
  return true;
}

bool parse_field(std::size_t index, FieldParser& parser, std::string_view text, Cron& cron) {
  const std::array<Cron::Values*, 6> sets{&cron.minutes, &cron.hours, nullptr,
                                          &cron.months,  nullptr,     &cron.years};
  if (sets[index] != nullptr) return parser.parse(text, *sets[index]);
  if (text == "?") return true;
  return index == day_of_month_field ? parse_day_of_month(parser, text, cron)
                                     : parse_day_of_week(parser, text, cron);
}

ParsedSchedule parse_cron(std::string_view inside, const Calendar& calendar, ClockChangePolicy policy) {
  const auto text = upper(inside);
  const auto fields = words(text);
  if (fields.size() != field_rules.size()) {
    return {std::nullopt, fmt::format("has {} of the 6 fields of {}", fields.size(), cron_form)};
  }
  Cron cron;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    FieldParser parser{field_rules[i]};
    if (!parse_field(i, parser, fields[i], cron)) return {std::nullopt, parser.error()};
  }
  if ((fields[day_of_month_field] == "?") == (fields[day_of_week_field] == "?")) {
    return {std::nullopt, "must have ? in exactly one of the fields day-of-month and day-of-week"};
  }
  return {Schedule{cron, calendar, policy}, ""};
}

ParsedSchedule parse_rate(std::string_view inside, const Calendar& calendar) {
  const auto parts = words(inside);
  const auto value = parts.size() == 2 ? number(parts[0]) : std::nullopt;
  if (!value || *value == 0) {
    return {std::nullopt, "is not a whole number of 1 or more and a unit, such as rate(5 minutes)"};
  }
  constexpr std::array<std::pair<std::string_view, double>, 3> units{
      {{"minute", 60}, {"hour", 3600}, {"day", 86400}}};
  for (const auto& [unit, seconds] : units) {
    const auto wanted = fmt::format("{}{}", unit, *value == 1 ? "" : "s");
    if (parts[1] == wanted) {
      return {Schedule{Schedule::Rate{.interval = *value * seconds}, calendar, ClockChangePolicy::run_once},
              ""};
    }
    if (parts[1].starts_with(unit) && parts[1].size() <= unit.size() + 1) {
      return {std::nullopt, fmt::format("must be written rate({} {})", *value, wanted)};
    }
  }
  return {std::nullopt, fmt::format("has the unknown unit '{}'; one of minute, hour, day", parts[1])};
}

}  // namespace

ParsedSchedule parse_schedule(std::string_view expression, const Calendar& calendar,
                              ClockChangePolicy policy) {
  const auto inside = [&](std::string_view name) {
    return expression.substr(name.size(), expression.size() - name.size() - 1);
  };
  if (expression.ends_with(')')) {
    if (expression.starts_with("cron(")) return parse_cron(inside("cron("), calendar, policy);
    if (expression.starts_with("rate(")) return parse_rate(inside("rate("), calendar);
  }
  return {std::nullopt, fmt::format("is neither {} nor rate(value unit)", cron_form)};
}

}  // namespace garoa

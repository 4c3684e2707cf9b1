#include "sim/core/calendar.hpp"

#include <fmt/format.h>

// The distribution builds the library on the system's zone files; its header has to be told the same.
#ifndef USE_OS_TZDB
#define USE_OS_TZDB 1
#endif
#include <date/tz.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <string>
#include <vector>

#include "sim/core/diagnostics.hpp"

namespace garoa {
namespace {

using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::seconds;

constexpr int first_year = 1972;  // offsets are whole minutes from here on
constexpr int last_year = 2199;
constexpr int furthest_day = 41 * 366;

/// The number of `length` digits at `at`.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t length) {
  int value = 0;
  for (const char c : text.substr(at, length)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = 10 * value + (c - '0');
  }
  return value;
}

std::optional<local_seconds> parse_local(std::string_view text) {
  constexpr std::string_view shape = "YYYY-MM-DDThh:mm:ss";
  if (text.size() != shape.size()) return std::nullopt;
  for (const std::size_t at : {4U, 7U, 10U, 13U, 16U}) {
    if (text[at] != shape[at]) return std::nullopt;
  }
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok() || *year < first_year || *year > last_year || *hour > 23 || *minute > 59 || *second > 59)
    return std::nullopt;
  return local_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} + seconds{*second};
}

std::string unknown_zone(std::string_view name, const date::tzdb& database) {
  std::vector<std::string_view> known;
  for (const auto& zone : database.zones) known.emplace_back(zone.name());
  return fmt::format(
      "'{}' is not a time zone of this system's zone data{}; write a name such as 'America/Sao_Paulo'", name,
      did_you_mean(name, known));
}

const date::time_zone* find_zone(std::string_view name, const date::tzdb& database) {
  for (const auto& zone : database.zones) {
    if (zone.name() == name) return &zone;
  }
  return nullptr;
}

}  // namespace

namespace {

/// Seconds may be left out.
std::string with_seconds(std::string_view text) {
  constexpr std::string_view no_seconds = "YYYY-MM-DDThh:mm";
  return text.size() == no_seconds.size() ? fmt::format("{}:00", text) : std::string{text};
}

}  // namespace

std::optional<LocalTime> parse_local_time(std::string_view text) {
  const auto local = parse_local(with_seconds(text));
  if (!local) return std::nullopt;
  const auto day = std::chrono::floor<std::chrono::days>(*local);
  return LocalTime{day, static_cast<double>((*local - day).count())};
}

bool is_weekend(local_days day) {
  return std::chrono::weekday{day}.iso_encoding() >= 6;
}

Calendar::Created Calendar::create(std::string_view start, std::string_view zone) {
  const auto local = parse_local(with_seconds(start));
  if (!local) {
    return {std::nullopt, fmt::format("'{}' is not a local time from {} to {} such as '2026-03-02T00:00:00'",
                                      start, first_year, last_year)};
  }
  try {
    const auto& database = date::get_tzdb();
    const auto* const found = find_zone(zone, database);
    if (found == nullptr) return {std::nullopt, unknown_zone(zone, database)};
    return {Calendar{*found, to_unix(*found, *local)}, ""};
  } catch (const std::exception& fault) {
    return {std::nullopt, fmt::format("the system's time zone data cannot be read: {}", fault.what())};
  }
}

Calendar::Calendar(const date::time_zone& zone, std::int64_t start) : zone_{&zone}, start_{start} {
  look_up_offset(start_);
}

void Calendar::set_holidays(std::vector<Holiday> holidays) {
  holidays_ = std::make_shared<const std::vector<Holiday>>(std::move(holidays));
}

bool Calendar::is_holiday(local_days day) const {
  if (holidays_ == nullptr) return false;
  const std::chrono::year_month_day date{day};
  return std::any_of(holidays_->begin(), holidays_->end(), [&](const Holiday& holiday) {
    return holiday.day == std::chrono::month_day{date.month(), date.day()} &&
           holiday.year.value_or(date.year()) == date.year();
  });
}

Calendar Calendar::in_utc() const {
  return Calendar{*date::locate_zone("UTC"), start_};
}

std::int64_t Calendar::to_unix(const date::time_zone& zone, local_seconds local) {
  const auto since_epoch = local.time_since_epoch();
  const auto info = zone.get_info(date::local_seconds{since_epoch});
  if (info.result == date::local_info::nonexistent) return info.second.begin.time_since_epoch().count();
  return (since_epoch - info.first.offset).count();
}

bool Calendar::is_plain(std::int64_t unix_second) const {
  constexpr std::int64_t most_changed = 86400;
  return unix_second >= begin_ + most_changed && unix_second < end_ - most_changed;
}

void Calendar::look_up_offset(std::int64_t unix_second) const {
  const auto info = zone_->get_info(date::sys_seconds{seconds{unix_second}});
  begin_ = info.begin.time_since_epoch().count();
  end_ = info.end.time_since_epoch().count();
  offset_ = info.offset.count();
}

LocalTime Calendar::to_local(double simulated) const {
  const double whole = std::floor(simulated);
  const std::int64_t unix_second = start_ + static_cast<std::int64_t>(whole);
  if (unix_second < begin_ || unix_second >= end_) look_up_offset(unix_second);
  const local_seconds local{seconds{unix_second + offset_}};
  const auto day = std::chrono::floor<std::chrono::days>(local);
  return {day, static_cast<double>((local - day).count()) + (simulated - whole)};
}

double Calendar::to_simulated(const LocalTime& local) const {
  const double whole = std::floor(local.second_of_day);
  const auto shown = local.day + seconds{static_cast<std::int64_t>(whole)};
  const auto by_offset = shown.time_since_epoch().count() - offset_;
  const auto unix_second = is_plain(by_offset) ? by_offset : to_unix(*zone_, shown);
  return static_cast<double>(unix_second - start_) + (local.second_of_day - whole);
}

std::vector<double> Calendar::occurrences(const LocalTime& local) const {
  const double whole = std::floor(local.second_of_day);
  const auto since_epoch = (local.day + seconds{static_cast<std::int64_t>(whole)}).time_since_epoch();
  const auto info = zone_->get_info(date::local_seconds{since_epoch});
  const auto at = [&](const date::sys_info& offset) {
    return static_cast<double>((since_epoch - offset.offset).count() - start_) +
           (local.second_of_day - whole);
  };
  if (info.result == date::local_info::nonexistent) return {};
  if (info.result == date::local_info::unique) return {at(info.first)};
  return {at(info.first), at(info.second)};
}

std::vector<Calendar::Month> Calendar::months_until(double seconds) const {
  std::vector<Month> months;
  const auto today = to_local(0).date();
  for (std::chrono::year_month month{today.year(), today.month()};; month += std::chrono::months{1}) {
    const auto begin_of = [this](std::chrono::year_month which) {
      return to_simulated({std::chrono::local_days{which / 1}, 0});
    };
    const double begin = begin_of(month);
    if (begin >= seconds) return months;
    months.push_back({begin, begin_of(month + std::chrono::months{1})});
  }
}

double Calendar::months(double seconds) const {
  // Since the year 0, each as the share of it that is over.
  const auto place_of = [this](double time) {
    const auto date = to_local(time).date();
    const auto month = date.year() / date.month();
    const auto begin_of = [this](std::chrono::year_month which) {
      return to_simulated({std::chrono::local_days{which / 1}, 0});
    };
    const double begin = begin_of(month);
    const double share = (time - begin) / (begin_of(month + std::chrono::months{1}) - begin);
    return std::pair{
        12 * static_cast<int>(date.year()) + static_cast<int>(static_cast<unsigned>(date.month())), share};
  };
  const auto [first, gone] = place_of(0);
  const auto [last, share] = place_of(seconds);
  return last - first + (share - gone);
}

std::string Calendar::to_iso(double simulated) const {
  const auto local = to_local(std::round(simulated));
  const auto date = local.date();
  const auto second = static_cast<int>(local.second_of_day);
  const auto offset = std::abs(offset_) / 60;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), second / 3600,
                     second / 60 % 60, second % 60, offset_ < 0 ? '-' : '+', offset / 60, offset % 60);
}

double Calendar::next(double after, double second_of_day) const {
  auto day = to_local(after).day;
  double found = to_simulated({day, second_of_day});
  while (found <= after) found = to_simulated({day += std::chrono::days{1}, second_of_day});
  return found;
}

std::optional<double> Calendar::next(double after, double second_of_day,
                                     const std::function<bool(local_days)>& wanted) const {
  const auto first = to_local(after).day;
  for (int offset = 0; offset <= furthest_day; ++offset) {
    const auto day = first + std::chrono::days{offset};
    if (!wanted(day)) continue;
    const double found = to_simulated({day, second_of_day});
    if (found > after) return found;
  }
  return std::nullopt;
}

}  // namespace garoa

#include "sim/core/moment.hpp"

#include <fmt/format.h>

namespace garoa {
namespace {

constexpr Seconds furthest = 3660_d;

/// "2026-...", which no duration begins with.
bool looks_like_a_date(std::string_view text) {
  return text.size() > 4 && text[4] == '-' && text.find_first_not_of("0123456789") == 4;
}

std::string path_of(const Fields& fields, std::string_view key) {
  return fields.path().empty() ? std::string{key} : fmt::format("{}.{}", fields.path(), key);
}

/// `moment` as seconds of the run, where durations count from `begin`; 0 and an error if it lies before the scenario's start.
Seconds in_run(const Moment& moment, Fields& fields, std::string_view key, const MomentClock& clock,
               double begin) {
  const auto* const local = std::get_if<LocalTime>(&moment.said);
  const Seconds at = local == nullptr
                         ? Seconds{std::get<Seconds>(moment.said).count() + begin}
                         : Seconds{clock.calendar == nullptr ? 0 : clock.calendar->to_simulated(*local)};
  if (at.count() < -clock.passed) {
    fields.error(key, fmt::format("'{}' is {}, before the {} starts at {}", path_of(fields, key),
                                  Scalar<Moment>::format(moment), clock.passed > 0 ? "scenario" : "run",
                                  clock.calendar->to_iso(-clock.passed)));
    return Seconds{0};
  }
  if (at > furthest) {
    fields.error(key, fmt::format("'{}' is {}; allowed is {} to {} after the start", path_of(fields, key),
                                  Scalar<Moment>::format(moment), format_quantity(Seconds{0}),
                                  format_quantity(furthest)));
    return Seconds{0};
  }
  return at;
}

}  // namespace

std::optional<Moment> Scalar<Moment>::parse(std::string_view text, bool /*quoted*/, std::string& why) {
  if (looks_like_a_date(text)) {
    if (const auto local = parse_local_time(text)) return Moment{*local};
    why = "is not a local time such as '2026-03-04T12:00'";
    return std::nullopt;
  }
  const auto after_start = parse_quantity<Seconds>(text, why);
  return after_start ? std::optional{Moment{*after_start}} : std::nullopt;
}

std::string Scalar<Moment>::format(const Moment& moment) {
  if (const auto* const after_start = std::get_if<Seconds>(&moment.said))
    return format_quantity(*after_start);
  const auto& local = std::get<LocalTime>(moment.said);
  const auto date = local.date();
  const auto second = static_cast<int>(local.second_of_day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), second / 3600,
                     second / 60 % 60, second % 60);
}

ScalarType Scalar<Moment>::type() {
  auto type = Scalar<Seconds>::type();
  type.pattern.insert(1, "([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?$|");
  type.pattern.insert(type.pattern.size() - 1, ")");
  return type;
}

Seconds required_moment(Fields& fields, std::string_view key, std::string_view meaning,
                        const MomentClock& clock) {
  const bool given = fields.given(key);
  const auto moment = fields.required<Moment>(key, meaning);
  return given ? in_run(moment, fields, key, clock, 0) : Seconds{0};
}

std::optional<Seconds> maybe_moment(Fields& fields, std::string_view key, std::string_view meaning,
                                    const MomentClock& clock) {
  const auto moment = fields.maybe<Moment>(key, meaning);
  return moment ? std::optional{in_run(*moment, fields, key, clock, 0)} : std::nullopt;
}

std::optional<Seconds> maybe_moment_of_scenario(Fields& fields, std::string_view key,
                                                std::string_view meaning, const MomentClock& clock) {
  const auto moment = fields.maybe<Moment>(key, meaning);
  return moment ? std::optional{in_run(*moment, fields, key, clock, -clock.passed)} : std::nullopt;
}

}  // namespace garoa

#include "sim/core/holiday.hpp"

#include <fmt/format.h>

namespace garoa {
namespace {

std::optional<unsigned> two_digits(std::string_view text) {
  if (text.size() != 2 || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return static_cast<unsigned>(10 * (text[0] - '0') + (text[1] - '0'));
}

}  // namespace

std::optional<Holiday> Scalar<Holiday>::parse(std::string_view text, bool /*quoted*/, std::string& why) {
  why = "is not a day such as '2026-04-21', or '12-25' of every year";
  Holiday holiday{};
  if (text.size() == 10 && text[4] == '-') {
    const auto century = two_digits(text.substr(0, 2));
    const auto rest = two_digits(text.substr(2, 2));
    if (!century || !rest) return std::nullopt;
    holiday.year = std::chrono::year{static_cast<int>(100 * *century + *rest)};
    text.remove_prefix(5);
  }
  if (text.size() != 5 || text[2] != '-') return std::nullopt;
  const auto month = two_digits(text.substr(0, 2));
  const auto day = two_digits(text.substr(3, 2));
  if (!month || !day) return std::nullopt;
  holiday.day = std::chrono::month{*month} / std::chrono::day{*day};
  const bool exists = holiday.year ? (*holiday.year / holiday.day).ok() : holiday.day.ok();
  return exists ? std::optional{holiday} : std::nullopt;
}

std::string Scalar<Holiday>::format(const Holiday& holiday) {
  const auto day = fmt::format("{:02}-{:02}", static_cast<unsigned>(holiday.day.month()),
                               static_cast<unsigned>(holiday.day.day()));
  return holiday.year ? fmt::format("{:04}-{}", static_cast<int>(*holiday.year), day) : day;
}

}  // namespace garoa

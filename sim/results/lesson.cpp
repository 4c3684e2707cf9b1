#include "sim/results/lesson.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "sim/core/human.hpp"

namespace garoa {
namespace {

std::string told(const LessonBand& band, const std::string& unit) {
  const auto text = [&](double value) { return human_value(value, unit); };
  if (band.from && band.to) return fmt::format("from {} on and below {}", text(*band.from), text(*band.to));
  return band.from ? fmt::format("at least {}", text(*band.from)) : fmt::format("below {}", text(*band.to));
}

}  // namespace

bool LessonBand::overlaps(const LessonBand& other) const {
  constexpr double endless = std::numeric_limits<double>::infinity();
  return from.value_or(-endless) < other.to.value_or(endless) &&
         other.from.value_or(-endless) < to.value_or(endless);
}

std::size_t Lesson::points() const {
  std::size_t all = 1;
  for (const auto& slider : sliders) all *= slider.positions.size();
  return all;
}

std::vector<std::size_t> Lesson::positions_at(std::size_t point) const {
  std::vector<std::size_t> positions(sliders.size());
  for (auto slider = sliders.size(); slider-- > 0;) {
    positions[slider] = point % sliders[slider].positions.size();
    point /= sliders[slider].positions.size();
  }
  return positions;
}

std::size_t Lesson::point_at(const std::vector<std::size_t>& positions) const {
  std::size_t point = 0;
  for (std::size_t slider = 0; slider < sliders.size(); ++slider)
    point = point * sliders[slider].positions.size() + positions[slider];
  return point;
}

const LessonNumber* Lesson::find_number(std::string_view number_id) const {
  const auto found = std::find_if(numbers.begin(), numbers.end(),
                                  [&](const LessonNumber& one) { return one.id == number_id; });
  return found == numbers.end() ? nullptr : &*found;
}

std::optional<double> value_of(const LessonNumber& number, const LessonValues& values) {
  const auto value = values.at(number.point).at(number.measure);
  if (number.kind == LessonNumber::Kind::value || !value) return value;
  const auto other = values.at(number.other).at(number.measure);
  if (!other) return std::nullopt;
  if (number.kind == LessonNumber::Kind::difference) return *value - *other;
  return *other == 0 ? std::nullopt : std::optional{*value / *other};
}

std::optional<std::size_t> right_choice(const Lesson& lesson, const LessonValues& values) {
  const auto decides = value_of(lesson.numbers.at(lesson.decided_by), values);
  if (!decides) return std::nullopt;
  std::optional<std::size_t> right;
  for (std::size_t i = 0; i < lesson.choices.size(); ++i) {
    if (!lesson.choices[i].band.holds(*decides)) continue;
    if (right) return std::nullopt;
    right = i;
  }
  return right;
}

std::vector<std::string> lesson_faults(const Lesson& lesson, const LessonValues& values) {
  std::vector<std::string> faults;
  for (const auto& number : lesson.numbers) {
    const auto value = value_of(number, values);
    if (value && number.expected.holds(*value)) continue;
    faults.push_back(fmt::format("The runs give {} for '{}'; the lesson presumes {}.",
                                 value ? human_value(*value, number.unit) : "nothing", number.id,
                                 told(number.expected, number.unit)));
  }
  if (!right_choice(lesson, values)) faults.emplace_back("None of the choices is the right one by the runs.");
  return faults;
}

std::vector<std::string> placeholders_of(std::string_view text) {
  std::vector<std::string> names;
  for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) break;
    names.emplace_back(text.substr(open + 1, close - open - 1));
  }
  return names;
}

}  // namespace garoa

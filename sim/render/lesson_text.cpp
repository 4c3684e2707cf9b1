#include "sim/render/lesson_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/core/safe_text.hpp"

namespace garoa {
namespace {

constexpr char first_letter = 'a';

char letter_of(std::size_t choice) {
  return static_cast<char>(first_letter + static_cast<char>(choice));
}

/// Rounding must not hide what a lesson is about, such as the seconds by which a day is exceeded.
std::string in_full(double value, std::string_view unit) {
  constexpr double near_enough = 5e-5;
  return unit == "s" ? human_duration(value, near_enough) : human_value(value, unit);
}

std::string with_digits(double value, std::string_view unit, int digits) {
  return unit == "USD" ? "USD " + human_number(value, digits) : in_full(value, unit);
}

bool are_apart(double a, double b) {
  constexpr double least_difference = 0.01;
  return std::abs(a - b) >= least_difference * std::max(std::abs(a), std::abs(b)) && a != b;
}

/// Are two values that differ the same text?
bool is_blurred(const std::vector<std::optional<double>>& values, const std::vector<std::string>& texts) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (values[i] && values[j] && texts[i] == texts[j] && are_apart(*values[i], *values[j])) return true;
    }
  }
  return false;
}

std::vector<std::optional<double>> values_of_all(const LessonValues& values, std::size_t measure) {
  std::vector<std::optional<double>> all;
  for (const auto& point : values) all.push_back(point.at(measure));
  return all;
}

std::string number_text(const LessonNumber& number, const LessonValues& values) {
  const auto value = value_of(number, values);
  if (!value) return std::string{TextTable::nothing};
  if (number.kind == LessonNumber::Kind::value)
    return told_apart(values_of_all(values, number.measure), number.unit).at(number.point);
  return in_full(*value, number.unit);
}

std::string verdict_on(std::size_t guess, std::optional<std::size_t> right) {
  if (right && guess == *right) return tr("Your guess is right.");
  return tr("You guessed {}.", std::string{letter_of(guess)});
}

}  // namespace

std::vector<std::string> told_apart(const std::vector<std::optional<double>>& values, std::string_view unit) {
  constexpr int most_digits = 6;
  std::vector<std::string> texts;
  for (const auto& value : values)
    texts.push_back(value ? in_full(*value, unit) : std::string{TextTable::nothing});
  for (int digits = 3; digits <= most_digits && is_blurred(values, texts); ++digits) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i]) texts[i] = with_digits(*values[i], unit, digits);
    }
  }
  return texts;
}

LessonTexts lesson_texts(const Lesson& lesson, const LessonValues& values) {
  LessonTexts texts(values.size());
  for (std::size_t i = 0; i < lesson.measures.size(); ++i) {
    auto of_points = told_apart(values_of_all(values, i), lesson.measures[i].unit);
    for (std::size_t point = 0; point < values.size(); ++point)
      texts[point].push_back(std::move(of_points[point]));
  }
  return texts;
}

TextTable lesson_table(const Lesson& lesson, const LessonValues& values) {
  std::vector<TextTable::Column> columns;
  for (const auto& slider : lesson.sliders) columns.push_back({slider.name.in(spoken_language())});
  for (const auto& measure : lesson.measures)
    columns.push_back({measure.name.in(spoken_language()), TextTable::Align::right});
  TextTable table{columns, lesson.sliders.size()};
  const auto texts = lesson_texts(lesson, values);
  for (std::size_t point = 0; point < values.size(); ++point) {
    std::vector<std::string> row;
    const auto positions = lesson.positions_at(point);
    for (std::size_t i = 0; i < positions.size(); ++i)
      row.push_back(lesson.sliders[i].positions[positions[i]].label.in(spoken_language()));
    row.insert(row.end(), texts[point].begin(), texts[point].end());
    table.add(std::move(row));
  }
  return table;
}

std::string filled_in(const BothLanguages& text, const Lesson& lesson, const LessonValues& values) {
  auto filled = text.in(spoken_language());
  for (const auto& name : placeholders_of(filled)) {
    const auto* const number = lesson.find_number(name);
    const auto place = fmt::format("{{{}}}", name);
    const auto at = filled.find(place);
    if (number != nullptr && at != std::string::npos)
      filled.replace(at, place.size(), number_text(*number, values));
  }
  return filled;
}

std::string lesson_list_text(const std::vector<Lesson>& lessons, const std::string& call, std::size_t width) {
  TextTable table{{{""}, {tr("lesson")}, {tr("what it is about")}}, 2};
  for (const auto& lesson : lessons)
    table.add({std::to_string(lesson.number), lesson.id, lesson.title.in(spoken_language())});
  return table.text(width) + '\n' +
         paragraph("",
                   tr("one of them: {0} lesson NAME; as a page for class: {0} lesson NAME --format html > "
                      "page.html; a plan for teachers: {0} lesson --teacher",
                      call),
                   width);
}

std::string lesson_question_text(const Lesson& lesson, std::size_t width) {
  const auto language = spoken_language();
  auto text = paragraph("", lesson.title.in(language), width) + '\n' +
              paragraph("", lesson.question.in(language), width) + '\n';
  for (std::size_t i = 0; i < lesson.choices.size(); ++i)
    text += paragraph(fmt::format("  {}) ", letter_of(i)), lesson.choices[i].text.in(language), width);
  return text;
}

std::string guess_prompt(const Lesson& lesson) {
  return tr("Your guess ({} to {}): ", std::string{first_letter},
            std::string{letter_of(lesson.choices.size() - 1)});
}

std::optional<std::size_t> guess_in(std::string_view line, const Lesson& lesson) {
  const auto word = line.find_first_not_of(" \t");
  if (word == std::string_view::npos) return std::nullopt;
  const auto letter = static_cast<char>(line[word] | ' ');  // of ASCII, small
  const auto choice = static_cast<std::size_t>(static_cast<unsigned char>(letter)) - first_letter;
  return choice < lesson.choices.size() ? std::optional{choice} : std::nullopt;
}

std::string lesson_answer_text(const Lesson& lesson, const LessonValues& values,
                               std::optional<std::size_t> guess, const std::vector<std::string>& calls,
                               std::size_t width) {
  const auto title = [](const std::string& words) { return fmt::format("\n{}\n", words); };
  const auto say = [&](const BothLanguages& text) {
    return paragraph("  ", filled_in(text, lesson, values), width);
  };
  auto text = title(tr("The runs")) + lesson_table(lesson, values).text(width) + title(tr("Answer"));
  const auto right = right_choice(lesson, values);
  if (guess) text += paragraph("  ", verdict_on(*guess, right), width);
  if (right)
    text += paragraph(fmt::format("  {}) ", letter_of(*right)),
                      filled_in(lesson.choices[*right].text, lesson, values), width);
  text += say(lesson.answer) + title(tr("Why")) + say(lesson.why);
  if (!lesson.next.empty()) text += title(tr("Try next"));
  for (std::size_t i = 0; i < lesson.next.size(); ++i)
    text += say(lesson.next[i].text) + fmt::format("    {}\n", calls.at(i));
  if (!lesson.sources.empty()) text += title(tr("Sources"));
  for (const auto& source : lesson.sources) text += paragraph("  ", source, width);
  return text;
}

}  // namespace garoa

// Lessons as text for a terminal, in the language that is spoken. All numbers in a lesson's sentences are those of its runs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/render/text_table.hpp"
#include "sim/results/lesson.hpp"

namespace garoa {

/// Values of one unit as people read them, a `-` where there is none; those that are a hundredth or more apart read differently.
[[nodiscard]] std::vector<std::string> told_apart(const std::vector<std::optional<double>>& values,
                                                  std::string_view unit);

/// By point, each measure as people read it.
using LessonTexts = std::vector<std::vector<std::string>>;
[[nodiscard]] LessonTexts lesson_texts(const Lesson& lesson, const LessonValues& values);
/// A row for each point.
[[nodiscard]] TextTable lesson_table(const Lesson& lesson, const LessonValues& values);

/// A text of the lesson with the numbers of the runs in their places.
[[nodiscard]] std::string filled_in(const BothLanguages& text, const Lesson& lesson,
                                    const LessonValues& values);

/// A line each: name and title. `call` is how the program is called.
[[nodiscard]] std::string lesson_list_text(const std::vector<Lesson>& lessons, const std::string& call,
                                           std::size_t width = terminal_width);

/// Title, question and choices, before anything is run.
[[nodiscard]] std::string lesson_question_text(const Lesson& lesson, std::size_t width = terminal_width);
/// "Your guess (a to c): "
[[nodiscard]] std::string guess_prompt(const Lesson& lesson);
/// The choice that a line names by its letter.
[[nodiscard]] std::optional<std::size_t> guess_in(std::string_view line, const Lesson& lesson);

/// What the runs gave, the answer, why, what to try next (`calls`: its commands), sources.
[[nodiscard]] std::string lesson_answer_text(const Lesson& lesson, const LessonValues& values,
                                             std::optional<std::size_t> guess,
                                             const std::vector<std::string>& calls,
                                             std::size_t width = terminal_width);

}  // namespace garoa

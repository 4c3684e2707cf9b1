// A lesson as a page for class: the question with a place for the guess, sliders over the points that were run, and an answer that opens.
#pragma once

#include <string>
#include <vector>

#include "sim/results/lesson.hpp"

namespace garoa {

/// In the language that is spoken. `calls`: the commands of what to try next. Needs a program that makes pages (why_no_page()).
[[nodiscard]] std::string lesson_page(const Lesson& lesson, const LessonRuns& runs,
                                      const std::vector<std::string>& calls);

}  // namespace garoa

// The lessons that are shipped: their runs give what their texts say.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/core/figures.hpp"
#include "sim/render/lesson_text.hpp"
#include "sim/run/run_lesson.hpp"
#include "sim/scenario/read_lesson.hpp"
#include "tests/support/source_folder.hpp"

namespace lessons_test {

using namespace garoa;
namespace fs = std::filesystem;

namespace {

std::vector<Lesson> shipped_lessons() {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  std::vector<Lesson> lessons;
  for (const auto& item : fs::directory_iterator{test::source_folder() / "scenarios/lessons"}) {
    if (!fs::exists(item.path() / lesson_file)) continue;
    auto lesson = read_lesson(item.path().string(), catalogue.sources(), diagnostics);
    if (lesson) lessons.push_back(std::move(*lesson));
  }
  if (diagnostics.has_errors()) throw std::runtime_error{diagnostics.text()};
  std::sort(lessons.begin(), lessons.end(),
            [](const Lesson& a, const Lesson& b) { return a.number < b.number; });
  return lessons;
}

/// Whatever differs by a hundredth in what a lesson shows reads differently.
void check_that_nothing_is_rounded_away(const Lesson& lesson, const LessonValues& values) {
  for (std::size_t measure = 0; measure < lesson.measures.size(); ++measure) {
    std::vector<std::optional<double>> column;
    for (const auto& point : values) column.push_back(point[measure]);
    const auto texts = told_apart(column, lesson.measures[measure].unit);
    for (std::size_t i = 0; i < column.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (!column[i] || !column[j]) continue;
        const double apart = std::abs(*column[i] - *column[j]) / std::max(*column[i], *column[j]);
        CAPTURE(lesson.measures[measure].id);
        CAPTURE(texts[i]);
        CHECK((texts[i] != texts[j] || !(apart >= 0.01)));
      }
    }
  }
}

/// Each is drawn at some point, by few values.
void check_that_curves_say_something(const Lesson& lesson, const LessonCurves& curves) {
  CHECK_FALSE(lesson.curves.empty());
  for (std::size_t curve = 0; curve < lesson.curves.size(); ++curve) {
    CAPTURE(lesson.curves[curve].name.en);
    bool says_something = false;
    for (const auto& point : curves) {
      CHECK(point[curve].size() <= 240);
      for (const auto& [time, value] : point[curve]) says_something = says_something || value != 0;
    }
    CHECK(says_something);
  }
}

void check_lessons(unsigned part) {
  constexpr unsigned parts = 5;
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  for (const auto& lesson : shipped_lessons()) {
    if (lesson.number % parts != part) continue;
    CAPTURE(lesson.id);
    const auto runs = run_lesson({.lesson = lesson, .files = files, .at_once = 2});
    const auto& values = runs.values;
    for (const auto& fault : lesson_faults(lesson, values)) FAIL_CHECK(fault);
    check_that_nothing_is_rounded_away(lesson, values);
    check_that_curves_say_something(lesson, runs.curves);
    for (const auto language : {Language::english, Language::brazilian_portuguese}) {
      const Speaking speaking{language};
      const std::vector<std::string> calls(lesson.next.size(), "call");
      const auto text = lesson_answer_text(lesson, values, {}, calls);
      CHECK(placeholders_of(text).empty());
    }
  }
}

}  // namespace

TEST_CASE("lessons: the runs give what the texts say, lessons 5, 10, 15 and so on") {
  check_lessons(0);
}
TEST_CASE("lessons: the runs give what the texts say, lessons 1, 6, 11 and so on") {
  check_lessons(1);
}
TEST_CASE("lessons: the runs give what the texts say, lessons 2, 7, 12 and so on") {
  check_lessons(2);
}
TEST_CASE("lessons: the runs give what the texts say, lessons 3, 8, 13 and so on") {
  check_lessons(3);
}
TEST_CASE("lessons: the runs give what the texts say, lessons 4, 9, 14 and so on") {
  check_lessons(4);
}

TEST_CASE("lessons: there are twelve at least, numbered without a gap, and each has something to try next") {
  const auto lessons = shipped_lessons();
  CHECK(lessons.size() >= 12);
  for (std::size_t i = 0; i < lessons.size(); ++i) {
    CAPTURE(lessons[i].id);
    CHECK(lessons[i].number == i + 1);
    CHECK_FALSE(lessons[i].next.empty());
    CHECK_FALSE(lessons[i].answer.en == lessons[i].answer.pt_br);
    CHECK_FALSE(placeholders_of(lessons[i].answer.en).empty());
  }
}

TEST_CASE("lessons: the values do not depend on how many runs are at work at once") {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  const auto lessons = shipped_lessons();
  const auto& lesson = lessons.front();
  CHECK((run_lesson({.lesson = lesson, .files = files, .at_once = 1}).values ==
         run_lesson({.lesson = lesson, .files = files, .at_once = 3}).values));
}

TEST_CASE("lessons: a point whose scenario has faults ends the lesson with their places") {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  auto lesson = shipped_lessons().front();
  lesson.sets.emplace_back("ebs.documents.size=-1 GiB");
  lesson.sliders.front().positions.front().sets.emplace_back("ebs.documents.sice=1");
  try {
    (void)run_lesson({.lesson = lesson, .files = files});
    FAIL("it ran");
  } catch (const LessonNotRun& fault) {
    CHECK(std::string{fault.what()}.find("--set ebs.documents.sice=1: error: ") != std::string::npos);
  }
}

}  // namespace lessons_test

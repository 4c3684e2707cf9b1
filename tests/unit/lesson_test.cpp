// Lessons: what their files say, their faults, and what is made of the runs' values.
#include <doctest/doctest.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "sim/core/figures.hpp"
#include "sim/render/lesson_text.hpp"
#include "sim/scenario/read_lesson.hpp"
#include "tests/support/run_program.hpp"

namespace lesson_test {

using namespace garoa;
using garoa::test::TemporaryFolder;
using garoa::test::write_file;
using Words = std::vector<std::string>;

namespace {

const std::string head = R"(garoa: 1
number: 7
title: { en: Size, pt-BR: Tamanho }
scenario: base.yaml
question: { en: "How long?", pt-BR: "Quanto tempo?" }
why: { en: Because., pt-BR: Porque sim. }
)";

const std::string body = R"(sliders:
  - { name: { en: size, pt-BR: tamanho }, path: ebs.documents.size, list: [1 GiB, 2 GiB] }
  - name: { en: night, pt-BR: noite }
    positions:
      - { id: plain, label: { en: plain, pt-BR: comum } }
      - { id: other, label: { en: other, pt-BR: outra }, scenario: other.yaml, set: [ a=1, b=2 ] }
measures:
  time: { name: { en: time, pt-BR: tempo }, metric: flows.intake.upload.latency.p99 }
  price: { name: { en: price, pt-BR: custo }, bill: vpc, if_none: 0 }
numbers:
  long: { measure: time, at: [1 GiB, plain], expect: { from: 2 s, to: 1 min } }
  times: { measure: time, at: [2 GiB, other], over: [1 GiB, plain], expect: { from: 3 } }
  dearer: { measure: price, at: [2 GiB, plain], minus: [1 GiB, plain], expect: { from: 1 USD } }
answer: { en: "{long}, {times} times, {dearer}", pt-BR: "{dearer}, {times} vezes, {long}" }
choices:
  - { text: { en: short, pt-BR: pouco }, to: 2 s }
  - { text: { en: long, pt-BR: muito }, from: 2 s }
decided_by: long
next:
  - { text: { en: Try., pt-BR: Tente. }, command: "run {folder}/base.yaml" }
sources: [ EC2G general-purpose.md ]
)";

struct ReadLesson {
  std::optional<Lesson> lesson;
  Words faults;  // without the folder
};

ReadLesson read_text(const std::string& text) {
  const TemporaryFolder folder;
  write_file(folder.path() / lesson_file, text);
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  ReadLesson read{read_lesson(folder.path().string(), catalogue.sources(), diagnostics), {}};
  for (auto line : test::lines_of(diagnostics.text())) {
    const auto at = line.find("lesson.yaml:");
    read.faults.push_back(at == std::string::npos ? line : line.substr(at + 12));
  }
  return read;
}

Lesson lesson() {
  const auto read = read_text(head + body);
  INFO("faults: " << (read.faults.empty() ? "" : read.faults.front()));
  REQUIRE(read.lesson.has_value());
  return *read.lesson;
}

/// The lesson with a part of it replaced; its one fault.
std::string fault_of(const std::string& part, const std::string& by) {
  auto text = head + body;
  const auto at = text.find(part);
  REQUIRE(at != std::string::npos);
  const auto read = read_text(text.replace(at, part.size(), by));
  CHECK_FALSE(read.lesson.has_value());
  REQUIRE(read.faults.size() == 1);
  return read.faults.front();
}

/// By point: 1 GiB plain, 1 GiB other, 2 GiB plain, 2 GiB other.
const LessonValues values{{10.0, 5.0}, {20.0, 5.5}, {30.0, 7.5}, {40.0, std::nullopt}};

}  // namespace

TEST_CASE("lesson: its curves name series that there are") {
  const auto with = [](const std::string& curve) {
    return read_text(head + "curves:\n  - " + curve + "\n" + body);
  };
  const auto good = with(
      "{ name: { en: left, pt-BR: resto }, of: ebs.documents, series: AWS/EBS BurstBalance, statistic: "
      "Average, "
      "marks: [2 h] }");
  CHECK(good.faults.empty());
  REQUIRE(good.lesson);
  REQUIRE(good.lesson->curves.size() == 1);
  CHECK(good.lesson->curves[0].unit == "Percent");
  CHECK(good.lesson->curves[0].marks == std::vector<double>{7200});
  const auto bad = with(
      "{ name: { en: left, pt-BR: resto }, of: ebs.documents, series: AWS/EBS Balance, statistic: p99 }");
  REQUIRE(bad.faults.size() == 1);
  CHECK(bad.faults[0].find("there is no series 'AWS/EBS Balance' with the statistic 'p99'") !=
        std::string::npos);
}

TEST_CASE("lesson: its sliders make points, its positions settings") {
  const auto read = lesson();
  CHECK(read.number == 7);
  CHECK(read.points() == 4);
  CHECK(read.positions_at(1) == std::vector<std::size_t>{0, 1});
  for (std::size_t point = 0; point < 4; ++point) CHECK(read.point_at(read.positions_at(point)) == point);
  CHECK(read.sliders[0].positions[1].sets == Words{"ebs.documents.size=2 GiB"});
  CHECK(read.sliders[1].positions[1].sets == Words{"a=1", "b=2"});
  CHECK(read.sliders[1].positions[1].scenario.ends_with("/other.yaml"));
  CHECK(read.sliders[1].positions[0].label.in(Language::brazilian_portuguese) == "comum");
  CHECK(read.measures[0].unit == "s");
  CHECK(read.measures[1].unit == "USD");
  REQUIRE(read.sources.size() == 1);
  CHECK(read.sources.front().find("Amazon EC2 user guide") != std::string::npos);
}

TEST_CASE("lesson: numbers are values, ratios and differences of points") {
  const auto read = lesson();
  CHECK(value_of(*read.find_number("long"), values) == 10.0);
  CHECK(value_of(*read.find_number("times"), values) == 4.0);
  CHECK(value_of(*read.find_number("dearer"), values) == 2.5);
  CHECK_FALSE(value_of(*read.find_number("long"), {{{}, 5.0}, {}, {}, {}}).has_value());
  CHECK_FALSE(value_of(*read.find_number("times"), {{0.0, 0.0}, {}, {}, {1.0, 0.0}}).has_value());
}

TEST_CASE("lesson: the right choice follows from the runs, and what they do not give is told") {
  const auto read = lesson();
  CHECK(right_choice(read, values) == 1U);
  CHECK(lesson_faults(read, values).empty());
  auto others = values;
  others[0][0] = 1;
  CHECK(right_choice(read, others) == 0U);
  CHECK(lesson_faults(read, others) ==
        Words{"The runs give 1 s for 'long'; the lesson presumes from 2 s on and below 60 s."});
  others[0][0] = std::nullopt;
  CHECK(lesson_faults(read, others).size() == 3);  // both numbers, and no choice is right
}

TEST_CASE("lesson: its sentences get the numbers of the runs, in both languages") {
  const auto read = lesson();
  CHECK(filled_in(read.answer, read, values) == "10 s, 4 times, USD 2.50");
  const Speaking portuguese{Language::brazilian_portuguese};
  CHECK(filled_in(read.answer, read, values).ends_with("4 vezes, 10 s"));
}

TEST_CASE("lesson: what is a hundredth apart reads differently") {
  CHECK(told_apart({0.121, 0.124, std::nullopt}, "USD") == Words{"USD 0.121", "USD 0.124", "-"});
  CHECK(told_apart({86406.8, 3600.0, 3660.0}, "s") == Words{"1 d 7 s", "1 h", "1 h 1 min"});
  CHECK(told_apart({12.0, 12.001}, "USD") == Words{"USD 12.00", "USD 12.00"});
  CHECK(told_apart({0.00125, 0.000015}, "share") == Words{"0.125 %", "0.0015 %"});
}

TEST_CASE("lesson: a guess is the letter of a choice") {
  const auto read = lesson();
  CHECK(guess_in("b", read) == 1U);
  CHECK(guess_in(" A)", read) == 0U);
  CHECK_FALSE(guess_in("c", read).has_value());
  CHECK_FALSE(guess_in("", read).has_value());
  CHECK_FALSE(guess_in("\xff", read).has_value());
}

TEST_CASE("lesson: all faults are told at once, with their places") {
  const auto read = read_text(R"(garoa: 2
number: 0
title: { en: Size }
scenario: base.yaml
sliders:
  - { name: { en: size, pt-BR: tamanho }, path: a, list: [1] }
measures:
  time: { name: { en: time, pt-BR: tempo }, metric: flows.intake.upload.latency.p98 }
numbers:
  long: { measure: tim, at: [2], expect: { from: 2 s } }
decided_by: short
colour: red
)");
  CHECK_FALSE(read.lesson.has_value());
  const Words expected{
      "1:8: error: only version 1",
      "2:9: error: 'number' is 0; allowed is 1 to 1000",
      "3:1: error: 'title' lacks the required key 'pt-BR'",
      "6:52: error: a slider needs two positions at least",
      "8:53: error: 'flows.intake.upload.latency.p98' is not a metric (did you mean ",
      "10:20: error: 'tim' is not a measure",
      "10:25: error: '2' is not a position; one of 1",
      "11:13: error: 'short' is none of the numbers",
      "12:1: error: unknown key 'colour'",
  };
  for (const auto& begin : expected) {
    CAPTURE(begin);
    CAPTURE(fmt::format("{}", fmt::join(read.faults, "\n")));
    CHECK(std::any_of(read.faults.begin(), read.faults.end(),
                      [&](const std::string& fault) { return fault.starts_with(begin); }));
  }
}

TEST_CASE("lesson: what does not fit together is a fault") {
  CHECK(fault_of("to: 2 s }", "to: 3 s }").ends_with("overlaps another choice"));
  CHECK(fault_of("{dearer}\", pt-BR: \"{dearer}", "{dear}\", pt-BR: \"{dear}")
            .find("'{dear}' is none of the numbers") != std::string::npos);
  CHECK(fault_of("{dearer}, {times} vezes", "{times} vezes").find("the two languages name other numbers") !=
        std::string::npos);
  CHECK(fault_of("EC2G", "EC3G").find("'EC3G' is no code of models/sources.yaml") != std::string::npos);
  CHECK(fault_of("from: 2 s, to: 1 min", "from: 2 min, to: 1 min").ends_with("'to' must be above 'from'"));
  CHECK(fault_of("from: 2 s, to: 1 min", "from: 2 B").find("'2 B'") != std::string::npos);
  CHECK(fault_of("at: [1 GiB, plain], expect", "at: [1 GiB], expect").find("a position of each slider: 2") !=
        std::string::npos);
  CHECK(fault_of("bill: vpc, if_none: 0", "if_none: 0").find("a metric or a resource of the bill") !=
        std::string::npos);
  CHECK(fault_of("list: [1 GiB, 2 GiB]", "list: [1 GiB, 2 GiB, 2 GiB]")
            .ends_with("position '2 GiB' is there twice"));
}

}  // namespace lesson_test

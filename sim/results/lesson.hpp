// A lesson: a question, a guess, runs of one scenario at a few positions of its sliders, and the answer, whose numbers come from
// the runs. How it is written down: sim/scenario/read_lesson.hpp.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/language.hpp"

namespace garoa {

/// A text in English and in Brazilian Portuguese.
struct BothLanguages {
  std::string en;
  std::string pt_br;
  [[nodiscard]] const std::string& in(Language language) const {
    return language == Language::english ? en : pt_br;
  }
};

/// From `from` on and below `to`, in base units; an end that is not there is open.
struct LessonBand {
  std::optional<double> from;
  std::optional<double> to;
  [[nodiscard]] bool holds(double value) const { return !(from && value < *from) && !(to && value >= *to); }
  [[nodiscard]] bool overlaps(const LessonBand& other) const;
};

/// One place where a slider can stand, and what that makes of the scenario.
struct LessonPosition {
  std::string id;                 // by which the lesson names it: "100 GiB"
  BothLanguages label;            // what people see
  std::string scenario;           // path of a file instead of the lesson's; empty: the lesson's
  std::vector<std::string> sets;  // as of --set
};

struct LessonSlider {
  BothLanguages name;
  std::vector<LessonPosition> positions;
};

/// What is measured at each point: a metric, or what a resource costs in a month.
struct LessonMeasure {
  std::string id;
  BothLanguages name;
  std::string metric;             // empty: a part of the bill
  std::string bill;               // a resource, "s3.archive", or all of a section, "vpc"
  std::string item;               // of its lines; empty: all of them
  std::string unit;               // of metric_units
  std::optional<double> if_none;  // where a run does not have it; nothing: there is no value
};

/// What a page draws over time at each point: a series of the runs.
struct LessonCurve {
  BothLanguages name;
  std::string resource;       // "ebs.documents"
  std::string metric;         // "AWS/EBS BurstBalance"
  std::string statistic;      // "Average"
  std::string unit;           // of series_table
  std::vector<double> marks;  // seconds since the start that are drawn, such as a window's ends
};

/// A number that the texts speak of.
struct LessonNumber {
  enum class Kind { value, ratio, difference };
  std::string id;
  Kind kind = Kind::value;
  std::size_t measure = 0;
  std::size_t point = 0;
  std::size_t other = 0;  // point that a ratio is over, or that is taken off
  std::string unit;       // of the number: "1" for a ratio
  LessonBand expected;    // what the texts presume
};

struct LessonChoice {
  BothLanguages text;
  LessonBand band;  // of the number that decides: the choice is right where the number is within it
};

/// What to try afterwards; `command` is a call without the program's name, in which {folder} stands for the lesson's folder.
struct LessonNext {
  BothLanguages text;
  std::string command;
};

struct Lesson {
  std::string id;      // the folder's name
  std::string folder;  // its path
  unsigned number = 0;
  std::string scenario;           // path of the file
  std::vector<std::string> sets;  // of all points
  BothLanguages title;
  BothLanguages question;
  BothLanguages answer;
  BothLanguages why;
  std::vector<LessonSlider> sliders;
  std::vector<LessonMeasure> measures;
  std::vector<LessonCurve> curves;
  std::vector<LessonNumber> numbers;
  std::vector<LessonChoice> choices;
  std::size_t decided_by = 0;  // a number
  std::vector<LessonNext> next;
  std::vector<std::string> sources;  // in full, a line each

  /// Points of the grid of all sliders; the last slider's position changes first.
  [[nodiscard]] std::size_t points() const;
  /// The position of each slider at a point.
  [[nodiscard]] std::vector<std::size_t> positions_at(std::size_t point) const;
  [[nodiscard]] std::size_t point_at(const std::vector<std::size_t>& positions) const;
  [[nodiscard]] const LessonNumber* find_number(std::string_view number_id) const;
};

/// What the runs gave: by point, a value for each measure; nothing where a run has none.
using LessonValues = std::vector<std::vector<std::optional<double>>>;

/// By point and curve, seconds since the start and value; empty where a run has no such series.
using LessonCurves = std::vector<std::vector<std::vector<std::pair<double, double>>>>;

struct LessonRuns {
  LessonValues values;
  LessonCurves curves;
};

/// Nothing if one of its values is not there, or a ratio is over 0.
[[nodiscard]] std::optional<double> value_of(const LessonNumber& number, const LessonValues& values);

/// The one choice that the runs prove right; nothing if there is none, or several.
[[nodiscard]] std::optional<std::size_t> right_choice(const Lesson& lesson, const LessonValues& values);

/// Where the runs do not give what the texts say, as sentences; empty is good.
[[nodiscard]] std::vector<std::string> lesson_faults(const Lesson& lesson, const LessonValues& values);

/// The names in braces of a text: "after {hours}" has "hours".
[[nodiscard]] std::vector<std::string> placeholders_of(std::string_view text);

}  // namespace garoa

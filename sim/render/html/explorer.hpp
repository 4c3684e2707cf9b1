// A part of a page with a slider for each axis of computed points: whoever moves one sees what that point gave.
//
// Only computed points are shown, nothing between them. Values are texts, as tables show them. The sliders need the page's script
// (sliders.js); keyboards move them, and what they stand for is told in words. Charts of the page that have the parameter
// `explorer::chosen` follow: it is a list of the chosen value's number on each axis, as in Point::at.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/results/json_archive.hpp"

namespace garoa {

struct Explorer {
  /// A slider; with one value there is nothing to move, and it is left out.
  struct Axis {
    std::string name;
    std::vector<std::string> values;  // as they are told
  };
  /// What is shown of each point.
  struct Group {
    enum class Form { cards, table, folded };  // the last is a table to be opened
    std::string title;
    Form form = Form::cards;
    std::vector<std::string> labels;
  };
  struct Cell {
    std::string text;
    std::string tone = {};   // "good", "bad", "warning" or none
    std::string aside = {};  // an interval, a bound
  };
  struct Point {
    std::vector<std::size_t> at;  // the number of its value on each axis, from 0 on
    std::vector<Cell> cells;      // one for each label of all groups; none: it has no result
    std::string note = {};        // what else there is to say, such as why it has no result
  };

  std::string id;
  std::vector<Axis> axes;
  std::vector<Group> groups;
  std::vector<Point> points;
  std::size_t first = 0;            // of the points: shown at first
  std::vector<std::string> charts;  // ids of those that follow
};

namespace explorer {
constexpr const char* chosen = "chosen_values";
/// The parameter for the specification of a chart that follows.
[[nodiscard]] Json parameter(const Explorer& explorer);
}  // namespace explorer

/// Empty without points.
[[nodiscard]] std::string explorer_html(const Explorer& explorer);

}  // namespace garoa

// Series as lines of eight heights.
#include <doctest/doctest.h>

#include "sim/core/language.hpp"
#include "sim/render/over_time.hpp"
#include "tests/support/run_program.hpp"

namespace over_time_test {

using namespace garoa;

TEST_CASE("over time: a column is the largest value of its part, and the largest of all has full height") {
  RunResult result;
  result.scenario.duration_s = 480;
  Series series{"flows.intake", "garoa UploadsStarted", "Sum", {}};
  for (int i = 1; i <= 48; ++i) series.points.push_back({10.0 * i, static_cast<double>(i <= 24 ? 0 : i)});
  result.series = {series, {"flows.intake", "garoa DocumentsProtected", "Sum", {{10, 5}}}};
  const auto lines = test::lines_of(over_time_text(result, 200));
  REQUIRE(lines.size() == 2);
  CHECK(lines[1].find("\u2581\u2581\u2585\u2585\u2585\u2585\u2585\u2585\u2586") != std::string::npos);
  CHECK(lines[1].ends_with(" 48.0"));
}

TEST_CASE("over time: of a balance the least matters") {
  RunResult result;
  result.scenario.duration_s = 480;
  Series series{"ebs.documents", "AWS/EBS BurstBalance", "Average", {}};
  for (int i = 1; i <= 96; ++i) series.points.push_back({5.0 * i, i == 1 ? 10.0 : 100.0});
  result.series = {series};
  const auto text = over_time_text(result, 200);
  CHECK(text.find("%  \u2581\u2588\u2588") != std::string::npos);
  CHECK(test::lines_of(text)[1].ends_with(" 10.0"));
}

TEST_CASE("over time: no line is longer than the terminal, and nothing is said of nothing") {
  RunResult result;
  CHECK(over_time_text(result).empty());
  result.scenario.duration_s = 10;
  result.series = {{"ebs.documents", "AWS/EBS BurstBalance", "Average", {{10, 100}}},
                   {"flows.intake", "garoa UploadsRejected", "Sum", {{10, 0}}}};
  for (const std::size_t width : {60, 80, 200}) {
    for (const auto language : {Language::english, Language::brazilian_portuguese}) {
      const Speaking speaking{language};
      const auto lines = test::lines_of(over_time_text(result, width));
      for (const auto& line : lines) CHECK(display_width(line) <= width);
      // A line that were too long would go on below itself.
      CHECK(std::count_if(lines.begin(), lines.end(),
                          [](const auto& line) { return line.find("\u2588") != std::string::npos; }) == 1);
    }
  }
  CHECK(over_time_text(result).find("rejected") == std::string::npos);
}

}  // namespace over_time_test

// The line that tells of progress on a terminal.
#include <doctest/doctest.h>

#include <string>

#include "sim/render/text_wrap.hpp"

namespace progress_line_test {

TEST_CASE("progress: a line of it fits into any width: its bar is shorter or goes") {
  using garoa::progress_line;
  const std::string text = "8 d 2 h of 90 d simulated, 4,190,205 events/s, 17.9 s left";
  CHECK(progress_line(0.5, text, 120) == "[###############...............] " + text);
  CHECK(progress_line(0.5, text, 79) == "[#########.........] " + text);
  CHECK(progress_line(0.5, text, 60) == text);
  CHECK(progress_line(0, "0 of 4 points", 40) == "[........................] 0 of 4 points");
  for (std::size_t width = 1; width < 130; ++width) {
    CHECK(progress_line(1, text, width).size() <= width);
    CHECK(progress_line(0, text, width).size() <= width);
  }
}

TEST_CASE("progress: a bar is as long beside a short text as beside the widest, so that it only fills") {
  using garoa::progress_line;
  const std::string wide = "1 d 2 h 9 min of 20 d simulated";
  const std::string narrow = "2 d of 20 d simulated";
  CHECK(progress_line(0.05, wide, 60, wide.size()) == "[#.........................] " + wide);
  CHECK(progress_line(0.1, narrow, 60, wide.size()) == "[##........................] " + narrow);
  CHECK(progress_line(0.5, narrow, 30, wide.size()) == narrow);
}

}  // namespace progress_line_test

// Units of axes: numbers that people read.
#include "sim/render/html/axis_unit.hpp"

#include <doctest/doctest.h>

namespace axis_unit_test {

using garoa::chart::axis_unit;

TEST_CASE("axis unit: times and sizes by the largest value, shares in percent, mere numbers without a name") {
  CHECK(axis_unit("s", 0.3).name == "ms");
  CHECK(axis_unit("s", 90).name == "s");
  CHECK(axis_unit("s", 600).name == "min");
  CHECK(axis_unit("s", 14'000).name == "h");
  CHECK(axis_unit("s", 14'000).per == 3600);
  CHECK(axis_unit("Seconds", 20 * 86'400).name == "d");
  CHECK(axis_unit("Milliseconds", 500).per == 1);
  CHECK(axis_unit("Milliseconds", 50'000).name == "s");
  CHECK(axis_unit("Milliseconds", 50'000).per == 1000);
  CHECK(axis_unit("B", 3.0 * 1024 * 1024 * 1024).name == "GiB");
  CHECK(axis_unit("B/s", 2048).name == "KiB/s");
  CHECK(axis_unit("share", 0.5).per == 0.01);
  CHECK(axis_unit("Count", 7).name.empty());
  CHECK(axis_unit("USD", 7).title_of("price") == "price (USD)");
  CHECK(axis_unit("1", 7).title_of("refused") == "refused");
}

}  // namespace axis_unit_test

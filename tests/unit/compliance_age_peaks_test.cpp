// The largest age of each period.
#include "models/compliance/age_peaks.hpp"

#include <doctest/doctest.h>

namespace compliance_age_peaks_test {

using namespace garoa;
using compliance::AgePeaks;

namespace {

std::vector<std::pair<double, double>> told(const AgePeaks& peaks, double end) {
  std::vector<std::pair<double, double>> points;
  for (const auto& point : peaks.points(end)) points.emplace_back(point.time, point.value);
  return points;
}

}  // namespace

TEST_CASE("age peaks: an age grows through periods, and falls to that of the next oldest") {
  AgePeaks peaks{10};
  peaks.add(2, 2, 25);    // at 10: 8, at 20: 18, at 25: 23
  peaks.add(24, 25, 28);  // at 28: 4
  using Points = std::vector<std::pair<double, double>>;
  CHECK(told(peaks, 45) == Points{{10, 8}, {20, 18}, {30, 23}, {40, 0}, {45, 0}});
}

TEST_CASE("age peaks: what ends at a period's end is not in the next, and a short piece is in its own") {
  AgePeaks peaks{10};
  peaks.add(0, 5, 10);
  peaks.add(11, 12, 13);
  using Points = std::vector<std::pair<double, double>>;
  CHECK(told(peaks, 20) == Points{{10, 10}, {20, 2}});
}

TEST_CASE("age peaks: without a length of periods nothing is kept") {
  AgePeaks peaks{0};
  peaks.add(0, 0, 100);
  CHECK(peaks.points(100).empty());
}

}  // namespace compliance_age_peaks_test

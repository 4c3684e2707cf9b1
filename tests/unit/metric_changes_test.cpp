// Differences of counts that are the same in every pair.
#include "sim/results/metric_changes.hpp"

#include <doctest/doctest.h>

namespace metric_changes_test {

using namespace garoa;

TEST_CASE("compared: small counts differ by the same by luck, and six pairs are enough that they hardly do") {
  const auto certain_after = [](int runs) {
    MetricPairs pairs;
    RunResult from;
    from.metrics = {{"flows.f.upload.rejected", 4, "1", 1, {}}};
    RunResult to = from;
    to.metrics[0].value = 5;
    for (int run = 0; run < runs; ++run) pairs.add(from, to);
    return pairs.changes({"flows.f.upload.rejected"}, from, to)[0].certain;
  };
  CHECK_FALSE(certain_after(5));  // 2 / 2^5 = 0.0625
  CHECK(certain_after(6));        // 2 / 2^6 = 0.03125
}

TEST_CASE("compared: a large count that differs by the same in each pair is no luck") {
  MetricPairs pairs;
  RunResult from;
  from.metrics = {{"flows.f.upload.rejected", 0, "1", 1, {}}};
  RunResult to = from;
  to.metrics[0].value = 171726;
  for (int run = 0; run < 5; ++run) pairs.add(from, to);
  CHECK(pairs.changes({"flows.f.upload.rejected"}, from, to)[0].certain);
}

}  // namespace metric_changes_test

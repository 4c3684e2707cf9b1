#include "sim/workload/trace_keys.hpp"

#include <doctest/doctest.h>

namespace garoa::trace_keys_test {

TEST_CASE("trace keys: each distinct one has a number of its own and comes back by it") {
  TraceKeys keys;
  CHECK(keys.number_of("") == 0);
  for (int round = 0; round < 2; ++round) {
    for (std::uint32_t i = 1; i <= 5000; ++i) CHECK(keys.number_of("tenant/" + std::to_string(i)) == i);
  }
  keys.close();
  CHECK(keys[0].empty());
  CHECK(keys[1] == "tenant/1");
  CHECK(keys[5000] == "tenant/5000");
}

TEST_CASE("trace keys: those that come once are told from those that come again") {
  TraceKeys keys;
  for (const auto* const key : {"a", "b", "a", "c", "", ""}) (void)keys.number_of(key);
  CHECK(keys.comes_again(1));
  CHECK_FALSE(keys.comes_again(2));
  CHECK_FALSE(keys.comes_again(3));
  CHECK_FALSE(keys.comes_again(0));
  CHECK(TraceKey{&keys, 3}.text() == "c");
}

}  // namespace garoa::trace_keys_test

#include "sim/engine/token_bucket.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace garoa::token_bucket_test {

TEST_CASE("token bucket: a full bucket lets its burst pass at once, then one per 1/rate") {
  TokenBucket bucket{4, 10};
  for (int i = 0; i < 10; ++i) CHECK(bucket.reserve(0, 1) == 0);
  for (int i = 1; i <= 20; ++i) CHECK(bucket.reserve(0, 1) == i * 0.25);
  CHECK(bucket.level(0) == -20);
}

TEST_CASE("token bucket: request n of a steady overload is available at (n - burst) / rate") {
  // 8 requests per second on 2 per second: number n arrives at (n - 1) / 8.
  TokenBucket bucket{2, 5};
  for (int n = 1; n <= 1000; ++n) {
    const double arrival = (n - 1) / 8.0;
    const double by_rate = (n - 5) / 2.0;
    CHECK(bucket.reserve(arrival, 1) == (by_rate > arrival ? by_rate : arrival));
  }
}

TEST_CASE("token bucket: a request above the burst waits for what exceeds it, and the next one behind it") {
  TokenBucket bucket{100, 50};
  CHECK(bucket.reserve(0, 250) == 2);
  CHECK(bucket.reserve(1, 1) == 2.01);
  CHECK(bucket.reserve(1, 0) == 2.01);  // nothing overtakes
  CHECK(bucket.level(10) == 50);
}

TEST_CASE("token bucket: idle time fills no more than the burst") {
  TokenBucket bucket{10, 30};
  CHECK(bucket.reserve(0, 30) == 0);
  CHECK(bucket.level(1) == 10);
  CHECK(bucket.level(3) == 30);
  CHECK(bucket.level(1000) == 30);
  CHECK(bucket.reserve(1000, 40) == 1001);
}

TEST_CASE("token bucket: a refused request takes nothing") {
  TokenBucket bucket{1, 2};
  CHECK(bucket.try_take(0, 2));
  CHECK_FALSE(bucket.try_take(0.5, 1));
  CHECK_FALSE(bucket.try_take(0.75, 1));
  CHECK(bucket.try_take(1, 1));
  CHECK_FALSE(bucket.try_take(1, 1));
  CHECK_FALSE(bucket.try_take(100, 3));  // never above the burst
  CHECK(bucket.level(100) == 2);
}

TEST_CASE("token bucket: exactly burst + rate x time pass a limit that rejects") {
  // 5000 requests per second for 10 s on 3500 per second with a burst of 700.
  TokenBucket bucket{3500, 700};
  int passed = 0;
  for (int i = 0; i < 50000; ++i) passed += bucket.try_take(i / 5000.0, 1) ? 1 : 0;
  // The last request is at 9.9998 s, when 700 + 34999.3 tokens have flowed in.
  CHECK(passed == 35699);
}

TEST_CASE("token bucket: requests at exactly the rate are never refused for a rounding error") {
  TokenBucket bucket{10, 1};
  for (int i = 0; i < 100000; ++i) REQUIRE(bucket.try_take(i * 0.1, 1));
}

TEST_CASE("token bucket: a rate of 0 spends the burst, then never grants") {
  TokenBucket bucket{0, 2};
  CHECK(bucket.reserve(1, 2) == 1);
  CHECK(bucket.reserve(2, 1) == std::numeric_limits<double>::infinity());
  CHECK_FALSE(bucket.try_take(2, 1));
  CHECK(bucket.level(50) == 0);
}

}  // namespace garoa::token_bucket_test

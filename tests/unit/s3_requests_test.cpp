#include <doctest/doctest.h>

#include <cmath>

#include "models/retry/sdk_retry_settings.hpp"
#include "models/s3/request_limit.hpp"
#include "models/s3/retry_quota.hpp"

namespace s3_requests_test {

using namespace garoa;

namespace {

RequestLimitSettings limits(std::uint32_t most_partitions) {
  return {PerSecond{100}, 1_s, 1, most_partitions, 10_s, 5_s, 1_h};
}

/// Requests at `rate` from `from` to `to`; how many were refused.
int load(RequestLimit& limit, double rate, double from, double to) {
  int refused = 0;
  const auto count = static_cast<int>((to - from) * rate);
  for (int i = 0; i < count; ++i) refused += limit.accept(from + i / rate) ? 0 : 1;
  return refused;
}

RetrySettings settings_of(RetryMode mode) {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto settings = retry_settings(mode, catalogue.figures("s3"));
  CHECK(diagnostics.count() == 0);
  return settings;
}

}  // namespace

TEST_CASE("request limit: a load below the rate is never refused, one above loses the excess") {
  RequestLimit limit{limits(1)};
  CHECK(load(limit, 99, 0, 100) == 0);
  RequestLimit other{limits(1)};
  // 150/s for 100 s: 15,000 asked, 100 x 100 + the burst of 100 served.
  CHECK(std::abs(load(other, 150, 0, 100) - 4'900) <= 1);
  CHECK(other.partitions() == 1);
}

TEST_CASE("request limit: five partitions are there after 16 split times of saturation, nine after 64") {
  RequestLimit limit{limits(1000)};
  (void)load(limit, 2000, 0, 165);
  CHECK(limit.partitions() == 5);
  (void)load(limit, 2000, 165, 650);
  CHECK(limit.partitions() == 9);
}

TEST_CASE("request limit: refusals end when the partitions carry the load, and growth ends with them") {
  RequestLimit limit{limits(1000)};
  CHECK(load(limit, 180, 0, 12) > 0);
  CHECK(limit.partitions() == 2);
  CHECK(load(limit, 180, 12, 300) == 0);
  CHECK(limit.partitions() == 2);
  CHECK(limit.last_refusal() < 12);
}

TEST_CASE("request limit: refusals with lulls between them make no partition") {
  RequestLimit limit{limits(1000)};
  for (int i = 0; i < 20; ++i) CHECK(load(limit, 500, 20.0 * i, 20.0 * i + 2) > 0);
  CHECK(limit.partitions() == 1);
}

TEST_CASE("request limit: partitions go when nobody asks for long") {
  RequestLimit limit{limits(1000)};
  (void)load(limit, 2000, 0, 165);
  CHECK(limit.accept(165 + 3599));
  CHECK(limit.partitions() == 5);
  CHECK(limit.accept(165 + 3599 + 3601));
  CHECK(limit.partitions() == 1);
}

TEST_CASE("retries: the pauses of the three modes") {
  const auto legacy = settings_of(RetryMode::legacy);
  CHECK(legacy.attempts == 5);
  CHECK(legacy.pause(4, Refusal::throttled, 0.5) == 4.0);
  CHECK(legacy.pause(10, Refusal::throttled, 0.5) == 256.0);  // without a cap
  const auto standard = settings_of(RetryMode::standard);
  CHECK(standard.attempts == 3);
  CHECK(standard.pause(1, Refusal::unavailable, 0.25) == 0.25);
  CHECK(standard.pause(6, Refusal::unavailable, 0.5) == 16.0);
  CHECK(standard.pause(7, Refusal::unavailable, 0.5) == 20.0);  // the cap after the jitter
  const auto newest = settings_of(RetryMode::standard_2026);
  CHECK(newest.pause(1, Refusal::unavailable, 0.5) == doctest::Approx(0.025));
  CHECK(newest.pause(2, Refusal::throttled, 0.5) == doctest::Approx(1.0));
  CHECK(newest.pause(9, Refusal::throttled, 0.5) == doctest::Approx(10.0));  // the cap before the jitter
}

TEST_CASE(
    "retries: the quota of 500 tokens pays 100 retries, or 35 after errors with the constants of 2026") {
  const auto count = [](RetryMode mode, double RetrySettings::*cost) {
    const auto settings = settings_of(mode);
    RetryQuota quota;
    int paid = 0;
    while (paid < 1000 && quota.take(settings.*cost, settings.quota)) ++paid;
    return paid;
  };
  CHECK(count(RetryMode::standard, &RetrySettings::cost) == 100);
  CHECK(count(RetryMode::standard_2026, &RetrySettings::cost) == 35);
  CHECK(count(RetryMode::standard_2026, &RetrySettings::throttled_cost) == 100);
  CHECK(count(RetryMode::legacy, &RetrySettings::cost) == 1000);
}

TEST_CASE("retries: successes fill the quota again, never above its size") {
  RetryQuota quota;
  CHECK(quota.take(5, 500));
  quota.give_back(1);
  CHECK(quota.spent() == 4);
  quota.give_back(100);
  CHECK(quota.spent() == 0);
  CHECK(!quota.take(501, 500));
}

}  // namespace s3_requests_test

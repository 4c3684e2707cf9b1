// What KMS bills: every call that it took, once.
#include "models/kms/kms.hpp"
#include "models/kms/data_key.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

namespace kms_test {

using namespace garoa;

namespace {

/// Calls each second, the warm-up included, and a sample every ten.
Process call_each_second(Run& run, Kms& kms, int seconds) {
  for (int second = 1; second <= seconds; ++second) {
    co_await run.simulator.wait_until(second);
    CHECK(kms.call());
    if (second % 10 == 0) kms.sample(10);
  }
}

}  // namespace

TEST_CASE("kms: however often it is sampled, each call is billed once, those of the warm-up too") {
  Simulator simulator;
  Journal journal;
  Run run{simulator, journal, 1, 25};
  std::vector<std::uint64_t> bills;
  journal.on<events::Billed>([&](const events::Billed& event) {
    if (event.meter == Meter::kms_requests) bills.push_back(event.units);
  });
  Kms kms{run, {.requests = PerSecond{1000}, .burst = 1_s, .keys = 1}};
  simulator.start(call_each_second(run, kms, 50));
  simulator.run(50);
  CHECK(bills == std::vector<std::uint64_t>{10, 10, 10, 10, 10});
  kms.sample(0);  // nothing was called since
  CHECK(bills.size() == 5);
}

TEST_CASE("kms: a call that is refused is not billed") {
  Simulator simulator;
  Journal journal;
  Run run{simulator, journal, 1};
  std::uint64_t billed = 0;
  journal.on<events::Billed>([&](const events::Billed& event) {
    if (event.meter == Meter::kms_requests) billed += event.units;
  });
  Kms kms{run, {.requests = PerSecond{5}, .burst = 1_s, .keys = 1}};
  int taken = 0;
  for (int i = 0; i < 8; ++i) taken += kms.call() ? 1 : 0;
  kms.sample(1);
  kms.sample(1);
  CHECK(taken == 5);
  CHECK(billed == 5);
}

TEST_CASE(
    "kms: a data key is asked for when it is needed and its period is over, once for each call of a "
    "renewal") {
  Simulator simulator;
  Journal journal;
  Run run{simulator, journal, 1};
  std::uint64_t billed = 0;
  journal.on<events::Billed>([&](const events::Billed& event) {
    if (event.meter == Meter::kms_requests) billed += event.units;
  });
  Kms kms{run, {.requests = PerSecond{1000}, .burst = 1_s, .keys = 1}};
  DataKey key{&kms, 300_s, 2};
  DataKey none{&kms, 300_s, 0};
  for (int second = 0; second < 3600; ++second) CHECK((key.use(second) && none.use(second)));
  kms.sample(0);
  CHECK(billed == 2 * 12);
  // Needed every ten minutes it is asked for every ten minutes.
  for (int second = 3600; second < 7200; second += 600) CHECK(key.use(second));
  kms.sample(0);
  CHECK(billed == 2 * (12 + 6));
}

TEST_CASE("kms: a data key that is refused is asked for again, and what it has cost is not asked for twice") {
  Simulator simulator;
  Journal journal;
  Run run{simulator, journal, 1};
  Kms kms{run, {.requests = PerSecond{3}, .burst = 1_s, .keys = 1}};
  DataKey first{&kms, 300_s, 2};
  DataKey second{&kms, 300_s, 2};
  CHECK(first.use(0));
  CHECK_FALSE(second.use(0));
  CHECK(kms.call() == false);
  CHECK(first.use(1));
}

}  // namespace kms_test

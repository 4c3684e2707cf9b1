// The sharing itself is tested with FairShare; here its life in simulated time, and waits for several
// resources at once.
#include "sim/engine/shared_resource.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace garoa::shared_resource_test {
namespace {

constexpr double gibibytes = 1024.0 * 1024.0 * 1024.0;

struct Part {
  SharedResource* resource;
  double work;
  double cap = FairShare::no_cap;
};

struct Served {
  double end = -1;
  double elapsed = -1;
  const SharedResource* binding = nullptr;
};

Process serve(Simulator& simulator, double begin, std::vector<Part> parts, Served& served) {
  co_await simulator.wait_until(begin);
  JointUse use{simulator};
  for (const auto& part : parts) use.add(*part.resource, part.work, part.cap);
  served.elapsed = co_await use;
  served.end = simulator.now();
  served.binding = use.binding();
}

}  // namespace

TEST_CASE("shared resource: a joint use ends with its slowest part, which it names as binding") {
  Simulator simulator;
  SharedResource operations{simulator, 3000};
  SharedResource bytes{simulator, 125e6};
  Served small;
  Served large;
  simulator.start(serve(simulator, 1, {{&operations, 30}, {&bytes, 125e3}}, small));
  simulator.start(serve(simulator, 5, {{&operations, 30}, {&bytes, 125e6}}, large));
  simulator.run(100);
  CHECK(small.elapsed == doctest::Approx(0.01).epsilon(1e-12));
  CHECK(small.binding == &operations);
  CHECK(large.elapsed == doctest::Approx(1).epsilon(1e-12));
  CHECK(large.end == doctest::Approx(6).epsilon(1e-12));
  CHECK(large.binding == &bytes);
  CHECK(operations.work_done() == doctest::Approx(60).epsilon(1e-12));
  CHECK(bytes.work_done() == doctest::Approx(125e6 + 125e3).epsilon(1e-12));
}

TEST_CASE("shared resource: a part that is done gives its share to the others while the use goes on") {
  Simulator simulator;
  SharedResource common{simulator, 10};
  SharedResource slow{simulator, 1};
  Served both;
  Served alone;
  simulator.start(serve(simulator, 0, {{&common, 10}, {&slow, 100}}, both));
  simulator.start(serve(simulator, 0, {{&common, 40}}, alone));
  simulator.run(1000);
  CHECK(alone.end == doctest::Approx(5).epsilon(1e-12));  // 2 s at 5/s, 3 s at 10/s
  CHECK(both.end == doctest::Approx(100).epsilon(1e-12));
  CHECK(both.binding == &slow);
}

TEST_CASE("shared resource: who comes later slows down who is there") {
  Simulator simulator;
  SharedResource disk{simulator, 10};
  Served first;
  Served second;
  simulator.start(serve(simulator, 0, {{&disk, 100}}, first));
  simulator.start(serve(simulator, 4, {{&disk, 30}}, second));
  simulator.run(100);
  CHECK(second.end == doctest::Approx(10).epsilon(1e-12));  // 30 at 5/s
  CHECK(first.end == doctest::Approx(13).epsilon(1e-12));   // 40 at 10/s, 30 at 5/s, 30 at 10/s
}

TEST_CASE("shared resource: a cap holds back its own part only") {
  Simulator simulator;
  SharedResource disk{simulator, 10};
  Served capped;
  Served free;
  simulator.start(serve(simulator, 0, {{&disk, 20, 2}}, capped));
  simulator.start(serve(simulator, 0, {{&disk, 40}}, free));
  simulator.run(100);
  CHECK(free.end == doctest::Approx(5).epsilon(1e-12));
  CHECK(capped.end == doctest::Approx(10).epsilon(1e-12));
}

TEST_CASE("shared resource: no part and no work take no time") {
  Simulator simulator;
  SharedResource disk{simulator, 10};
  Served nothing;
  Served empty;
  simulator.start(serve(simulator, 3, {}, nothing));
  simulator.start(serve(simulator, 3, {{&disk, 0}}, empty));
  simulator.run(10);
  CHECK(nothing.elapsed == 0);
  CHECK(nothing.binding == nullptr);
  CHECK(empty.elapsed == 0);
  CHECK(empty.end == 3);
  CHECK(empty.binding == &disk);
}

TEST_CASE(
    "shared resource: a 100 GiB gp2 volume bursts for 2,000 s from a full bucket, then falls to its base") {
  // 3 IOPS per GiB, 3,000 IOPS of burst, 5.4 million credits: 5.4e6 / (3,000 - 300) = 2,000 s.
  Simulator simulator;
  SharedResource operations{simulator, FairShare::Burst{300, 3000, 5.4e6, 5.4e6}};
  Served burst;
  Served rest;
  simulator.start(serve(simulator, 0, {{&operations, 2000.0 * 3000}}, burst));
  simulator.start(serve(simulator, 2000, {{&operations, 3000}}, rest));
  simulator.run(5000);
  CHECK(burst.elapsed == doctest::Approx(2000).epsilon(1e-12));
  CHECK(rest.elapsed == doctest::Approx(10).epsilon(1e-9));
  CHECK(operations.credits() == doctest::Approx((5000 - 2010) * 300.0).epsilon(1e-6));
}

TEST_CASE("shared resource: after a month a small part still takes its exact time") {
  Simulator simulator;
  SharedResource disk{simulator, 0.125 * gibibytes};
  Served served;
  simulator.start(serve(simulator, 30 * 86400.0, {{&disk, 4096}}, served));
  simulator.run(31 * 86400.0);
  CHECK(served.elapsed == doctest::Approx(4096 / (0.125 * gibibytes)).epsilon(1e-4));
}

namespace {

Process cancel_at(Simulator& simulator, double time, JointUse& use) {
  co_await simulator.wait_until(time);
  use.cancel();
}

struct Cancelled {
  double end = -1;
  double served = -1;
};

Process serve_until(Simulator& simulator, std::vector<Part> parts, double time, Cancelled& cancelled) {
  JointUse use{simulator};
  for (const auto& part : parts) use.add(*part.resource, part.work, part.cap);
  simulator.start(cancel_at(simulator, time, use));
  co_await use;
  cancelled = {simulator.now(), use.served()};
  co_await simulator.delay(1000);  // the use lives as long as what cancels it
}

}  // namespace

TEST_CASE("shared resource: a use that is cancelled ends at once, and leaves its share to the others") {
  Simulator simulator;
  SharedResource common{simulator, 10};
  SharedResource slow{simulator, 1};
  Cancelled gone;
  Served other;
  simulator.start(serve_until(simulator, {{&common, 100}, {&slow, 100}}, 4, gone));
  simulator.start(serve(simulator, 0, {{&common, 100}}, other));
  simulator.run(5000);
  CHECK(gone.end == doctest::Approx(4));
  CHECK(gone.served == doctest::Approx(20));
  CHECK(other.end == doctest::Approx(4 + 80 / 10.0));
  CHECK(common.work_done() == doctest::Approx(120));
  CHECK(slow.work_done() == doctest::Approx(4));
}

TEST_CASE("shared resource: to cancel a use that ends at this instant, or has ended, changes nothing") {
  for (const double time : {10.0, 12.0}) {
    Simulator simulator;
    SharedResource common{simulator, 10};
    Cancelled used;
    Served other;
    simulator.start(serve_until(simulator, {{&common, 50}}, time, used));
    simulator.start(serve(simulator, 0, {{&common, 50}}, other));
    simulator.run(5000);
    CHECK(used.end == doctest::Approx(10));
    CHECK(used.served == doctest::Approx(50));
    CHECK(other.end == doctest::Approx(10));
  }
}

}  // namespace garoa::shared_resource_test

// Equal runs do equal things at equal times, to the last bit. Digests are of (bits of the time, kind, entity)
// of every step.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/core/random.hpp"
#include "sim/engine/physical_world.hpp"
#include "sim/engine/server_pool.hpp"
#include "sim/engine/shared_resource.hpp"
#include "sim/run/child_process.hpp"
#include "tests/support/digest.hpp"

namespace garoa::determinism_test {
namespace {

enum class Kind : std::uint64_t { arrived, entered, served, sent, computed };

constexpr std::size_t clients = 8;

/// Requests that queue for workers and share a disk and, with a physical world, links and cores.
class Model {
 public:
  Model(std::uint64_t seed, bool with_world) : random_{seed, "determinism_test"} {
    if (!with_world) return;
    world_ = std::make_unique<PhysicalWorld>(simulator_);
    server_ = world_->add_endpoint({"server", BitsPerSecond{1e8}, BitsPerSecond{1e8}, Seconds{0.0005}, 2});
    for (std::size_t i = 0; i < clients; ++i) {
      clients_.push_back(world_->add_endpoint(
          {"client" + std::to_string(i), BitsPerSecond{2e7}, BitsPerSecond{1e8}, Seconds{0.01}, 1}));
    }
  }
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;
  ~Model() { simulator_.shut_down(); }

  std::uint64_t run(std::uint64_t requests) {
    simulator_.start(arrive(requests));
    simulator_.run(1e6);
    CHECK(simulator_.live_processes() == 0);
    return digest_.value();
  }

 private:
  void note(Kind kind, std::uint64_t id) {
    digest_.add(simulator_.now(), static_cast<std::uint64_t>(kind));
    digest_.add(id);
  }
  Process arrive(std::uint64_t requests) {
    for (std::uint64_t id = 0; id < requests; ++id) {
      co_await simulator_.delay(-std::log(random_.uniform(Entity::nth(id))) * 0.02);
      // Every tenth comes with twins of the same instant: order among equals counts.
      const int twins = id % 10 == 0 ? 3 : 1;
      for (int i = 0; i < twins; ++i) simulator_.start(request(id));
    }
  }
  Process request(std::uint64_t id) {
    note(Kind::arrived, id);
    if (world_) {
      auto upload = world_->transfer(
          clients_[id % clients], server_,
          1000 + static_cast<std::uint64_t>(random_.uniform(Entity::nth(id), Purpose{}.at(1)) * 2e5));
      co_await upload;
      note(Kind::sent, id);
    }
    auto entrance = workers_.enter();
    const auto place = co_await entrance;
    note(Kind::entered, id);
    if (world_) {
      auto computation = world_->compute(server_, random_.uniform(Entity::nth(id), Purpose{}.at(2)) * 0.03);
      co_await computation;
      note(Kind::computed, id);
    }
    JointUse use{simulator_};
    use.add(operations_, 1 + random_.uniform(Entity::nth(id), Purpose{}.at(3)) * 5);
    use.add(bytes_, random_.uniform(Entity::nth(id), Purpose{}.at(4)) * 1.5e6);
    co_await use;
    note(Kind::served, id);
  }

  Stream random_;
  Simulator simulator_;
  ServerPool workers_{simulator_, 4};
  SharedResource operations_{simulator_, FairShare::Burst{100, 400, 2000, 5000}};
  SharedResource bytes_{simulator_, 50e6};
  test::Digest digest_;
  std::unique_ptr<PhysicalWorld> world_;
  Endpoint server_;
  std::vector<Endpoint> clients_;
};

std::uint64_t digest_of(std::uint64_t seed, bool with_world) {
  return Model{seed, with_world}.run(20000);
}

/// The digest of a run in a process of its own; 0 if that failed.
std::uint64_t digest_in_child(std::uint64_t seed, bool with_world) {
  ChildProcess child{[&](const ChildProcess::Tell&) { return std::to_string(digest_of(seed, with_world)); },
                     {}};
  const auto end = child.wait();
  return end.state == ChildProcess::State::answered ? std::stoull(end.text) : 0;
}

}  // namespace

TEST_CASE("determinism: two engines in one process do the same") {
  const auto digest = digest_of(1, false);
  CHECK(digest_of(1, false) == digest);
  CHECK(digest_of(2, false) != digest);
}

TEST_CASE("determinism: engines in two processes do the same") {
  const auto digest = digest_in_child(1, false);
  CHECK(digest != 0);
  CHECK(digest_in_child(1, false) == digest);
  CHECK(digest_of(1, false) == digest);
}

TEST_CASE("determinism: physical worlds in three processes do the same, to the last bit") {
  const auto digest = digest_in_child(1, true);
  CHECK(digest != 0);
  CHECK(digest_in_child(1, true) == digest);
  CHECK(digest_in_child(2, true) != digest);
  // In this process memory lies elsewhere: nothing may follow the order of addresses.
  const std::vector<std::unique_ptr<Model>> ballast = [] {
    std::vector<std::unique_ptr<Model>> models;
    for (int i = 0; i < 37; ++i) models.push_back(std::make_unique<Model>(9, false));
    return models;
  }();
  CHECK(digest_of(1, true) == digest);
}

}  // namespace garoa::determinism_test

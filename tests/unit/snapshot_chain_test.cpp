// What snapshots store, against counting by hand and against a model that keeps every block.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "models/ebs/snapshot_chain.hpp"
#include "sim/core/random.hpp"

namespace garoa::snapshot_chain_test {
namespace {

constexpr double every_block = 1e15;  // bytes of rewrites that leave no block of an area out

/// The same with one entry a block and snapshot: append-only.
class NaiveChain {
 public:
  std::uint64_t take(std::uint64_t appended) {
    auto& mine = snapshots_[next_];
    if (last_ >= 0) mine = snapshots_[static_cast<std::uint64_t>(last_)];
    std::uint64_t changed = 0;
    for (std::uint64_t block = 0; block * size < appended; ++block) {
      const std::uint64_t filled = std::min(size, appended - block * size);
      auto& held = mine[block];
      if (held.second == filled) continue;
      held = {next_, filled};
      ++changed;
    }
    last_ = static_cast<std::int64_t>(next_);
    ++next_;
    return changed * size;
  }
  void remove(std::uint64_t id) {
    snapshots_.erase(id);
    last_ = snapshots_.empty() ? -1 : static_cast<std::int64_t>(snapshots_.rbegin()->first);
  }
  [[nodiscard]] std::uint64_t stored() const {
    std::set<std::pair<std::uint64_t, std::uint64_t>> versions;
    for (const auto& [id, blocks] : snapshots_) {
      for (const auto& [block, version] : blocks) versions.insert({block, version.first});
    }
    return versions.size() * size;
  }
  static constexpr std::uint64_t size = 512 * 1024;

 private:
  std::map<std::uint64_t, std::map<std::uint64_t, std::pair<std::uint64_t, std::uint64_t>>> snapshots_;
  std::uint64_t next_ = 0;
  std::int64_t last_ = -1;
};

TEST_CASE("snapshots: a first one stores all written data, a second one what changed since") {
  SnapshotChain chain{512_KiB, 30_GiB, 20_GiB};
  const auto first = chain.take(0_B, 0);
  CHECK(first.changed == 50_GiB);
  const auto second = chain.take(10_GiB, every_block);
  CHECK(second.changed == 30_GiB);
  CHECK(second.full == 60_GiB);
  CHECK(chain.stored() == 80_GiB);
}

TEST_CASE("snapshots: removing one keeps the blocks that a later one needs") {
  SnapshotChain chain{512_KiB, 30_GiB, 20_GiB};
  const auto first = chain.take(0_B, 0);
  const auto second = chain.take(10_GiB, every_block);
  chain.remove(first.id);
  CHECK(chain.stored() == 60_GiB);
  chain.remove(second.id);
  CHECK(chain.stored() == 0_B);
}

TEST_CASE("snapshots: after the newest one is removed, the next stores its changes again") {
  SnapshotChain chain{512_KiB, 30_GiB, 20_GiB};
  (void)chain.take(0_B, 0);
  const auto second = chain.take(10_GiB, every_block);
  chain.remove(second.id);
  CHECK(chain.stored() == 50_GiB);
  CHECK(chain.take(10_GiB, 0).changed == 30_GiB);
}

TEST_CASE("snapshots: those of a lost volume stay, and the first one of its successor is whole") {
  SnapshotChain chain{512_KiB, 30_GiB, 20_GiB};
  (void)chain.take(10_GiB, 0);
  chain.restart();
  CHECK(chain.stored() == 60_GiB);
  const auto next = chain.take(5_GiB, every_block);
  CHECK(next.changed == 5_GiB);
  CHECK(next.full == 5_GiB);
  CHECK(chain.stored() == 65_GiB);
}

TEST_CASE("snapshots: a volume made from one stores next what changed since, whatever was pending") {
  SnapshotChain chain{512_KiB, 30_GiB, 20_GiB};
  const auto shown = chain.take(10_GiB, 0);
  const auto pending = chain.take(12_GiB, every_block);
  chain.revert(shown);
  const auto next = chain.take(11_GiB, 0);
  CHECK(next.changed == 1_GiB);
  CHECK(next.full == 61_GiB);
  chain.remove(pending.id);
  CHECK(chain.stored() == 61_GiB);
  CHECK(chain.take(11_GiB, every_block).changed == 20_GiB);
}

TEST_CASE("snapshots: a volume made from one that shares no blocks any more is stored as a whole next") {
  SnapshotChain chain{512_KiB, 30_GiB, 20_GiB};
  const auto archived = chain.take(10_GiB, 0);
  chain.remove(archived.id);
  chain.revert(archived);
  CHECK(chain.take(11_GiB, 0).changed == 61_GiB);
}

TEST_CASE("snapshots: rewrites that hit blocks at random change the expected number of them") {
  SnapshotChain chain{512_KiB, 0_B, 100_GiB};
  (void)chain.take(0_B, 0);
  const double expected = 100.0 * (1 - std::exp(-0.5));  // 50 GiB of rewrites
  const auto changed = chain.take(0_B, 50 * gibibyte).changed;
  CHECK(static_cast<double>(changed.count()) / gibibyte == doctest::Approx(expected).epsilon(1e-5));
}

TEST_CASE("snapshots: versions of a rewritten area add up whatever is removed") {
  SnapshotChain chain{512_KiB, 1_GiB, 10_GiB};
  std::vector<SnapshotChain::Taken> taken;
  for (int day = 0; day < 50; ++day) {
    taken.push_back(chain.take(0_B, day == 0 ? 0 : 2 * gibibyte));
    if (day >= 7) chain.remove(taken[static_cast<std::size_t>(day - 7)].id);
  }
  CHECK(chain.kept() == 7);
  std::uint64_t increments = 0;  // the oldest kept one is whole, six increments come on top
  for (std::size_t i = taken.size() - 6; i < taken.size(); ++i) increments += taken[i].changed.count();
  CHECK(chain.stored().count() == (11_GiB).count() + increments);
}

TEST_CASE("snapshots: appended documents store the same as in a model that keeps every block") {
  SnapshotChain chain{512_KiB, 0_B, 0_B};
  NaiveChain naive;
  const Stream stream{7, "snapshot chain"};
  std::vector<SnapshotChain::Id> kept;
  std::uint64_t bytes = 0;
  for (std::uint64_t step = 0; step < 300; ++step) {
    bytes += static_cast<std::uint64_t>(stream.uniform(Entity::nth(step)) * 3e6);
    const auto taken = chain.take(Bytes{bytes}, 0);
    REQUIRE(taken.changed.count() == naive.take(bytes));
    kept.push_back(taken.id);
    if (stream.uniform(Entity::nth(step), Purpose{}.at(1)) < 0.7) {
      const auto index = static_cast<std::size_t>(stream.uniform(Entity::nth(step), Purpose{}.at(2)) *
                                                  static_cast<double>(kept.size()));
      chain.remove(kept[index]);
      naive.remove(kept[index]);
      kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(index));
    }
    REQUIRE(chain.stored().count() == naive.stored());
  }
}

}  // namespace
}  // namespace garoa::snapshot_chain_test

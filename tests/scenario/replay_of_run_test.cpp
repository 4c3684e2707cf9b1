// A replay of a whole run tells at any instant what the run's journal said.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/collect/replay_recorder.hpp"
#include "sim/core/random.hpp"
#include "sim/run/run.hpp"
#include "sim/scenario/load.hpp"
#include "tests/support/source_folder.hpp"

namespace replay_of_run_test {

using namespace garoa;

namespace {

/// A number with all of its changes, in their order.
struct Counted {
  std::vector<std::pair<double, double>> changes;
  void set(double time, double value) { changes.emplace_back(time, value); }
  void add(double time, double by) { set(time, (changes.empty() ? 0 : changes.back().second) + by); }
  [[nodiscard]] double at(double time) const {
    const auto later = std::upper_bound(changes.begin(), changes.end(), time,
                                        [](double t, const auto& change) { return t < change.first; });
    return later == changes.begin() ? 0 : std::prev(later)->second;
  }
};

struct Counts {
  Counted uploads, busy, waiting;
};

void count(Journal& journal, Counts& counts) {
  journal.on<events::UploadStarted>(
      [&](const events::UploadStarted& event) { counts.uploads.add(event.time, 1); });
  journal.on<events::UploadAcknowledged>(
      [&](const events::UploadAcknowledged& event) { counts.uploads.add(event.time, -1); });
  journal.on<events::UploadRejected>(
      [&](const events::UploadRejected& event) { counts.uploads.add(event.time, -1); });
  journal.on<events::WorkersChanged>([&](const events::WorkersChanged& event) {
    counts.busy.set(event.time, static_cast<double>(event.busy));
    counts.waiting.set(event.time, static_cast<double>(event.waiting));
  });
}

const Replay::Level& level_of(const Replay& replay, const std::string& what) {
  const auto found = std::find_if(replay.levels.begin(), replay.levels.end(),
                                  [&](const auto& level) { return level.what == what; });
  REQUIRE(found != replay.levels.end());
  return *found;
}

}  // namespace

TEST_CASE("replay: at random instants of a run it tells what the journal said of uploads and workers") {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  const auto file = (test::source_folder() / "scenarios/central-financeira/base.yaml").string();
  const Overrides crowded{{"duration=9 h", "load=30", "ec2.app.workers=2", "ec2.app.accept_queue=20"}, {}};
  const auto scenario = load_scenario(file, crowded, files, diagnostics);
  INFO(diagnostics.text());
  REQUIRE(scenario);
  Counts counts;
  std::optional<ReplayRecorder> recorder;
  const auto result = run_here({*scenario, {}, [&](Journal& journal) {
                                  count(journal, counts);
                                  recorder.emplace(journal, ReplayWindow{8.2 * 3600, 600});
                                }});
  CHECK(result.documents > 0);
  const auto& replay = recorder->replay();
  const auto& uploads = level_of(replay, "uploads under way");
  const auto& busy = level_of(replay, "workers busy");
  const auto& waiting = level_of(replay, "requests waiting for a worker");
  CHECK(*std::max_element(busy.values.begin(), busy.values.end()) == 2);
  CHECK(*std::max_element(waiting.values.begin(), waiting.values.end()) > 0);
  const Stream luck{3, "instants"};
  for (std::uint64_t i = 0; i < 200; ++i) {
    const auto tick = static_cast<std::size_t>(Replay::ticks * luck.uniform(Entity::nth(i)));
    CAPTURE(tick);
    CHECK(uploads.values[tick] == counts.uploads.at(replay.tick(tick)));
    CHECK(busy.values[tick] == counts.busy.at(replay.tick(tick)));
    CHECK(waiting.values[tick] == counts.waiting.at(replay.tick(tick)));
  }
}

}  // namespace replay_of_run_test

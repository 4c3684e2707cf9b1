// What a replay records: levels as the journal gives them at each tick, a bounded sample of documents, and everything back from JSON.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/collect/replay_recorder.hpp"
#include "sim/core/random.hpp"

namespace replay_test {

using namespace garoa;

namespace {

/// A journal of one flow, and the number of its uploads under way after every event.
struct Traffic {
  Journal journal;
  FlowId flow = journal.flow("flows.intake");
  std::vector<std::pair<double, double>> open;  // time, number

  Document document(DocumentId id) const { return {flow, id, 1000, 0}; }
  void change(double time, double by) {
    open.emplace_back(time, (open.empty() ? 0 : open.back().second) + by);
  }
  void start(double time, DocumentId id) {
    journal.report(events::UploadStarted{time, document(id)});
    change(time, 1);
  }
  void acknowledge(double time, DocumentId id) {
    journal.report(events::UploadAcknowledged{time, document(id)});
    change(time, -1);
  }
  void refuse(double time, DocumentId id) {
    journal.report(events::UploadRejected{time, document(id), Reason::instance_stopped});
    change(time, -1);
  }
  void finish(double time) { journal.report(events::RunFinished{time}); }
  /// By looking at every event.
  double open_at(double time) const {
    double number = 0;
    for (const auto& [at, after] : open) {
      if (at <= time) number = after;
    }
    return number;
  }
};

const Replay::Level* find_level(const Replay& replay, const std::string& resource, const std::string& what) {
  for (const auto& level : replay.levels) {
    if (level.resource == resource && level.what == what) return &level;
  }
  return nullptr;
}

/// `count` uploads a second, each for up to three seconds; every `refused`-th is refused.
void play(Traffic& traffic, double seconds, int count, DocumentId refused) {
  const Stream luck{7, "traffic"};
  std::multimap<double, std::pair<bool, DocumentId>> events;
  for (DocumentId id = 0; id < static_cast<DocumentId>(seconds * count); ++id) {
    const double begin = static_cast<double>(id) / count;
    events.emplace(begin, std::pair{true, id});
    events.emplace(begin + 0.1 + 2.9 * luck.uniform(Entity::nth(id)), std::pair{false, id});
  }
  for (const auto& [time, event] : events) {
    const auto& [starts, id] = event;
    if (starts) {
      traffic.start(time, id);
    } else if (id % refused == refused - 1) {
      traffic.refuse(time, id);
    } else {
      traffic.acknowledge(time, id);
    }
  }
  traffic.finish(seconds + 5);
}

}  // namespace

TEST_CASE("replay: at every tick as many uploads are under way as the journal says") {
  Traffic traffic;
  const ReplayRecorder recorder{traffic.journal, {10.1, 20}};
  play(traffic, 40, 25, 1000);
  const auto& replay = recorder.replay();
  const auto* const level = find_level(replay, "flows.intake", "uploads under way");
  REQUIRE(level != nullptr);
  REQUIRE(level->values.size() == Replay::ticks + 1);
  for (std::size_t tick = 0; tick <= Replay::ticks; ++tick) {
    CAPTURE(tick);
    CHECK(level->values[tick] == traffic.open_at(replay.tick(tick)));
  }
}

TEST_CASE("replay: at random instants workers busy and requests that wait are those of the journal") {
  Journal journal;
  const NameId instance = journal.intern("ec2.app");
  const ReplayRecorder recorder{journal, {50, 100}};
  const Stream luck{11, "workers"};
  struct Change {
    double time;
    std::uint64_t busy, waiting;
  };
  std::vector<Change> changes;
  double time = 0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const auto draw = [&](std::uint64_t n) { return luck.uniform(Entity::nth(3 * i + n)); };
    time += 0.2 * draw(0);
    changes.push_back(
        {time, static_cast<std::uint64_t>(9 * draw(1)), static_cast<std::uint64_t>(5 * draw(2))});
    journal.report(events::WorkersChanged{time, instance, changes.back().busy, changes.back().waiting});
  }
  journal.report(events::RunFinished{time});
  const auto& replay = recorder.replay();
  const auto* const busy = find_level(replay, "ec2.app", "workers busy");
  const auto* const waiting = find_level(replay, "ec2.app", "requests waiting for a worker");
  REQUIRE(busy != nullptr);
  REQUIRE(waiting != nullptr);
  for (std::uint64_t i = 0; i < 200; ++i) {
    const auto tick = static_cast<std::size_t>(Replay::ticks * luck.uniform(Entity::nth(100'000 + i)));
    CAPTURE(tick);
    const auto last = std::find_if(changes.rbegin(), changes.rend(),
                                   [&](const Change& change) { return change.time <= replay.tick(tick); });
    REQUIRE(last != changes.rend());
    CHECK(busy->values[tick] == static_cast<double>(last->busy));
    CHECK(waiting->values[tick] == static_cast<double>(last->waiting));
  }
}

TEST_CASE("replay: of many documents every so-manieth is kept, and some of those that failed beside them") {
  Traffic traffic;
  const ReplayRecorder recorder{traffic.journal, {0, 100}};
  play(traffic, 90, 100, 77);
  const auto& replay = recorder.replay();
  CHECK(replay.began == 9000);
  CHECK(replay.stride == 32);
  std::size_t sampled = 0;
  std::size_t failed = 0;
  for (const auto& traveller : replay.travellers) {
    const bool regular = traveller.number % replay.stride == 0;
    sampled += regular ? 1 : 0;
    failed += !regular && traveller.failed ? 1 : 0;
    CHECK((regular || traveller.failed));
    CHECK(traveller.steps.front().what == "started");
    CHECK(traveller.steps.back().what == (traveller.failed ? "refused" : "acknowledged"));
  }
  CHECK(sampled == 282);  // of 9000, every 32nd
  CHECK(sampled <= Replay::most_sampled);
  CHECK(failed > 0);
  CHECK(failed <= Replay::most_failed);
  CHECK(find_level(replay, "flows.intake", "uploads refused")->values.back() == 116);
}

TEST_CASE("replay: a sample and those that failed beside it are 400 at most together") {
  Traffic traffic;
  const ReplayRecorder recorder{traffic.journal, {0, 100}};
  play(traffic, 24.1, 100, 3);
  const auto& replay = recorder.replay();
  // Of 2410 every eighth were 302, beside which there is no room for 100 of the 803 that were refused.
  CHECK(replay.stride == 16);
  CHECK(replay.travellers.size() == 151 + Replay::most_failed);
  CHECK(Replay::most_sampled + Replay::most_failed == Replay::most_travellers);
}

TEST_CASE("replay: what was before the window is a level, and no document") {
  Traffic traffic;
  const ReplayRecorder recorder{traffic.journal, {10, 10}};
  traffic.start(1, 1);
  traffic.refuse(2, 2);
  traffic.start(12, 3);
  traffic.refuse(13, 3);
  traffic.start(19, 4);
  traffic.acknowledge(21, 4);
  traffic.acknowledge(25, 1);
  traffic.start(26, 5);
  traffic.finish(30);
  const auto& replay = recorder.replay();
  CHECK(find_level(replay, "flows.intake", "uploads refused")->values.front() == 0);
  CHECK(find_level(replay, "flows.intake", "uploads refused")->values.back() == 1);
  REQUIRE(replay.travellers.size() == 2);
  CHECK(replay.travellers[0].number == 3);
  CHECK(replay.travellers[0].failed);
  CHECK(replay.travellers[0].steps[1].why == "instance_stopped");
  CHECK(replay.travellers[1].steps.size() == 1);
}

TEST_CASE("replay: environments, events and reported values") {
  Traffic traffic;
  auto& journal = traffic.journal;
  const auto function = journal.intern("lambda.f");
  const auto volume = journal.intern("ebs.v");
  const auto balance = journal.intern("AWS/EBS BurstBalance");
  const ReplayRecorder recorder{journal, {10, 10}};
  const auto sampled = [&](double time, double value) {
    journal.report(events::LevelSampled{time, volume, balance, value});
  };
  sampled(3, 90);
  sampled(9, 80);
  sampled(15, 70);
  sampled(21, 60);
  traffic.start(11, 1);
  journal.report(events::EventQueued{12, function, traffic.document(1), 0, 11.5});
  journal.report(events::ConcurrencyChanged{12.5, function, 1, 3});
  journal.report(
      events::DocumentDropped{14, function, traffic.document(1), 2, Reason::instance_stopped, false});
  traffic.finish(30);
  const auto& replay = recorder.replay();
  CHECK(find_level(replay, "lambda.f", "environments alive")->values.back() == 3);
  CHECK(find_level(replay, "lambda.f", "environments in use")->values[100] == 0);
  const auto& waiting = find_level(replay, "lambda.f", "events not yet done")->values;
  CHECK(waiting[119] == 0);
  CHECK(waiting[120] == 1);
  CHECK(waiting[239] == 1);
  CHECK(waiting[240] == 0);
  REQUIRE(replay.reported.size() == 1);
  CHECK(replay.reported[0].points == std::vector<std::pair<double, double>>{{9, 80}, {15, 70}});
  CHECK(replay.travellers.at(0).failed);
}

TEST_CASE("replay: a balance comes with what it is when full, and other levels without") {
  Journal journal;
  const auto instance = journal.intern("ec2.app");
  const ReplayRecorder recorder{journal, {0, 10}};
  journal.report(events::LevelSampled{5, instance, journal.intern("AWS/EC2 CPUCreditBalance"), 420, 576.0});
  journal.report(events::LevelSampled{5, instance, journal.intern("AWS/EC2 CPUUtilization"), 40});
  journal.report(events::RunFinished{10});
  const auto read = read_replay(replay_json(recorder.replay()));
  REQUIRE(read.value);
  REQUIRE(read.value->reported.size() == 2);
  CHECK(read.value->reported[0].metric == "AWS/EC2 CPUCreditBalance");
  CHECK(read.value->reported[0].full == 576.0);
  CHECK_FALSE(read.value->reported[1].full);
}

TEST_CASE("replay: comes back from its JSON, and says what is wrong with another one") {
  Traffic traffic;
  const ReplayRecorder recorder{traffic.journal, {0, 10}};
  play(traffic, 8, 5, 3);
  const auto text = replay_json(recorder.replay());
  const auto read = read_replay(text);
  REQUIRE(read.value);
  CHECK(replay_json(*read.value) == text);
  CHECK(read_replay("{}").error == "schema: is missing");
  CHECK(read_replay("[").error.find("is not JSON") == 0);
  auto other = text;
  other.replace(other.find("garoa.replay/1"), 14, "garoa.replay/9");
  CHECK(read_replay(other).error == "schema: is 'garoa.replay/9', not 'garoa.replay/1'");
}

}  // namespace replay_test

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "models/compliance/sawtooth.hpp"
#include "models/compliance/unprotected.hpp"
#include "sim/core/random.hpp"

namespace compliance_unprotected_test {

using namespace garoa;
using namespace garoa::compliance;

namespace {

struct History {
  double acknowledged;
  double protected_at;  // infinite: never
  std::uint64_t bytes;
};

/// Tells the histories in the order of time; at equal times the copy before the acknowledgement if
/// `copies_first`.
UnprotectedDocuments told(const std::vector<History>& histories, double warmup, double limit, double end,
                          bool copies_first = false) {
  struct Event {
    double time;
    bool is_copy;
    std::size_t id;
  };
  std::vector<Event> order;
  for (std::size_t i = 0; i < histories.size(); ++i) {
    order.push_back({histories[i].acknowledged, false, i});
    if (std::isfinite(histories[i].protected_at)) order.push_back({histories[i].protected_at, true, i});
  }
  std::stable_sort(order.begin(), order.end(), [&](const Event& left, const Event& right) {
    if (left.time != right.time) return left.time < right.time;
    return copies_first ? left.is_copy > right.is_copy : left.is_copy < right.is_copy;
  });
  UnprotectedDocuments documents{warmup, {limit}};
  for (const auto& event : order) {
    if (event.time > end) break;
    const auto& history = histories[event.id];
    if (event.is_copy) {
      documents.protect(event.time, event.id, history.bytes, history.acknowledged);
    } else {
      documents.acknowledge(event.time, event.id, history.bytes);
    }
  }
  documents.finish(end);
  return documents;
}

/// D-RC-01 and D-RC-02 by definition: between two events the oldest unprotected document is searched among
/// all.
struct Naive {
  double worst = 0;
  double violation_total = 0;
  double first_violation = -1;
  std::uint64_t episodes = 0;
  double bytes_max = 0;
  double bytes_integral = 0;
  std::vector<std::pair<double, double>> teeth;
  double idle = 0;
};

Naive naive(const std::vector<History>& histories, double warmup, double limit, double end) {
  std::vector<double> times{warmup, end};
  for (const auto& history : histories) {
    for (const double time : {history.acknowledged, history.protected_at}) {
      if (time > warmup && time < end) times.push_back(time);
    }
  }
  std::sort(times.begin(), times.end());
  Naive result;
  double last_violation_end = -1;
  for (std::size_t i = 0; i + 1 < times.size(); ++i) {
    const double from = times[i];
    const double to = times[i + 1];
    if (to <= from) continue;
    double oldest = end;
    double bytes = 0;
    for (const auto& history : histories) {
      if (history.acknowledged > from || history.protected_at <= from) continue;
      oldest = std::min(oldest, history.acknowledged);
      bytes += static_cast<double>(history.bytes);
    }
    result.bytes_max = std::max(result.bytes_max, bytes);
    result.bytes_integral += bytes * (to - from);
    if (bytes == 0) {
      result.idle += to - from;
      continue;
    }
    result.worst = std::max(result.worst, to - oldest);
    result.teeth.emplace_back(from - oldest, to - oldest);
    const double start = std::max(from, oldest + limit);
    if (start >= to) continue;
    result.violation_total += to - start;
    if (result.first_violation < 0) result.first_violation = start;
    if (start > last_violation_end) ++result.episodes;
    last_violation_end = to;
  }
  return result;
}

double share_below(const Naive& result, double age, double observed) {
  double time = result.idle;
  for (const auto& [low, high] : result.teeth) time += std::clamp(age - low, 0.0, high - low);
  return time / observed;
}

}  // namespace

TEST_CASE("D-RC-01: supremum and time-weighted quantiles of five documents are those found by hand") {
  // Head 0: ages 0..15; head 1 from 15 to 40: 5..30; document 2 goes behind it; heads 3 and 4: 10..20 each;
  // 40 s of nothing.
  const auto documents = told({{0, 15, 1}, {10, 40, 2}, {20, 25, 4}, {30, 50, 8}, {40, 60, 16}}, 0, 18, 100);
  const auto& age = documents.age();
  CHECK(age.worst() == 30);
  CHECK(age.worst_time() == 40);
  CHECK(age.worst_id() == 1);
  CHECK(age.distribution().quantile(0.50, 100) == doctest::Approx(7.5).epsilon(1e-12));
  CHECK(age.distribution().quantile(0.95, 100) == doctest::Approx(25).epsilon(1e-12));
  CHECK(age.distribution().quantile(0.99, 100) == doctest::Approx(29).epsilon(1e-12));
  // Above 18 s: [28, 40), [48, 50) and [58, 60).
  const auto& violations = age.against(18);
  CHECK(violations.times.total_s() == doctest::Approx(16).epsilon(1e-12));
  CHECK(*violations.times.first() == 28);
  CHECK(violations.times.count() == 3);
  CHECK(violations.times.shown()[0].peak == 30);
  CHECK(violations.ids.total() == 3);
  // At risk: documents 3 and 4, 24 B, from 40 to 50.
  CHECK(documents.bytes().level().maximum() == 24);
  CHECK(documents.bytes().level().maximum_time() == 40);
  CHECK(documents.documents().maximum() == 2);
  CHECK_FALSE(documents.worst_is_censored());
}

TEST_CASE("D-RC-01: a document that is never protected makes a censored worst at the end") {
  const auto documents = told({{5, INFINITY, 1}, {6, 7, 1}}, 0, 50, 100);
  CHECK(documents.age().worst() == 95);
  CHECK(documents.worst_is_censored());
  CHECK(documents.age().against(50).times.total_s() == 45);
}

TEST_CASE("D-RC-01: limits ignore the warm-up, the waiting documents do not") {
  const auto documents = told({{0, 60, 10}, {50, 70, 5}}, 55, 30, 100);
  CHECK(documents.age().worst() == 60);
  CHECK(documents.age().against(30).times.total_s() == 5);
  CHECK(*documents.age().against(30).times.first() == 55);
  CHECK(documents.bytes().level().maximum() == 15);
  CHECK(documents.bytes().level().average() == doctest::Approx((15 * 5 + 5 * 10) / 45.0));
}

TEST_CASE(
    "D-RC-01: a copy at the instant of the acknowledgement leaves no trace, in either order of events") {
  for (const bool copies_first : {false, true}) {
    const auto documents = told({{1, 1, 100}, {2, 2, 100}}, 0, 10, 20, copies_first);
    CHECK(documents.age().worst() == 0);
    CHECK(documents.bytes().level().maximum() == 0);
    CHECK(documents.protected_count() == 2);
  }
}

TEST_CASE("D-RC-01: a copy that is ready before the client's answer never was unprotected") {
  UnprotectedDocuments documents{0, {10}};
  documents.protect(1, 7, 100, INFINITY);
  documents.acknowledge(5, 7, 100);
  documents.finish(100);
  CHECK(documents.age().worst() == 0);
  CHECK(documents.bytes().level().maximum() == 0);
}

TEST_CASE("D-RC-01: equals the search over all documents for random histories") {
  const Stream stream{7, "compliance.property"};
  for (std::uint64_t round = 0; round < 40; ++round) {
    CAPTURE(round);
    std::vector<History> histories;
    double time = 0;
    for (std::uint32_t i = 0; i < 150; ++i) {
      const auto draw = [&](std::uint32_t kind) {
        return stream.uniform(Entity::nth(round), Purpose{}.at(4 * i + kind));
      };
      time += -std::log(draw(0)) * 10;
      const double wait = draw(1) < 0.05 ? INFINITY : -std::log(draw(2)) * (round % 2 == 0 ? 8 : 60);
      histories.push_back({time, time + wait, 1 + static_cast<std::uint64_t>(draw(3) * 1000)});
    }
    const double end = time + 20;
    const double warmup = round % 3 == 0 ? 0 : end / 4;
    // With rare documents that never leave, half of the rounds end before those weigh in.
    const double cut = round % 4 < 2 ? end : end / 2;
    const auto fast = told(histories, warmup, 45, cut);
    std::vector<History> seen;
    std::copy_if(histories.begin(), histories.end(), std::back_inserter(seen),
                 [&](const History& history) { return history.acknowledged <= cut; });
    const auto slow = naive(seen, warmup, 45, cut);
    CHECK(fast.age().worst() == doctest::Approx(slow.worst).epsilon(1e-9));
    const auto& violations = fast.age().against(45);
    CHECK(violations.times.total_s() == doctest::Approx(slow.violation_total).epsilon(1e-9));
    CHECK(violations.times.first().value_or(-1) == doctest::Approx(slow.first_violation).epsilon(1e-9));
    CHECK(violations.times.count() == slow.episodes);
    const auto beyond = std::count_if(seen.begin(), seen.end(), [&](const History& history) {
      const double left = std::min(history.protected_at, cut);
      return left > warmup && left - history.acknowledged > 45;
    });
    CHECK(violations.ids.total() == static_cast<std::uint64_t>(beyond));
    CHECK(fast.bytes().level().maximum() == slow.bytes_max);
    CHECK(fast.bytes().level().average() ==
          doctest::Approx(slow.bytes_integral / (cut - warmup)).epsilon(1e-9));
    for (const double p : {0.5, 0.95, 0.99}) {
      const double age = fast.age().distribution().quantile(p, cut - warmup);
      // The age of share p lies within one bucket, 0.8 %, of the one told.
      CHECK(share_below(slow, age * 1.008 + 1e-9, cut - warmup) >= p - 1e-9);
      CHECK(share_below(slow, age * 0.992 - 1e-9, cut - warmup) <= p + 1e-9);
    }
  }
}

TEST_CASE(
    "D-RC-01: each document that was older than the limit counts, those that one job protects together too") {
  UnprotectedDocuments documents{0, {50, 80}};
  for (std::uint64_t id = 0; id < 100; ++id) documents.acknowledge(static_cast<double>(id), id, 1);
  documents.lose(60, std::vector<Document>{{{}, 5, 1, 5},      // 55 s old
                                           {{}, 20, 1, 20}});  // 40 s
  for (std::uint64_t id = 0; id < 100; ++id)
    if (id != 5 && id != 20) documents.protect(100, id, 1, static_cast<double>(id));
  documents.finish(200);
  CHECK(documents.age().against(50).ids.total() == 49);  // 0 to 49 without 20, and with 5
  CHECK(documents.age().against(80).ids.total() == 19);  // 0 to 19 without 5
  Finding finding;
  documents.age().tell(finding, 80, 200);
  CHECK(finding.ids.size() == 19);
  CHECK(finding.ids.back() == "document 19");
}

TEST_CASE("D-RC-01: of documents that nothing ever protects all count that reach the limit before the end") {
  for (const bool lost : {false, true}) {
    UnprotectedDocuments documents{0, {50}, false, 0, 200};
    for (std::uint64_t id = 0; id < 180; ++id) {
      if (lost && id == 100) documents.lose_all(static_cast<double>(id), [](std::uint64_t) {});
      documents.acknowledge(static_cast<double>(id), id, 1);
    }
    documents.finish(200);
    const auto& ids = documents.age().against(50).ids;
    CHECK(
        ids.total() ==
        (lost ? 51 : 150));  // the head of those that were lost, which alone is kept in mind, and 100 to 149
    Finding finding;
    documents.age().tell(finding, 50, 200);
    CHECK(finding.ids.size() == 20);
    CHECK(finding.ids.front() == "document 0");
  }
}

TEST_CASE("D-RC-02: times beyond a limit of bytes, and the largest documents at the worst instant") {
  UnprotectedDocuments documents{15, {}};
  documents.watch_bytes({100, 1000});
  documents.acknowledge(0, 1, 60);
  documents.acknowledge(10, 2, 50);   // 110 from 10 on
  documents.acknowledge(20, 3, 70);   // 180
  documents.protect(30, 1, 60, 0);    // 120
  documents.protect(40, 2, 50, 10);   // 70
  documents.acknowledge(60, 4, 100);  // 170
  documents.acknowledge(60, 5, 500);  // for no time at all
  documents.protect(60, 5, 500, 60);
  documents.finish(100);
  Finding finding;
  documents.risk()->tell(finding, 100);
  REQUIRE(finding.episodes.size() == 2);
  CHECK(finding.episodes[0].from == 15);  // the warm-up's end
  CHECK(finding.episodes[0].to == 40);
  CHECK(finding.episodes[0].peak == 180);
  CHECK(finding.episodes[1].from == 60);
  CHECK(finding.episodes[1].to == 100);
  CHECK(*finding.first_violation_s == 15);
  CHECK(*finding.violation_total_s == 65);
  CHECK(finding.ids == std::vector<std::string>{"document 3", "document 1", "document 2"});
  CHECK(finding.ids_total == 3);
  Finding none;
  documents.risk()->tell(none, 1000);
  CHECK(none.episodes_total == 0);
}

TEST_CASE("id set: holds what was inserted and not erased, across growth and gaps") {
  IdSet set;
  for (std::uint64_t id = 0; id < 5000; ++id) set.insert(id * 7);
  set.insert(7);
  CHECK(set.size() == 5000);
  for (std::uint64_t id = 0; id < 5000; id += 2) CHECK(set.erase(id * 7));
  for (std::uint64_t id = 0; id < 5000; ++id) CHECK(set.erase(id * 7) == (id % 2 == 1));
  CHECK(set.empty());
  CHECK_FALSE(set.erase(7));
}

TEST_CASE("id set: neighbours and those far apart are told from each other, whatever came and went") {
  IdSet set;
  std::set<std::uint64_t> expected;
  const Stream stream{7, "ids"};
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const auto [a, b] = stream.uniforms(Entity::nth(i));
    const auto row = static_cast<std::uint64_t>(a * 300);
    const auto id = (row % 3 == 0 ? row << 40U : row << 8U) + static_cast<std::uint64_t>(b * 200);
    const bool is_new = expected.count(id) == 0;
    CHECK(set.contains(id) != is_new);
    if (stream.uniform(Entity::nth(i), Purpose{"comes"}) < 0.55) {
      CHECK(set.insert(id) == is_new);
      expected.insert(id);
    } else {
      CHECK(set.erase(id) != is_new);
      expected.erase(id);
    }
  }
  CHECK(expected.size() > 1000);
  CHECK(set.size() == expected.size());
  CHECK(set.lowest(100'000) == std::vector<std::uint64_t>(expected.begin(), expected.end()));
}

TEST_CASE("id set: tells the lowest, in order") {
  IdSet set;
  for (std::uint64_t id = 200; id > 0; --id) CHECK(set.insert(id));
  CHECK_FALSE(set.insert(7));
  set.erase(2);
  CHECK(set.lowest(3) == std::vector<std::uint64_t>{1, 3, 4});
  CHECK(set.lowest(1000).size() == 199);
}

TEST_CASE("sawtooth: one tooth from 0 to 1000 s is uniform") {
  SawtoothDistribution distribution;
  distribution.add(0, 1000);
  CHECK(distribution.quantile(0.5, 1000) == doctest::Approx(500).epsilon(1e-12));
  CHECK(distribution.quantile(0.001, 1000) == doctest::Approx(1).epsilon(1e-12));
  CHECK(distribution.quantile(0.4, 2000) == 0);
}

TEST_CASE(
    "unprotected documents: those whose copies are gone count again, from the oldest on, until they have "
    "one") {
  UnprotectedDocuments documents{0, {50}};
  documents.acknowledge(0, 0, 10);
  documents.acknowledge(20, 1, 10);
  documents.protect(30, 0, 10, 0);
  documents.protect(30, 1, 10, 20);
  documents.acknowledge(60, 2, 10);
  documents.expose(70, 2, 20, 0);
  documents.protect(90, 2, 10, 60);
  documents.expose(110, 0, 0, 0);
  documents.finish(200);
  CHECK(documents.age().worst() == 110);
  CHECK(documents.age().worst_id() == unknown_document);
  CHECK(documents.documents().maximum() == 3);
  CHECK(documents.documents().level() == 0);
  CHECK(documents.bytes().level().maximum() == 30);
  const auto& violations = documents.age().against(50);
  CHECK(violations.times.total_s() == 40);
  CHECK(violations.times.first() == 70);
  CHECK(violations.ids.total() == 0);
  CHECK_FALSE(documents.worst_is_censored());
}

TEST_CASE("unprotected documents: copies that are gone at the end are censored, and a loss takes them") {
  UnprotectedDocuments gone{0, {50}};
  gone.acknowledge(0, 0, 10);
  gone.protect(10, 0, 10, 0);
  gone.expose(70, 1, 10, 0);
  UnprotectedDocuments lost = gone;
  gone.finish(200);
  CHECK(gone.worst_is_censored());
  CHECK(gone.age().worst() == 200);
  lost.lose_all(90, [](std::uint64_t) {});
  lost.finish(200);
  CHECK(lost.age().worst() == 90);
  CHECK(lost.documents().level() == 0);
}

}  // namespace compliance_unprotected_test

// D-RC-02: the bytes beyond a limit, and the largest documents at the worst instant, against a search through all histories.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "models/compliance/unprotected.hpp"
#include "sim/core/random.hpp"

namespace compliance_risk_record_test {

using namespace garoa;
using namespace garoa::compliance;

namespace {

constexpr double warmup = 100;
constexpr double last = 1000;
constexpr double limit = 3000;

struct Stay {
  double from, to;
  std::uint64_t bytes;
};

/// In whole seconds: many come and go at once.
std::vector<Stay> stays_of(std::uint64_t seed) {
  const Stream stream{seed, "risk"};
  const auto draw = [&](std::uint64_t id, Purpose what) { return stream.uniform(Entity::nth(id), what); };
  std::vector<Stay> stays;
  for (std::uint64_t id = 0; id < 200; ++id) {
    const double from = std::floor(draw(id, Purpose{"from"}) * 900);
    stays.push_back({from, from + 1 + std::floor(draw(id, Purpose{"stay"}) * 120),
                     1 + static_cast<std::uint64_t>(draw(id, Purpose{"bytes"}) * 500)});
  }
  return stays;
}

/// Every third document is lost, the others get a copy; what came before `given_up` is given up then.
UnprotectedDocuments told(const std::vector<Stay>& stays, double given_up) {
  UnprotectedDocuments documents{warmup, {1e9}};
  documents.watch_bytes({limit});
  for (double time = 0; time < last; ++time) {
    std::vector<Document> lost;
    std::uint64_t left = 0;
    std::uint64_t bytes = 0;
    for (std::uint64_t id = 0; id < stays.size(); ++id) {
      const auto& stay = stays[id];
      const bool is_given_up = stay.from < given_up && stay.to >= given_up;
      if (stay.from == time) documents.acknowledge(time, id, stay.bytes);
      if (is_given_up && time == given_up) {
        ++left;
        bytes += stay.bytes;
      }
      if (stay.to != time || is_given_up) continue;
      if (id % 3 == 0) {
        lost.push_back({{}, id, stay.bytes, stay.from});
      } else {
        documents.protect(time, id, stay.bytes, stay.from);
      }
    }
    if (!lost.empty()) documents.lose(time, lost);
    if (left > 0) documents.lose_before(time, given_up, bytes, left);
  }
  documents.finish(last);
  return documents;
}

struct Naive {
  std::uint64_t worst = 0;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> there;  // then: bytes and document
  double beyond = 0;
};

Naive searched(const std::vector<Stay>& stays, double given_up) {
  Naive naive;
  for (double time = warmup; time < last; ++time) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> there;
    std::uint64_t bytes = 0;
    for (std::uint64_t id = 0; id < stays.size(); ++id) {
      const auto& stay = stays[id];
      const double to = stay.from < given_up ? std::min(stay.to, given_up) : stay.to;
      if (time < stay.from || time >= to) continue;
      there.emplace_back(stay.bytes, id);
      bytes += stay.bytes;
    }
    if (static_cast<double>(bytes) > limit) ++naive.beyond;
    if (bytes <= naive.worst) continue;
    naive.worst = bytes;
    naive.there = std::move(there);
  }
  std::sort(naive.there.begin(), naive.there.end(), std::greater<>{});
  return naive;
}

}  // namespace

TEST_CASE(
    "D-RC-02: times beyond a limit, and the documents of the worst instant, are those of all histories") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    for (const double given_up : {0.0, 300.0, 700.0}) {
      const auto stays = stays_of(seed);
      const auto documents = told(stays, given_up);
      const auto naive = searched(stays, given_up);
      std::vector<std::string> largest;
      for (std::size_t i = 0; i < std::min(naive.there.size(), listed_ids); ++i)
        largest.push_back("document " + std::to_string(naive.there[i].second));
      Finding finding;
      documents.risk()->tell(finding, limit);
      CAPTURE(seed);
      CAPTURE(given_up);
      CHECK(finding.ids == largest);
      CHECK(finding.ids_total == naive.there.size());
      CHECK(finding.violation_total_s == naive.beyond);
      CHECK(documents.bytes().level().maximum() == static_cast<double>(naive.worst));
    }
  }
}

}  // namespace compliance_risk_record_test

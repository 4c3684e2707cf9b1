// When the bytes without a second copy were beyond limits, and which documents were the largest ones at the worst instant.
//
// A level counts for the time that it lasts: no instant of length zero does. Told in the order of time.
//
// Which documents were there at the worst instant is known in the end: those that are still there of then, and those that have left since.
// Each document costs constant time; memory follows the documents without a copy, of now and of the worst instant.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "models/compliance/evidence.hpp"

namespace garoa::compliance {

class RiskRecord {
 public:
  RiskRecord(double warmup, const std::vector<double>& limits);
  /// The documents that are without a copy from `time` on, or no more.
  void came(double time, std::uint64_t id, std::uint64_t bytes);
  void left(std::uint64_t id);
  void left_before(double time);
  void clear();
  /// The level was so many bytes until now. Before the change of documents that ends it.
  void hold(double now, double bytes);

  /// Times beyond one of the limits given at the start, and the largest documents at the worst instant.
  void tell(Finding& finding, double limit) const;

 private:
  struct Waiting {
    double since;
    std::uint64_t bytes;
  };
  struct Beyond {
    double limit;
    BrokenTimes times;
  };
  using Sized = std::pair<std::uint64_t, std::uint64_t>;  // bytes and document

  void leave(std::uint64_t id, const Waiting& document) {
    if (document.since < worst_until_) gone_since_.emplace_back(document.bytes, id);
  }

  double since_;
  double worst_ = 0;
  double worst_until_ = -std::numeric_limits<double>::infinity();  // when that level ended
  std::vector<Beyond> beyond_;
  std::map<std::uint64_t, Waiting> waiting_;
  std::vector<Sized> gone_since_;  // documents of the worst instant that have left
};

}  // namespace garoa::compliance

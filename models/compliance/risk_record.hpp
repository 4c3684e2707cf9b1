// When the bytes without a second copy were beyond limits, and which documents were the largest ones at the worst instant.
//
// A level counts for the time that it lasts: no instant of length zero does. Told in the order of time.
#pragma once

#include <cstdint>
#include <map>
#include <set>
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

  double since_;
  double worst_ = 0;
  std::vector<Beyond> beyond_;
  std::map<std::uint64_t, Waiting> waiting_;
  std::set<std::pair<std::uint64_t, std::uint64_t>> by_size_;  // bytes and document
  std::vector<std::uint64_t> largest_;                         // at the worst instant
  std::uint64_t at_worst_ = 0;                                 // documents then
};

}  // namespace garoa::compliance

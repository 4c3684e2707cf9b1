// Max-min fair sharing in the plain way: after every arrival, end or change of a capacity all rates are
// computed anew by progressive filling. A flow uses one or two lines.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace garoa::test {

class NaiveMaxMin {
 public:
  explicit NaiveMaxMin(std::vector<double> capacities) : capacities_{std::move(capacities)} {}

  struct Flow {
    double begin;
    double amount;
    std::vector<std::size_t> lines;
    double most = std::numeric_limits<double>::infinity();  // units per second, whatever the lines have
    double end = -1;
    double rate = 0;
    double until = std::numeric_limits<double>::infinity();  // it is given up then; `amount` is what is left
  };
  struct Change {
    double time;
    std::size_t line;
    double capacity;
  };

  /// Fills in the ends. `flows` and `changes` are ordered by time.
  void run(std::vector<Flow>& flows, const std::vector<Change>& changes) {
    std::vector<Flow*> active;
    std::size_t next_flow = 0;
    std::size_t next_change = 0;
    double now = 0;
    while (next_flow < flows.size() || !active.empty()) {
      double next = std::numeric_limits<double>::infinity();
      if (next_flow < flows.size()) next = flows[next_flow].begin;
      if (next_change < changes.size()) next = std::min(next, changes[next_change].time);
      for (const auto* flow : active) next = std::min({next, flow->until, now + flow->amount / flow->rate});
      for (auto* flow : active) flow->amount -= flow->rate * (next - now);
      now = next;
      for (auto* flow : active) {
        if (flow->amount <= 1e-9 * flow->rate || flow->until <= now) flow->end = now;
      }
      active.erase(std::remove_if(active.begin(), active.end(), [](Flow* flow) { return flow->end >= 0; }),
                   active.end());
      for (; next_flow < flows.size() && flows[next_flow].begin <= now; ++next_flow)
        active.push_back(&flows[next_flow]);
      for (; next_change < changes.size() && changes[next_change].time <= now; ++next_change)
        capacities_[changes[next_change].line] = changes[next_change].capacity;
      fill(active);
    }
  }

 private:
  /// Raises all rates together; who is held by a full line or by its own limit stops there.
  void fill(const std::vector<Flow*>& active) const {
    auto left = capacities_;
    std::vector<Flow*> rising{active};
    for (auto* flow : rising) flow->rate = 0;
    while (!rising.empty()) {
      std::vector<std::size_t> users(left.size(), 0);
      for (const auto* flow : rising) {
        for (const auto line : flow->lines) ++users[line];
      }
      double step = std::numeric_limits<double>::infinity();
      for (std::size_t line = 0; line < left.size(); ++line) {
        if (users[line] > 0) step = std::min(step, left[line] / static_cast<double>(users[line]));
      }
      for (const auto* flow : rising) step = std::min(step, flow->most - flow->rate);
      for (auto* flow : rising) {
        flow->rate += step;
        for (const auto line : flow->lines) left[line] -= step;
      }
      const auto held = [&](const Flow* flow) {
        return flow->rate >= flow->most * (1 - 1e-12) ||
               std::any_of(flow->lines.begin(), flow->lines.end(),
                           [&](std::size_t line) { return left[line] <= 1e-12 * capacities_[line]; });
      };
      rising.erase(std::remove_if(rising.begin(), rising.end(), held), rising.end());
    }
  }

  std::vector<double> capacities_;
};

}  // namespace garoa::test

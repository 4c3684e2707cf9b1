// What a phase of a flow spent its time on. Every wait names the resource that caused it; the bottleneck is the one
// with the largest share of the seconds, summed over requests. Which of them were queueing and which service is told
// apart: a sequential copy is bound by a latency for which nothing queues.
//
// Concurrent requests count each: ten requests that wait one second at once are ten seconds.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/collect/per_name.hpp"
#include "sim/journal/journal.hpp"
#include "sim/results/result.hpp"

namespace garoa {

class WaitShares {
 public:
  WaitShares(Journal& journal, double warmup);
  WaitShares(const WaitShares&) = delete;
  WaitShares& operator=(const WaitShares&) = delete;

  // A stretch of a phase, such as one run of a backup, warm-up or not. It has stages that follow each other. The time that a stage took
  // goes to what its requests waited for, in proportion: so a listing that nothing runs beside counts as long as it took, and so do
  // ten copies side by side together.
  void begin_stretch(NameId flow, NameId phase, double time);
  void next_stage(NameId flow, NameId phase, double time);
  /// Seconds by resource, the most first.
  [[nodiscard]] std::vector<std::pair<std::string, double>> end_stretch(NameId flow, NameId phase,
                                                                        double time);

  /// By flow, then phase; phases without waits are left out.
  [[nodiscard]] std::vector<Bottleneck> bottlenecks() const;

 private:
  struct Waited {
    double counted = 0;  // after warm-up, as the next
    double queueing = 0;
    double stage = 0;    // of the stage
    double stretch = 0;  // of the time that the stages before took
  };
  struct Phase {
    PerName<Waited> waits;  // by resource
    double stage_began = 0;
  };

  Phase& phase_of(NameId flow, NameId phase) {
    if (flow != last_flow_ || phase != last_name_ || last_ == nullptr) look_up(flow, phase);
    return *last_;
  }
  void look_up(NameId flow, NameId phase);
  /// Millions a run: what is looked up is apart, so that the rest saves no registers.
  void add(const events::Waited& event) {
    Waited* const waited = event.flow == last_flow_ && event.phase == last_name_ && last_ != nullptr
                               ? last_->waits.find(event.resource)
                               : nullptr;
    if (waited == nullptr) return look_up_and_add(event);
    waited->stage += event.seconds;
    if (event.time - event.seconds < warmup_) return;
    waited->counted += event.seconds;
    waited->queueing += event.queueing;
  }
  [[gnu::noinline]] void look_up_and_add(const events::Waited& event);
  [[nodiscard]] Bottleneck bottleneck_of(NameId flow, NameId phase, const Phase& spent) const;

  const Journal& journal_;
  double warmup_;
  PerName<PerName<Phase>> phases_;  // [flow][phase]
  // The one that was asked for last: mostly the next one too.
  NameId last_flow_ = 0;
  NameId last_name_ = 0;
  Phase* last_ = nullptr;
};

}  // namespace garoa

#include "sim/run/runs_in_children.hpp"

#include <algorithm>
#include <deque>
#include <memory>

#include "sim/run/run_in_child.hpp"

namespace garoa {
namespace {

/// Adds up the progress of all runs; those behind the one that is waited for tell nothing yet.
class JointProgress {
 public:
  JointProgress(const RunsInChildren& runs, const KeepGoing& keep_going)
      : runs_{runs}, keep_going_{keep_going} {}

  bool told(const Progress& progress) {
    last_ = progress;
    if (!keep_going_) return true;
    const auto expected =
        static_cast<double>(std::max(runs_.expected ? runs_.expected() : runs_.most, done_ + 1));
    return keep_going_({static_cast<double>(done_) * progress.total + progress.simulated,
                        expected * progress.total, events_ + progress.events});
  }
  bool again() { return told(last_); }
  void one_is_done() {
    ++done_;
    events_ += last_.events;
    last_ = {0, last_.total, 0};
  }

 private:
  const RunsInChildren& runs_;
  const KeepGoing& keep_going_;
  Progress last_;
  std::size_t done_ = 0;
  std::uint64_t events_ = 0;
};

std::unique_ptr<RunInChild> started(const RunsInChildren& runs, std::size_t number) {
  // Few enough that a child whose turn is late need not wait to tell.
  constexpr double seconds_between_reports = 2;
  return std::make_unique<RunInChild>(
      [&, number](const KeepGoing& reports) { return runs.run(number, reports); }, RunLimits{},
      seconds_between_reports);
}

}  // namespace

void run_in_children(const RunsInChildren& runs, const KeepGoing& keep_going) {
  const std::size_t at_once = std::max<std::size_t>(runs.at_once, 1);
  std::deque<std::unique_ptr<RunInChild>> at_work;
  JointProgress progress{runs, keep_going};
  for (std::size_t number = 0; number < runs.most; ++number) {
    while (at_work.size() < std::min(runs.most - number, at_once))
      at_work.push_back(started(runs, number + at_work.size()));
    if (!progress.again()) throw Interrupted{};
    auto outcome = at_work.front()->wait([&](const Progress& p) { return progress.told(p); });
    at_work.pop_front();
    if (outcome.state == RunOutcome::State::interrupted) throw Interrupted{};
    progress.one_is_done();
    if (!runs.take(number, std::move(outcome))) return;
  }
}

}  // namespace garoa

#include "sim/run/runs_in_children.hpp"

#include <algorithm>
#include <map>

#include "sim/run/run_in_child.hpp"
#include "sim/run/tasks_in_children.hpp"

namespace garoa {
namespace {

constexpr double seconds_between_reports = 0.1;
/// Runs that may begin before the first one without an outcome has ended, for each process: more would only be kept waiting.
constexpr std::size_t most_ahead = 8;

/// Adds up the progress of all runs.
class JointProgress {
 public:
  JointProgress(const RunsInChildren& runs, const KeepGoing& keep_going)
      : runs_{runs}, keep_going_{keep_going} {}

  void told(std::size_t number, const Progress& progress) {
    total_ = progress.total;
    at_work_[number] = progress;
  }
  void ended(std::size_t number) {
    ++done_;
    events_ += at_work_[number].events;
    at_work_.erase(number);
  }
  [[nodiscard]] bool keep_going() const {
    if (!keep_going_) return true;
    Progress all{static_cast<double>(done_) * total_, 0, events_};
    for (const auto& [number, progress] : at_work_) {
      all.simulated += progress.simulated;
      all.events += progress.events;
    }
    const auto begun = done_ + at_work_.size();
    const auto expected = std::max(runs_.expected ? runs_.expected() : runs_.most, begun);
    all.total = static_cast<double>(expected) * total_;
    return keep_going_(all);
  }

 private:
  const RunsInChildren& runs_;
  const KeepGoing& keep_going_;
  std::map<std::size_t, Progress> at_work_;  // that have told
  double total_ = 0;                         // of one
  std::size_t done_ = 0;
  std::uint64_t events_ = 0;
};

/// Hands outcomes on in their order.
class InOrder {
 public:
  explicit InOrder(const RunsInChildren& runs) : runs_{runs} {}

  void add(std::size_t number, const ChildProcess::End& end) {
    early_[number] = end;
    for (auto first = early_.begin(); first != early_.end() && first->first == next_ && !enough_;
         first = early_.begin()) {
      enough_ = !runs_.take(next_++, outcome_of(first->second));
      early_.erase(first);
    }
  }
  /// The first that has not been handed on.
  [[nodiscard]] std::size_t next() const { return next_; }
  [[nodiscard]] bool enough() const { return enough_; }

 private:
  const RunsInChildren& runs_;
  std::map<std::size_t, ChildProcess::End> early_;
  std::size_t next_ = 0;
  bool enough_ = false;
};

}  // namespace

void run_in_children(const RunsInChildren& runs, const KeepGoing& keep_going) {
  JointProgress progress{runs, keep_going};
  InOrder outcomes{runs};
  TasksInChildren tasks;
  tasks.count = runs.most;
  tasks.at_once = std::max<std::size_t>(runs.at_once, 1);
  tasks.work = [&](std::size_t number, const ChildProcess::Tell& tell) {
    return answer_of([&](const KeepGoing& reports) { return runs.run(number, reports); }, tell,
                     seconds_between_reports);
  };
  tasks.told = [&](std::size_t number, const std::string& text) { progress.told(number, progress_of(text)); };
  tasks.ended = [&](std::size_t number, const ChildProcess::End& end) {
    progress.ended(number);
    outcomes.add(number, end);
  };
  tasks.may_begin = [&](std::size_t number) { return number < outcomes.next() + most_ahead * tasks.at_once; };
  tasks.enough = [&] { return outcomes.enough(); };
  tasks.keep_going = [&] { return progress.keep_going(); };
  run_in_children(tasks);
}

}  // namespace garoa

#include "sim/run/tasks_in_children.hpp"

#include <poll.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "sim/run/run.hpp"

namespace garoa {
namespace {

constexpr double seconds_between_looks = 0.1;

struct AtWork {
  std::size_t number = 0;
  std::unique_ptr<ChildProcess> child;
};

/// Until one of them has something to tell, or is out of time, or it is time to look at the rest of the world.
void wait_for_one(const std::vector<AtWork>& at_work) {
  double seconds = seconds_between_looks;
  std::vector<pollfd> pipes;
  for (const auto& task : at_work) {
    pipes.push_back({task.child->pipe(), POLLIN, 0});
    seconds = std::min(seconds, task.child->seconds_left().value_or(seconds));
  }
  poll(pipes.data(), pipes.size(), static_cast<int>(std::max(seconds, 0.0) * 1000) + 1);
}

/// The next ones, as far as there is room and they may.
void begin(const TasksInChildren& tasks, std::size_t& next, std::vector<AtWork>& at_work) {
  const std::size_t at_once = std::max<std::size_t>(tasks.at_once, 1);
  for (; next < tasks.count && at_work.size() < at_once; ++next) {
    if (tasks.may_begin && !tasks.may_begin(next)) return;
    const auto work = [&tasks, number = next](const ChildProcess::Tell& tell) {
      return tasks.work(number, tell);
    };
    at_work.push_back({next, std::make_unique<ChildProcess>(work, tasks.limits)});
  }
}

/// Takes what they have to say; those that have ended are gone.
void look_at(const TasksInChildren& tasks, std::vector<AtWork>& at_work) {
  std::erase_if(at_work, [&](const AtWork& task) {
    const auto end = task.child->look([&](const std::string& text) {
      if (tasks.told) tasks.told(task.number, text);
      return true;
    });
    if (end) tasks.ended(task.number, *end);
    return end.has_value();
  });
}

}  // namespace

void run_in_children(const TasksInChildren& tasks) {
  std::vector<AtWork> at_work;
  std::size_t next = 0;
  while (next < tasks.count || !at_work.empty()) {
    if (tasks.keep_going && !tasks.keep_going()) throw Interrupted{};
    begin(tasks, next, at_work);
    wait_for_one(at_work);
    look_at(tasks, at_work);
    if (tasks.enough && tasks.enough()) return;
  }
}

}  // namespace garoa

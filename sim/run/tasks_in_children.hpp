// Any number of tasks, each in a child process of its own, some at once; whichever ends first makes room for the next one. Ends come
// as they come: for who needs them in order, see sim/run/runs_in_children.hpp.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "sim/run/child_process.hpp"

namespace garoa {

struct TasksInChildren {
  std::size_t count = 0;
  std::size_t at_once = 1;  // processes
  ChildProcess::Limits limits = {};
  /// The task of this number, from 0; in its child. What it throws is its end.
  std::function<std::string(std::size_t number, const ChildProcess::Tell& tell)> work;
  /// Gets each end as it comes.
  std::function<void(std::size_t number, const ChildProcess::End& end)> ended;
  /// Gets what a task tells. May be empty.
  std::function<void(std::size_t number, const std::string& text)> told = {};
  /// May the next task begin already? Asked whenever there is room for it; never no while none is at work. May be empty.
  std::function<bool(std::size_t number)> may_begin = {};
  /// No more is needed: tasks at work are stopped. May be empty.
  std::function<bool()> enough = {};
  /// Asked several times a second; false stops all. May be empty.
  std::function<bool()> keep_going = {};
};

/// To be called before this process has an engine. Errors: Interrupted (sim/run/run.hpp) when `keep_going` said no;
/// std::system_error when no child can be made.
void run_in_children(const TasksInChildren& tasks);

}  // namespace garoa

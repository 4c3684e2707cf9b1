// The runs of a lesson: each point of its sliders once, in a child process of its own.
#pragma once

#include <cstddef>
#include <functional>
#include <stdexcept>

#include "sim/core/model_files.hpp"
#include "sim/results/lesson.hpp"

namespace garoa {

/// A point has no result. what(): why, for a scenario with faults a line each with `file:line:col`.
struct LessonNotRun : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct LessonRequest {
  const Lesson& lesson;
  const ModelFiles& files;
  std::size_t at_once = 1;  // processes
  /// How many of the points are done; false stops. May be empty.
  std::function<bool(std::size_t done)> keep_going = {};
};

/// Curves are thinned out to a few hundred values, the least and the largest of each stretch of time. The runs do not depend on how many
/// are at work at once. Errors: LessonNotRun; Interrupted; std::system_error when no child can be made.
[[nodiscard]] LessonRuns run_lesson(const LessonRequest& request);

}  // namespace garoa

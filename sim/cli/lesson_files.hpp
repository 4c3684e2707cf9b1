// Where the lessons are that came with the program.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/core/sources.hpp"
#include "sim/results/lesson.hpp"

namespace garoa::cli {

/// The folder that has the lessons: `scenarios/lessons` or `share/garoa/scenarios/lessons` in one of the folders above the program,
/// so in the one that it was built in and in the one that it was installed to. Below the working folder it is relative to it.
/// Errors: UsageError when there is none.
[[nodiscard]] std::string lessons_folder();

/// Names of the lessons there, sorted: folders with a lesson.yaml.
[[nodiscard]] std::vector<std::string> lesson_names(const std::string& folder);

/// All of them by their numbers; nothing, with the faults on stderr, if one has faults.
[[nodiscard]] std::optional<std::vector<Lesson>> all_lessons(const std::string& folder,
                                                             const Sources& sources);

/// How to call a command on the lesson's files: `call` is how the program was called.
[[nodiscard]] std::vector<std::string> calls_of(const Lesson& lesson, const std::string& call,
                                                const std::string& folder);

}  // namespace garoa::cli

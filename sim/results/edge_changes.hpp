// What a result says otherwise than another one of the same scenario, for people who ask which assumption decides.
//
// Compared: every verdict, what binds, and what the first screen tells in numbers: money, refused and lost documents, full disks,
// the slowest requests, the longest backups and restores. A number counts as changed when it moved by more than
// `worth_telling` of what it was, or is there in one result only.
#pragma once

#include <vector>

#include "sim/results/result.hpp"

namespace garoa {

constexpr double worth_telling = 0.2;

/// Is it a number of the first screen, or of what people look at next?
[[nodiscard]] bool is_headline(std::string_view metric);
/// The verdicts that are other ones, by control and what it is about.
[[nodiscard]] std::vector<EdgeChange> verdict_changes(const RunResult& from, const RunResult& to);
/// Verdicts first, then what binds, then numbers by name.
[[nodiscard]] std::vector<EdgeChange> changes_between(const RunResult& typical, const RunResult& edge);

}  // namespace garoa

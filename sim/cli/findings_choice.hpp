// Which findings `check` and `run` tell and count: those chosen by control, severity and status; without the waived ones; against a
// baseline only what is new or worse.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/cli/cli.hpp"
#include "sim/render/findings.hpp"

namespace garoa::cli {

struct FindingsChoice {
  std::vector<std::string> controls;  // empty: all
  std::vector<compliance::Status> statuses;
  std::optional<compliance::Severity> least;
  std::vector<Waiver> waivers;
  std::string today;  // for waivers
  std::optional<std::vector<compliance::Finding>> baseline;
};

void add_choice_options(CommandLine& line);
/// UsageError for words that are not known and options that would do nothing. Nothing after faults in a file of waivers, which
/// went to stderr.
[[nodiscard]] std::optional<FindingsChoice> choice_of(const CommandLine& line);

/// By control, severity and status.
[[nodiscard]] bool is_chosen(const compliance::Finding& finding, const FindingsChoice& choice);
/// A control that none of the profiles asks for, or that only a run judges, where there is none, is no choice: throws UsageError.
void demand_judged(const FindingsChoice& choice, const std::vector<compliance::Profile>& profiles,
                   bool by_a_run);

/// Marks the findings, adds those of waivers, leaves out what is not chosen.
void choose(ToldFindings& told, const FindingsChoice& choice);
/// What counts for the exit code: what is not waived, and against a baseline what is new or worse.
[[nodiscard]] std::vector<compliance::Finding> counted(ToldFindings told);

/// The chosen findings without gaps that do not count.
[[nodiscard]] Compliance accepted(const ToldFindings& told);
/// All findings, also those that were not asked for, without gaps that do not count: what a verdict is about.
[[nodiscard]] Compliance judged(const ToldFindings& told);
/// How many were asked for and how many gaps are among the others; empty where all are told.
[[nodiscard]] std::string choice_text(const ToldFindings& told, std::size_t width);
/// Lines on waived gaps and the baseline; empty without them.
[[nodiscard]] std::string marks_text(const ToldFindings& told, std::size_t width);
/// All that is chosen, whatever its status.
[[nodiscard]] std::string table_of_all(const ToldFindings& told, std::size_t width);
/// The table of all that is chosen by status; else the gaps that count; and lines on what was not asked for, waived gaps and the
/// baseline.
[[nodiscard]] std::string chosen_text(const ToldFindings& told, const FindingsChoice& choice,
                                      std::size_t width);

}  // namespace garoa::cli

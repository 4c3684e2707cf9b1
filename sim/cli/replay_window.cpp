#include "sim/cli/replay_window.hpp"

#include <fmt/format.h>

#include "sim/core/human.hpp"
#include "sim/core/moment.hpp"

namespace garoa::cli {
namespace {

constexpr std::string_view first_word = "from ";

[[noreturn]] void fail(const std::string& text, const std::string& why) {
  throw UsageError{fmt::format("--replay: '{}' {}", text, why)};
}

/// Of the run.
double seconds_of(const Moment& moment, const Scenario& scenario) {
  const auto* const local = std::get_if<LocalTime>(&moment.said);
  return local == nullptr ? std::get<Seconds>(moment.said).count() : scenario.calendar->to_simulated(*local);
}

std::string_view without_blanks(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

void check_replay(const CommandLine& line, const RunPlan& plan, bool writes_files) {
  if (!line.given("replay")) return;
  if (plan.edges || plan.replicates())
    throw UsageError{"--replay records a single run: it does not go together with --edges or replications"};
  if (!writes_files) throw UsageError{"--replay: there is no folder for it: --format names no file"};
}

std::optional<ReplayWindow> replay_window_of(const CommandLine& line, const Scenario& scenario) {
  if (!line.given("replay")) return std::nullopt;
  const auto& text = line.get<std::string>("replay");
  if (has_ranges(scenario))
    fail(text, "is of a single run, and the scenario gives ranges: it is run at their edges");
  const std::string_view given = text;
  const auto comma = given.find(',');
  if (!given.starts_with(first_word) || comma == std::string_view::npos)
    fail(text, "is not a window, such as \"from 2026-03-03T02:00, 20 min\"");
  std::string why;
  const auto begin = given.substr(first_word.size(), comma - first_word.size());
  const auto moment = Scalar<Moment>::parse(without_blanks(begin), false, why);
  if (!moment) fail(text, fmt::format("begins at '{}', which {}", without_blanks(begin), why));
  const auto length_text = without_blanks(given.substr(comma + 1));
  const auto length = Scalar<Seconds>::parse(length_text, false, why);
  if (!length) fail(text, fmt::format("lasts '{}', which {}", length_text, why));
  if (!(length->count() > 0)) fail(text, "lasts no time");
  const ReplayWindow window{seconds_of(*moment, scenario), length->count()};
  const auto& calendar = *scenario.calendar;
  const double end = scenario.duration.count();
  if (window.from < 0 || window.to() > end)
    fail(text, fmt::format("is not within the run, which is from {} to {}", human_time(calendar.to_iso(0)),
                           human_time(calendar.to_iso(end))));
  return window;
}

}  // namespace garoa::cli

#include "sim/cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "sim/cli/streams.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/text_wrap.hpp"

namespace garoa::cli {
namespace {

volatile std::sig_atomic_t interrupted = 0;

extern "C" void note_interrupt(int) {
  interrupted = 1;
}

/// A signal that was ignored when the program began stays so: nohup, a shell's background.
void listen_to(int signal) {
  if (std::signal(signal, note_interrupt) == SIG_IGN) std::signal(signal, SIG_IGN);
}

constexpr double terminal_period = 0.25;  // wall seconds between reports
constexpr double line_period = 10;

}  // namespace

ProgressReport::ProgressReport(bool quiet) : quiet_{quiet}, terminal_{isatty(STDERR_FILENO) != 0} {
  for (const int signal : {SIGHUP, SIGINT, SIGTERM}) listen_to(signal);
  next_ = terminal_ ? terminal_period : line_period;
}

ProgressReport::~ProgressReport() {
  if (shown_ && terminal_) tell("\r\033[K");
}

double ProgressReport::wall_seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
}

bool ProgressReport::is_time(double wall) {
  if (quiet_ || wall < next_) return false;
  next_ = wall + (terminal_ ? terminal_period : line_period);
  return true;
}

bool ProgressReport::keep_going(const Progress& progress) {
  if (interrupted != 0) return false;
  const double wall = wall_seconds();
  if (!is_time(wall)) return true;
  const Speaking speaking{language_};
  const double share = progress.total > 0 ? std::clamp(progress.simulated / progress.total, 0.0, 1.0) : 0;
  show(share,
       tr("{} of {} simulated, {} events/s", human_duration(progress.simulated),
          human_duration(progress.total), human_number(static_cast<double>(progress.events) / wall)),
       wall);
  return true;
}

bool ProgressReport::keep_going(std::size_t done, std::size_t of, std::string_view things) {
  if (interrupted != 0) return false;
  const double wall = wall_seconds();
  if (!is_time(wall)) return true;
  show(of > 0 ? static_cast<double>(done) / static_cast<double>(of) : 0,
       tr("{} of {} {}", human_count(done), human_count(of), tr(things)), wall);
  return true;
}

void ProgressReport::show(double share, const std::string& text, double wall) {
  const auto line = share > 0 ? tr("{}, {} left", text, human_duration(wall / share - wall)) : text;
  if (terminal_) {
    room_ = std::max(room_, display_width(line));
    // The last column stays free: some terminals begin a line when it is written.
    tell("\r\033[K" + progress_line(share, line, columns_of(STDERR_FILENO) - 1, room_));
  } else {
    tell("garoa: {}\n", line);
  }
  shown_ = true;
}

void stop_if_interrupted() {
  if (interrupted != 0) throw Interrupted{};
}

void Stages::done(const std::string& what) {
  const auto now = std::chrono::steady_clock::now();
  const double seconds = std::chrono::duration<double>(now - since_).count();
  since_ = now;
  if (told_) tell("garoa: {}\n", tr("{}, in {}", what, human_duration(seconds)));
}

}  // namespace garoa::cli

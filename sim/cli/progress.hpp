// Progress on stderr: a bar on a terminal, a line now and then elsewhere. Also listens to the interrupt
// signal.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "sim/core/language.hpp"
#include "sim/run/run.hpp"

namespace garoa::cli {

class ProgressReport {
 public:
  explicit ProgressReport(bool quiet);
  ProgressReport(const ProgressReport&) = delete;
  ProgressReport& operator=(const ProgressReport&) = delete;
  /// Clears the bar.
  ~ProgressReport();

  /// False once the user interrupted.
  [[nodiscard]] bool keep_going(const Progress& progress);
  /// The same of things that are counted: "points".
  [[nodiscard]] bool keep_going(std::size_t done, std::size_t of, std::string_view things);

 private:
  /// Is it time to show something, this many wall seconds after the beginning?
  [[nodiscard]] bool is_time(double wall);
  [[nodiscard]] double wall_seconds() const;
  void show(double share, const std::string& text, double wall);

  Language language_ = spoken_language();  // a run at work speaks English
  bool quiet_;
  bool terminal_;
  bool shown_ = false;
  std::size_t room_ = 0;  // columns of the widest text so far
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  double next_ = 0;  // wall seconds of the next report
};

/// For what follows a ProgressReport and takes its time, such as pages and files. Errors: Interrupted.
void stop_if_interrupted();

/// With --verbose: what was done, each on a line of stderr with the time that it took.
class Stages {
 public:
  explicit Stages(bool told) : told_{told} {}
  /// Since the last one, or the beginning.
  void done(const std::string& what);

 private:
  bool told_;
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

}  // namespace garoa::cli

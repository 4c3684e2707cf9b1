// Progress on stderr: a bar on a terminal, a line now and then elsewhere. Also listens to the interrupt
// signal.
#pragma once

#include <chrono>

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

 private:
  void show(const Progress& progress, double wall);

  bool quiet_;
  bool terminal_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  double next_ = 0;  // wall seconds of the next report
};

}  // namespace garoa::cli

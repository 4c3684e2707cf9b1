// What must hold of any input, however broken: it becomes a scenario, or errors that say where; and a scenario runs to its
// end with balanced books. Complaints are sentences, empty if there is nothing to complain of.
#pragma once

#include <optional>
#include <string>

#include "sim/scenario/load.hpp"

namespace garoa::test {

/// Reads texts one after the other, with the same model files for all.
class Trial {
 public:
  explicit Trial(const std::string& models = "") : files_{models, of_files_} {}

  /// Nothing where the text is refused. `complaint()` is about the last call.
  std::optional<Scenario> read(const std::string& text, const std::string& folder,
                               const Overrides& overrides = {});
  [[nodiscard]] const std::string& complaint() const { return complaint_; }

 private:
  Diagnostics of_files_;
  ModelFiles files_;
  std::string complaint_;
};

/// The overrides for a short run that meets a nightly backup.
[[nodiscard]] Overrides ten_minutes();

enum class Ended { well, stopped, badly };
struct TrialRun {
  Ended how = Ended::stopped;
  std::string complaint;  // of one that ended badly
};
/// Runs apart and writes all forms of the result. What takes too long is stopped.
[[nodiscard]] TrialRun run_briefly(const Scenario& scenario);

}  // namespace garoa::test

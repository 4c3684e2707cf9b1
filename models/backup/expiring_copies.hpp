// Which of a job's copies a rule of their bucket has removed: of each flow's documents the first ones, in the order of copying.
//
// Counted by flow and the midnight at which they go: memory follows the days that copies stay, not the documents. Copies of files that are copied
// again and again (`renewed`) are there as long as the newest of them.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

#include "models/backup/file_copy_settings.hpp"
#include "models/service.hpp"

namespace garoa {

class ExpiringCopies {
 public:
  /// `days` that an object stays; nothing: for ever. `gone` is told each time that some have gone.
  ExpiringCopies(const Run& run, std::optional<std::int64_t> days, bool renewed, std::function<void()> gone);

  /// A document of that flow, by its place, is copied now; `first`: for the first time.
  void add(std::size_t flow, std::uint64_t bytes, double acknowledged, bool first);
  /// So many of a flow were copied then, before the run.
  void add_before(std::size_t flow, double stored, const FileAmount& amount);
  /// Of those added.
  [[nodiscard]] FileAmount gone(std::size_t flow) const;
  /// When the newest of those was acknowledged, at the latest; infinity: all are gone.
  [[nodiscard]] double gone_until(std::size_t flow) const;
  /// When an object goes that is stored then, s; infinity: never.
  [[nodiscard]] double end_of(double stored) const;

 private:
  struct Going {
    double at;
    std::size_t flow;
    FileAmount amount;
    double newest;  // of them was acknowledged, at the latest
  };
  Process remove();

  const Run& run_;
  std::optional<std::int64_t> days_;
  bool renewed_;
  std::function<void()> told_;
  std::deque<Going> going_;  // by the time
  bool waits_ = false;
  double newest_goes_ = std::numeric_limits<double>::infinity();
  std::vector<FileAmount> all_;     // by flow
  std::vector<FileAmount> gone_;    // likewise; not where they are renewed
  std::vector<double> gone_until_;  // likewise
};

}  // namespace garoa

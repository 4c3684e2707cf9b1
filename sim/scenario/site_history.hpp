// What a volume and its backups have gone through between the start of a scenario and that of a run that begins later (stock.hpp).
//
// Documents come as expected, leave by `keep` (models/ebs/keep_settings.hpp) and are copied at the instants of the backups' schedules. Times
// are seconds since the scenario's start.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "models/backup/backup_settings.hpp"
#include "models/ebs/volume_settings.hpp"
#include "sim/workload/document_sizes.hpp"

namespace garoa {

/// Documents below and from the size on at which S3 treats them otherwise.
struct SizeShares {
  double small = 0;       // share of the documents
  double small_mean = 0;  // bytes
  double large_mean = 0;
};
[[nodiscard]] SizeShares shares_of(const SizeSettings& sizes, Bytes small);
/// The same of objects of that size; 0: of the documents as they are.
[[nodiscard]] SizeShares packed(const SizeShares& documents, double bytes_of_each);

class SiteHistory {
 public:
  /// Documents that came between two times.
  using Came = std::function<double(double from, double to)>;
  /// `jobs` copy the volume, each with a schedule as of the scenario's start; all of it outlives this.
  SiteHistory(const EbsSettings& volume, std::vector<const BackupSettings*> jobs, double mean_size,
              double passed, Came came);

  /// What is on the volume now.
  [[nodiscard]] VolumeData data() const;

  struct Copy {
    double time = 0;
    double documents = 0;      // objects of them
    double bytes_of_each = 0;  // 0: as the documents are
    double initial = 0;        // files from before the scenario's start
    Bytes initial_size;
  };
  [[nodiscard]] std::vector<Copy> copies(const BackupSettings& job) const;
  /// Files that the last run before now has not copied.
  [[nodiscard]] FileAmount uncopied(const BackupSettings& job) const;
  /// Those that are kept, by the job's retention. Their times count from now.
  [[nodiscard]] PastSnapshots snapshots(const BackupSettings& job) const;

 private:
  /// Documents that leave together.
  struct Period {
    double ends;
    double documents;
    double copied;  // when the last of them is
    double leaves;
    double came_by_end;  // in all periods so far
    double most_held;    // documents when a period so far ended, before any left
  };

  void make_periods(const KeepSettings& keep);
  [[nodiscard]] double last_copy_of(double ends) const;
  [[nodiscard]] double left_by(double time, bool at_it) const;
  /// Since the scenario's start.
  [[nodiscard]] double came_by(double time) const;
  /// Documents on the volume, and the most there ever were, up to a time.
  [[nodiscard]] double held(double time) const;
  [[nodiscard]] double most_held(double time) const;
  /// Of what came between the times, how much found space that others had left; in documents.
  [[nodiscard]] double reused(double from, double to) const;
  [[nodiscard]] double last_tick(const BackupSettings& job) const;

  const EbsSettings& volume_;
  std::vector<const BackupSettings*> jobs_;
  double mean_;
  double passed_;
  Came came_;
  std::map<std::string, std::vector<double>> ticks_;  // of each job, and the next one after now
  std::vector<Period> periods_;                       // none: nothing leaves
  std::vector<double> by_day_;                        // documents that had come before each day
};

}  // namespace garoa

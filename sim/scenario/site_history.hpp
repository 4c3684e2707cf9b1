// What a volume and its backups have gone through between the start of a scenario and that of a run that begins later (stock.hpp).
//
// Documents come as expected, leave by `keep` (models/ebs/keep_settings.hpp) and are copied at the instants of the backups' schedules. Times
// are seconds since the scenario's start.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
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

/// Documents of several flows as they are.
[[nodiscard]] SizeShares mixed(const std::vector<std::pair<double, SizeShares>>& documents);

/// An expected number of documents, and what they have together.
struct ExpectedDocuments {
  double count = 0;
  double bytes = 0;

  ExpectedDocuments& operator+=(const ExpectedDocuments& more) {
    count += more.count;
    bytes += more.bytes;
    return *this;
  }
  friend ExpectedDocuments operator-(ExpectedDocuments a, const ExpectedDocuments& b) {
    return {a.count - b.count, a.bytes - b.bytes};
  }
};

class SiteHistory {
 public:
  /// Documents that came between two times, of all flows on the volume.
  using Came = std::function<ExpectedDocuments(double from, double to)>;
  /// `jobs` copy the volume, each with a schedule as of the scenario's start; all of it outlives this.
  SiteHistory(const EbsSettings& volume, std::vector<const BackupSettings*> jobs, double passed, Came came);

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
    ExpectedDocuments documents;
    double copied;  // when the last of them is
    double leaves;
  };

  void make_periods(const KeepSettings& keep);
  [[nodiscard]] double last_copy_of(double ends) const;
  [[nodiscard]] ExpectedDocuments left_by(double time, bool at_it) const;
  /// Documents on the volume, and the most bytes of them that there ever were, up to a time.
  [[nodiscard]] ExpectedDocuments held(double time) const;
  [[nodiscard]] double most_held(double time) const;
  /// Of what came between the times, how many bytes found space that others had left.
  [[nodiscard]] double reused(double from, double to) const;
  [[nodiscard]] double last_tick(const BackupSettings& job) const;

  const EbsSettings& volume_;
  std::vector<const BackupSettings*> jobs_;
  double passed_;
  Came came_;
  std::map<std::string, std::vector<double>> ticks_;  // of each job, and the next one after now
  std::vector<Period> periods_;                       // none: nothing leaves
  std::vector<double> peaks_;  // bytes of documents when each period ends, before any leave
};

}  // namespace garoa

// What a volume and its backups have gone through between the start of a scenario and that of a run that begins later (stock.hpp).
//
// Documents come as expected, leave by `keep` (models/ebs/keep_settings.hpp) and are copied at the instants of the backups' schedules. Times
// are seconds since the scenario's start.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
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
/// `ratio`: as many times smaller each is.
[[nodiscard]] SizeShares shares_of(const SizeSettings& sizes, Bytes small, double ratio = 1);
/// The same of objects of that size; 0: of the documents as they are.
[[nodiscard]] SizeShares packed(const SizeShares& documents, double bytes_of_each);

/// How many are expected, and of how many bytes.
struct ExpectedDocuments {
  double documents = 0;
  double bytes = 0;

  ExpectedDocuments& operator+=(const ExpectedDocuments& other) {
    documents += other.documents;
    bytes += other.bytes;
    return *this;
  }
  friend ExpectedDocuments operator+(ExpectedDocuments a, const ExpectedDocuments& b) { return a += b; }
  friend ExpectedDocuments operator*(double factor, const ExpectedDocuments& amount) {
    return {factor * amount.documents, factor * amount.bytes};
  }
  friend ExpectedDocuments operator-(const ExpectedDocuments& a, const ExpectedDocuments& b) {
    return a + -1.0 * b;
  }
};

class SiteHistory {
 public:
  /// What came to the volume between two times.
  using Came = std::function<ExpectedDocuments(double from, double to)>;
  /// `jobs` copy the volume, each with a schedule as of the scenario's start; all of it outlives this. `all` that fills the volume, where
  /// `came` is a part of it: a full volume takes neither.
  SiteHistory(const EbsSettings& volume, std::vector<const BackupSettings*> jobs, double passed, Came came,
              const Came& all = {});

  /// What of that came between the times and found space.
  [[nodiscard]] ExpectedDocuments taken(double from, double to) const {
    return taken_by(to) - taken_by(from);
  }

  /// From when on there is no space, where nothing leaves; infinite: there is now.
  [[nodiscard]] double full_from() const { return full_from_; }
  /// Files on the volume at a time until now.
  [[nodiscard]] double files(double time) const;
  /// What is on the volume now.
  [[nodiscard]] VolumeData data() const;

  struct Copy {
    double time = 0;
    double documents = 0;      // objects of them
    double bytes_of_each = 0;  // 0: as the documents are, compressed
    double initial = 0;        // files from before the scenario's start
    Bytes initial_size;
    bool is_first = false;
  };
  /// One by one. `has`: objects in its bucket at the scenario's start, copies of the first files
  /// from before.
  void each_copy(const BackupSettings& job, std::uint64_t has,
                 const std::function<void(const Copy&)>& take) const;
  /// Files that the last run before now has not copied.
  [[nodiscard]] FileAmount uncopied(const BackupSettings& job, std::uint64_t has) const;
  /// The others, the first ones first, by the day of their copy as seen from now; without those that the bucket had. In mode `full` all are of
  /// the last run.
  [[nodiscard]] std::vector<CopiedBefore> copied(const BackupSettings& job, std::uint64_t has) const;
  /// When that was; 0: it has not run.
  [[nodiscard]] double last_tick(const BackupSettings& job) const { return last_tick(job, passed_); }
  /// How often it has run.
  [[nodiscard]] std::uint64_t runs(const BackupSettings& job) const;
  /// Those that are kept, by the job's retention. Their times count from now.
  [[nodiscard]] PastSnapshots snapshots(const BackupSettings& job) const;

 private:
  /// Documents that leave together.
  struct Period {
    double ends;
    ExpectedDocuments came;
    double share;   // of what came that found space
    double copied;  // when the last of them is
    double leaves;
    ExpectedDocuments came_by_end;  // in all periods so far
    double most_held;               // bytes when a period so far ended, before any left
  };

  struct Snapshot {
    double tick = 0;
    double completed = 0;
  };

  /// When a snapshot that follows the one of `before` is complete, in the mean.
  [[nodiscard]] double completed(const SnapshotSettings& snapshot, double before, double tick) const;
  /// Now, by their age and number.
  [[nodiscard]] std::deque<Snapshot> kept_snapshots(const BackupSettings& job) const;
  /// The ticks that come after `from`, until `until`; asked for one by one, since a schedule of minutes makes millions.
  static void each_tick(const BackupSettings& job, double from, double until,
                        const std::function<void(double)>& take);
  /// The last one until that time.
  [[nodiscard]] double last_tick(const BackupSettings& job, double until) const;
  void make_periods(const KeepSettings& keep, const Came& all);
  void find_end_of_initial(const KeepSettings& keep);
  /// Bytes from before the scenario's start that are not there any more.
  [[nodiscard]] double initial_gone(double time) const;
  void find_end_of_space(const Came& all);
  [[nodiscard]] double last_copy_of(double ends) const;
  [[nodiscard]] double last_copy() const;
  [[nodiscard]] std::vector<CameBefore> came_since(double since) const;
  [[nodiscard]] ExpectedDocuments left_by(double time, bool at_it) const;
  /// Since the scenario's start, found space.
  [[nodiscard]] ExpectedDocuments taken_by(double time) const;
  /// On the volume; and the most bytes there ever were up to a time.
  [[nodiscard]] ExpectedDocuments held(double time) const;
  [[nodiscard]] double most_held(double time) const;
  /// Of what came between the times, how many bytes found space that others had left.
  [[nodiscard]] double reused(double from, double to) const;
  /// Bytes that software wrote over data from before the scenario's start between the times.
  [[nodiscard]] double rewritten(double from, double to) const;
  /// Files from before the scenario's start of which the bucket does not have copies.
  [[nodiscard]] FileAmount initial_without(std::uint64_t has) const;

  const EbsSettings& volume_;
  std::vector<const BackupSettings*> jobs_;
  double passed_;
  Came came_;
  std::vector<Period> periods_;            // none: nothing leaves
  std::vector<ExpectedDocuments> by_day_;  // what had come before each day
  double room_;                            // bytes for documents
  double full_from_;                       // on, where nothing leaves
  double initial_copied_;                  // when what was there before the scenario's start has a copy
  double initial_leaves_;                  // never, if it stays
};

}  // namespace garoa

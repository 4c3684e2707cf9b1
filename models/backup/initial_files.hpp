// Files that are on a volume from before the run, as a file copy sees them: first those from before the scenario's start, then documents.
// They leave for their age, the oldest first, or the first ones stay. Each part has files of one size (to a byte). The first so many
// have copies.
//
// Counted, not listed: memory does not follow them, but for those whose copy failed, which wait like any other file, or is under way. A loss
// of the volume leaves counts alone: which of those without a copy another job has copied is known by number only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "models/backup/file_copy_settings.hpp"
#include "models/backup/waiting_file.hpp"

namespace garoa {

class InitialFiles {
 public:
  struct Parts {
    FileAmount first_of_all;
    FileAmount documents;  // those that came first
    FileAmount newest;     // documents too
    bool all_leave = false;
  };
  InitialFiles(const Parts& parts, std::uint64_t copied)
      : parts_{parts},
        files_{parts.first_of_all.files + parts.documents.files + parts.newest.files},
        staying_{parts.all_leave ? 0 : parts.first_of_all.files},
        top_{copied},
        resume_{staying_},
        waiting_{files_ - copied} {}

  [[nodiscard]] static bool has(const WaitingFile& file) { return file.id() >= first_id; }
  /// Is it from before the scenario's start, not what documents brought since?
  [[nodiscard]] bool is_first_of_all(const WaitingFile& file) const {
    return has(file) && file.id() < first_id + parts_.first_of_all.files;
  }
  [[nodiscard]] std::uint64_t files() const { return files_ - left_ - lost_.files; }
  [[nodiscard]] std::uint64_t copied() const { return had_copies() - left_ - lost_.files; }
  [[nodiscard]] std::uint64_t uncopied() const { return files_ - had_copies(); }
  [[nodiscard]] std::uint64_t uncopied_bytes() const { return bytes_of(files_) - bytes_of(had_copies()); }
  /// Those that nobody has begun to copy.
  [[nodiscard]] std::uint64_t waiting() const { return waiting_; }
  [[nodiscard]] std::uint64_t waiting_bytes() const { return bytes_of(files_) - bytes_of(files_ - waiting_); }
  [[nodiscard]] std::uint64_t copied_bytes() const {
    return bytes_of(had_copies()) - (bytes_of(first_there()) - bytes_of(staying_)) - lost_.bytes;
  }
  /// Of the first so many, those that are still there.
  [[nodiscard]] FileAmount there_of(std::uint64_t first) const {
    const auto staying = std::min(first, staying_);
    const auto others = std::max(first, first_there());
    return {staying + others - first_there(), bytes_of(staying) + bytes_of(others) - bytes_of(first_there())};
  }

  /// A run takes all that wait, and brings back what it did not reach.
  std::uint64_t take() { return std::exchange(waiting_, 0); }
  /// All of them once more, what has a copy too.
  std::uint64_t take_again() {
    resume_ = after_those_that_went();
    waiting_ = 0;
    return files();
  }
  /// Of runs that overlap, the one with more of them.
  void bring_back(std::uint64_t files) { waiting_ = std::max(waiting_, files); }
  /// The next one for a run that has so many to come, with it.
  [[nodiscard]] WaitingFile next(std::uint64_t to_come) const {
    const auto after = files_ - resume_;
    const auto place = to_come <= after ? files_ - to_come : staying_ - std::min(staying_, to_come - after);
    WaitingFile file{{{}, first_id + place, bytes_of(place + 1) - bytes_of(place), before_the_run},
                     before_the_run};
    if (has_copy(place)) file.set_copied();
    return file;
  }
  /// It has one more copy: is that its first?
  bool add_copied(const WaitingFile& file) {
    const auto place = file.id() - first_id;
    if (has_copy(place)) return false;
    if (holes_.erase(place) > 0) return true;
    while (top_ < place) holes_.insert(holes_.end(), top_++);
    ++top_;
    return true;
  }
  /// The oldest that may leave, which have copies, are on the volume no more.
  void leave(std::uint64_t files) {
    const auto may_leave = had_copies() - std::min(had_copies(), staying_) - (lost_.files - lost_staying());
    left_ = std::min(left_ + files, may_leave);
  }
  /// Gone for good with the volume: the newest, which have no copy, and of those that are there the oldest. All others without a copy wait,
  /// those too that waited by themselves or were under way.
  void lose(std::uint64_t newest, const FileAmount& oldest) {
    const auto uncopied_lost = std::min(newest, uncopied());
    waiting_ -= std::min(waiting_, uncopied_lost);
    files_ -= uncopied_lost;
    never_copied_ += uncopied_lost;
    lost_ += oldest;
    const auto went = lost_.files <= staying_ ? lost_.files : after_those_that_went();
    top_ = std::min(std::max(had_copies(), went), files_);
    holes_.clear();
    resume_ = std::min(after_those_that_went(), files_);
    waiting_ = std::max(std::min(waiting_, files()), uncopied());
  }
  /// Those that were lost without a copy, and those that have none yet.
  [[nodiscard]] std::uint64_t never_copied() const { return never_copied_ + uncopied(); }

 private:
  /// How many have or had one.
  [[nodiscard]] std::uint64_t had_copies() const { return top_ - holes_.size(); }
  [[nodiscard]] bool has_copy(std::uint64_t place) const { return place < top_ && !holes_.contains(place); }
  [[nodiscard]] std::uint64_t lost_staying() const { return std::min(lost_.files, staying_); }
  /// The place of the oldest that may leave and is still there.
  [[nodiscard]] std::uint64_t first_there() const { return staying_ + left_; }
  /// Likewise, where copies of some were gone when the volume was lost.
  [[nodiscard]] std::uint64_t after_those_that_went() const {
    return first_there() + (lost_.files - lost_staying());
  }
  /// The sizes of the first so many.
  [[nodiscard]] std::uint64_t bytes_of(std::uint64_t files) const {
    std::uint64_t bytes = 0;
    for (const auto* const part : {&parts_.first_of_all, &parts_.documents, &parts_.newest}) {
      const auto there = std::min(files, part->files);
      bytes += bytes_of(*part, there);
      files -= there;
    }
    return bytes;
  }
  [[nodiscard]] static std::uint64_t bytes_of(const FileAmount& of, std::uint64_t files) {
    return of.files == 0 ? 0 : files * (of.bytes / of.files) + std::min(files, of.bytes % of.files);
  }

  static constexpr DocumentId first_id = DocumentId{1} << 44;  // no flow has so many documents
  static constexpr double before_the_run = 0;

  Parts parts_;
  std::uint64_t files_;
  std::uint64_t staying_;
  std::uint64_t top_;              // those before it have copies,
  std::set<std::uint64_t> holes_;  // but for these
  std::uint64_t resume_;           // a run goes on with it after those that stay
  std::uint64_t waiting_;
  std::uint64_t left_ = 0;
  FileAmount lost_;  // of those that had a copy
  std::uint64_t never_copied_ = 0;
};

}  // namespace garoa

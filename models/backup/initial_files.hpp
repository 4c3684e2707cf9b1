// Files that are on a volume from before the run, as a file copy sees them: so many of the same size (to a byte), of which the bucket has
// the first ones already.
//
// Counted, not listed: memory does not follow them, but for those whose copy failed, which wait like any other file.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "models/backup/waiting_file.hpp"

namespace garoa {

class InitialFiles {
 public:
  InitialFiles(std::uint64_t files, std::uint64_t bytes, std::uint64_t copied)
      : files_{files}, bytes_{bytes}, copied_{copied}, next_{copied}, waiting_{files - copied} {}

  [[nodiscard]] static bool has(const WaitingFile& file) { return file.id() >= first_id; }
  [[nodiscard]] std::uint64_t files() const { return files_; }
  [[nodiscard]] std::uint64_t copied() const { return copied_; }
  [[nodiscard]] std::uint64_t uncopied() const { return files_ - copied_; }
  /// Those that nobody has begun to copy.
  [[nodiscard]] std::uint64_t waiting() const { return waiting_; }
  /// The sizes of the first so many.
  [[nodiscard]] std::uint64_t bytes_of(std::uint64_t files) const {
    return files_ == 0 ? 0 : files * (bytes_ / files_) + std::min(files, bytes_ % files_);
  }

  /// A run takes all that wait, and brings back what it did not reach.
  std::uint64_t take() { return std::exchange(waiting_, 0); }
  /// All of them once more, what has a copy too.
  std::uint64_t take_again() {
    next_ = 0;
    waiting_ = 0;
    return files_;
  }
  void bring_back(std::uint64_t files) { waiting_ += files; }
  /// The next one of those taken.
  WaitingFile next() {
    WaitingFile file{{{}, first_id + next_, bytes_of(next_ + 1) - bytes_of(next_), before_the_run},
                     before_the_run};
    if (next_ < copied_) file.set_copied();
    ++next_;
    return file;
  }
  void add_copied() { ++copied_; }
  /// The volume is gone: what has no copy is so for good.
  void lose() { waiting_ = 0; }

 private:
  static constexpr DocumentId first_id = DocumentId{1} << 44;  // no flow has so many documents
  static constexpr double before_the_run = 0;

  std::uint64_t files_;
  std::uint64_t bytes_;
  std::uint64_t copied_;
  std::uint64_t next_;
  std::uint64_t waiting_;
};

}  // namespace garoa

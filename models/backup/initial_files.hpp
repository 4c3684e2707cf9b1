// Files that are on a volume from before the run, as a file copy sees them: so many of the same size (to a byte), of which the bucket has
// the first ones already; those and the rest may differ in size. The first ones leave, for their age, if any do.
//
// Counted, not listed: memory does not follow them, but for those whose copy failed, which wait like any other file.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "models/backup/file_copy_settings.hpp"
#include "models/backup/waiting_file.hpp"

namespace garoa {

class InitialFiles {
 public:
  InitialFiles(std::uint64_t files, std::uint64_t bytes, std::uint64_t copied)
      : InitialFiles{{files, bytes}, {}, copied} {}
  /// So many have copies, and so many have none.
  InitialFiles(const FileAmount& copied, const FileAmount& uncopied)
      : InitialFiles{copied, uncopied, copied.files} {}

  [[nodiscard]] static bool has(const WaitingFile& file) { return file.id() >= first_id; }
  [[nodiscard]] std::uint64_t files() const { return files_ - left_; }
  [[nodiscard]] std::uint64_t copied() const { return copied_ - left_; }
  [[nodiscard]] std::uint64_t uncopied() const { return files_ - copied_; }
  /// Those that nobody has begun to copy.
  [[nodiscard]] std::uint64_t waiting() const { return waiting_; }
  [[nodiscard]] std::uint64_t waiting_bytes() const { return bytes_of(files_) - bytes_of(files_ - waiting_); }
  [[nodiscard]] std::uint64_t copied_bytes() const { return bytes_of(copied_) - bytes_of(left_); }

  /// A run takes all that wait, and brings back what it did not reach.
  std::uint64_t take() { return std::exchange(waiting_, 0); }
  /// All of them once more, what has a copy too.
  std::uint64_t take_again() {
    next_ = left_;
    waiting_ = 0;
    return files();
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
  /// The oldest so many, which have copies, are on the volume no more.
  void leave(std::uint64_t files) { left_ = std::min(left_ + files, copied_); }
  /// The volume is gone: what has no copy is so for good.
  void lose() { waiting_ = 0; }

 private:
  InitialFiles(const FileAmount& first, const FileAmount& rest, std::uint64_t copied)
      : first_{first},
        rest_{rest},
        files_{first.files + rest.files},
        copied_{copied},
        next_{copied},
        waiting_{files_ - copied} {}

  /// The sizes of the first so many.
  [[nodiscard]] std::uint64_t bytes_of(std::uint64_t files) const {
    const auto in_first = std::min(files, first_.files);
    return bytes_of(first_, in_first) + bytes_of(rest_, files - in_first);
  }
  [[nodiscard]] static std::uint64_t bytes_of(const FileAmount& of, std::uint64_t files) {
    return of.files == 0 ? 0 : files * (of.bytes / of.files) + std::min(files, of.bytes % of.files);
  }

  static constexpr DocumentId first_id = DocumentId{1} << 44;  // no flow has so many documents
  static constexpr double before_the_run = 0;

  FileAmount first_;
  FileAmount rest_;
  std::uint64_t files_;
  std::uint64_t copied_;
  std::uint64_t next_;
  std::uint64_t waiting_;
  std::uint64_t left_ = 0;
};

}  // namespace garoa

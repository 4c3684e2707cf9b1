// Writes the files of a result as one folder that is there whole or not at all, whatever happens and whoever else writes it.
//
// The files are written into a hidden folder beside the one that is asked for; commit() gives it that one's name. A result of
// an earlier run is replaced whole, in one step: readers see the one or the other, and no file of the earlier one stays. So the
// folder must not have anything else in it.
// Until then nothing is touched: an error, abandon() and the destructor take back what was written and the folders that were
// made. A program that is killed meanwhile leaves its hidden folder; the next writer of the same result removes it.
// Errors are sentences with the path.
//
// Not covered: power loss (nothing is synced). Where the file system cannot exchange two folders (Linux's own can), there is
// an instant in which none has the name.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace garoa {

class ResultWriter {
 public:
  explicit ResultWriter(std::filesystem::path folder);
  ~ResultWriter();
  ResultWriter(const ResultWriter&) = delete;
  ResultWriter& operator=(const ResultWriter&) = delete;

  /// Why no result can be written as this folder, or empty. To be asked before a long simulation; leaves nothing behind.
  [[nodiscard]] static std::string obstacle(const std::filesystem::path& folder);

  /// Writes one file of those that a result may have. False after any error, also an earlier one.
  bool add(std::string_view name, std::string_view text);
  /// Gives the folder its name. True when everything is there.
  bool commit();
  /// Removes everything; later calls do nothing.
  void abandon();

  /// Empty while all is well.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  bool fail(const std::string& what, const std::filesystem::path& path, const std::string& reason);
  /// Makes the parents and the hidden folder.
  void begin();
  [[nodiscard]] bool make_parents();
  [[nodiscard]] bool replace();
  void remove_hidden();

  std::filesystem::path folder_;                     // as the user named it, for messages
  std::filesystem::path target_;                     // absolute, links resolved
  std::filesystem::path hidden_;                     // empty: not there
  std::vector<std::filesystem::path> made_folders_;  // outermost first
  std::string error_;
  int lock_ = -1;  // held while the hidden folder is in use
  bool closed_ = false;
};

}  // namespace garoa

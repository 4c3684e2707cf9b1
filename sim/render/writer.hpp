// Writes the files of a result into a folder so that either all of them are there, whole, or none.
//
// Files are written under temporary names in the folder itself and renamed together by commit(). On the first
// error, on abandon() and when it is destroyed before commit(), the writer removes what it wrote and the
// folders it made; files of an earlier run are untouched until commit() renames over them. Errors are
// sentences with the path.
//
// Not covered: power loss (nothing is synced), and a rename that fails half-way leaves earlier files of the
// same names replaced or gone.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace garoa {

class ResultWriter {
 public:
  /// Makes the folder, with its parents, if it is not there.
  explicit ResultWriter(std::filesystem::path folder);
  ~ResultWriter();
  ResultWriter(const ResultWriter&) = delete;
  ResultWriter& operator=(const ResultWriter&) = delete;

  /// Writes one file, `name` without folders. False after any error, also an earlier one.
  bool add(std::string_view name, std::string_view text);
  /// Gives all files their names. True when everything is there.
  bool commit();
  /// Removes everything; later calls do nothing.
  void abandon();

  /// Empty while all is well.
  [[nodiscard]] const std::string& error() const { return error_; }
  /// The committed files, in the order in which they were added.
  [[nodiscard]] const std::vector<std::filesystem::path>& written() const { return written_; }

 private:
  struct Pending {
    std::filesystem::path temporary;
    std::filesystem::path final;
  };
  bool fail(const std::string& what, const std::filesystem::path& path, const std::string& reason);
  void make_folder();

  std::filesystem::path folder_;
  std::vector<std::filesystem::path> made_folders_;  // outermost first
  std::vector<Pending> pending_;
  std::vector<std::filesystem::path> written_;
  std::string error_;
  bool closed_ = false;
};

}  // namespace garoa

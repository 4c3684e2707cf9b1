// What is written beside its place under a hidden name, ".NAME.part-XXXXXX", until it is whole: a file, or the folder of a result.
//
// Whoever writes it holds its lock. A program that is killed leaves it without one; the next writer of the same removes it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace garoa {

/// Absolute and without links, as far as it is there.
[[nodiscard]] std::filesystem::path resolved(const std::filesystem::path& path);

/// A name for mkdtemp and mkstemp. `target` is absolute.
[[nodiscard]] std::string hidden_template(const std::filesystem::path& target);
/// Of what the hidden name is a part; any other name as it is.
[[nodiscard]] std::string_view name_behind_hidden(std::string_view name);

/// Takes it for this process; -1 if another has it, or it is gone.
[[nodiscard]] int lock_of(const std::filesystem::path& hidden);
/// Removes what writers of the target that were killed have left.
void remove_left_behind(const std::filesystem::path& target);

/// False, and errno, if nothing can be made in the folder. Leaves nothing there, even if the program is killed meanwhile; where
/// the file system has no files without a name, a folder is made and removed.
[[nodiscard]] bool may_write_into(const std::filesystem::path& folder);

/// Of errno, as a sentence's end.
[[nodiscard]] std::string last_error();
[[nodiscard]] std::string sentence(const std::string& what, const std::filesystem::path& path,
                                   const std::string& reason);

}  // namespace garoa

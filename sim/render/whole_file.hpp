// Writes one file that is there whole or not at all, whatever happens and whoever else writes it; one of that name is replaced.
//
// Not covered: power loss (nothing is synced).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace garoa {

/// Why no such file can be written, or empty. To be asked before a long simulation; leaves nothing behind. Its folder must be there;
/// what is no file, such as a folder or a device, stays.
[[nodiscard]] std::string obstacle_to_file(const std::filesystem::path& file);

/// Why it is not written, or empty.
[[nodiscard]] std::string write_whole_file(const std::filesystem::path& file, std::string_view text);

}  // namespace garoa

// Files that somebody named, opened for reading.
//
// Only regular files are opened, after a look at what they are: a pipe, a socket or a device could block for ever or never
// end. Faults are words that follow "cannot be read: ".
#pragma once

#include <cstdint>
#include <fstream>
#include <string>

namespace garoa {

/// Texts that are held in memory as a whole; scenarios and figures are a thousandth of it.
constexpr std::uintmax_t largest_text_file = 16U << 20U;

/// The open file, or why not.
struct InputFile {
  std::ifstream stream;
  std::string fault;  // empty if there is none
};
[[nodiscard]] InputFile open_input(const std::string& path);

/// Its whole text, or why not.
struct InputText {
  std::string text;
  std::string fault;
};
[[nodiscard]] InputText read_input(const std::string& path, std::uintmax_t largest = largest_text_file);

}  // namespace garoa

#include "sim/core/sha256.hpp"

#include <sha2.h>
#include <sys/types.h>

#include <array>
#include <cstdint>

namespace garoa {

std::string sha256_of(std::string_view text) {
  std::array<char, SHA256_DIGEST_STRING_LENGTH> hex{};
  return SHA256Data(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), hex.data());
}

std::string sha256_of_file(const std::string& path) {
  std::array<char, SHA256_DIGEST_STRING_LENGTH> hex{};
  return SHA256File(path.c_str(), hex.data()) == nullptr ? "" : std::string{hex.data()};
}

}  // namespace garoa

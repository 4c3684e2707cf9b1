// A digest of what a run did: FNV-1a, by 64-bit words. Times count with all their bits.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

namespace garoa::test {

class Digest {
 public:
  void add(std::uint64_t word) { value_ = (value_ ^ word) * 0x100000001b3ULL; }
  void add(double time, std::uint64_t word) {
    add(std::bit_cast<std::uint64_t>(time));
    add(word);
  }
  void add(std::string_view text) {
    for (const char c : text) add(std::uint64_t{static_cast<unsigned char>(c)});
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

}  // namespace garoa::test

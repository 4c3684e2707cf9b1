// Counter-based random numbers: Philox 4x32-10.
//
// A value is a pure function of (seed, stream name, entity id, draw number). Nothing has a state, so the
// order in which a simulation asks for numbers does not matter, and document 4711 has the same size and the
// same luck in every variant of a scenario (common random numbers).
//
// Source: Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3 (SC 2011). Known answers
// are tested.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace garoa {

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

constexpr PhiloxCounter philox4x32_10(PhiloxCounter c, PhiloxKey k) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = 0xD2511F53ULL * c[0];
    const std::uint64_t p1 = 0xCD9E8D57ULL * c[2];
    c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ k[0], static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ k[1], static_cast<std::uint32_t>(p0)};
    k[0] += 0x9E3779B9U;
    k[1] += 0xBB67AE85U;
  }
  return c;
}

/// A named stream of one run.
class Stream {
 public:
  /// `name` is a path that is unique within the run, such as "s3.inbox.put_latency".
  constexpr Stream(std::uint64_t seed, std::string_view name) : key_{mix(seed ^ hash(name))} {}

  /// Uniform in the open interval (0, 1), with 52 bits.
  [[nodiscard]] constexpr double uniform(std::uint64_t entity, std::uint32_t draw = 0) const {
    const auto words = block(entity, draw >> 1);
    const bool odd = (draw & 1U) != 0;
    return to_unit(words[odd ? 2 : 0], words[odd ? 3 : 1]);
  }
  /// The draws 2*pair and 2*pair+1 of an entity, for the price of one.
  [[nodiscard]] constexpr std::array<double, 2> uniforms(std::uint64_t entity, std::uint32_t pair = 0) const {
    const auto words = block(entity, pair);
    return {to_unit(words[0], words[1]), to_unit(words[2], words[3])};
  }

 private:
  [[nodiscard]] constexpr PhiloxCounter block(std::uint64_t entity, std::uint32_t pair) const {
    return philox4x32_10(
        {static_cast<std::uint32_t>(entity), static_cast<std::uint32_t>(entity >> 32), pair, 0},
        {static_cast<std::uint32_t>(key_), static_cast<std::uint32_t>(key_ >> 32)});
  }
  static constexpr double to_unit(std::uint32_t high, std::uint32_t low) {
    return (static_cast<double>((std::uint64_t{high} << 20) | (low >> 12)) + 0.5) * 0x1p-52;
  }
  /// FNV-1a.
  static constexpr std::uint64_t hash(std::string_view text) {
    std::uint64_t h = 0xcbf29ce484222325ULL;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return h;
  }
  /// The finaliser of splitmix64.
  static constexpr std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
  }

  std::uint64_t key_;
};

}  // namespace garoa

// Counter-based random numbers: Philox 4x32-10.
//
// A value is a pure function of (seed, stream name, entity, purpose). Nothing has a state, so the order in which a
// simulation asks for numbers does not matter, and document 4711 has the same size and the same luck in every
// variant of a scenario (common random numbers).
//
//   stream    the scenario path of the one who draws, such as "s3.inbox.put"
//   entity    what is drawn for: a document or request of a flow, by the flow's name and its number in it; or the
//             n-th thing of a kind that the stream has one of only
//   purpose   what the number decides, by name, and which of several it is: the second attempt, the fifth part
//
// Names count by their hashes, never by their place in a list: another flow or purpose beside it changes no luck.
// In Philox's counter the entity has 64 bits, the purpose's name 32 and its index 32.
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

/// FNV-1a.
constexpr std::uint64_t hash_of(std::string_view text) {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return h;
}
/// The same in 32 bits.
constexpr std::uint32_t short_hash_of(std::string_view text) {
  const auto h = hash_of(text);
  return static_cast<std::uint32_t>(h ^ (h >> 32));
}

/// What a number is drawn for.
class Entity {
 public:
  /// The n-th of its kind, where a stream draws for one kind only.
  [[nodiscard]] static constexpr Entity nth(std::uint64_t number) { return Entity{number}; }
  /// The n-th of what belongs to an owner; `owner` is the short hash of its scenario path. Exact for numbers below
  /// 2^32; larger ones meet another owner's only where their hashes are alike in the high bits.
  [[nodiscard]] static constexpr Entity of(std::uint32_t owner, std::uint64_t number) {
    return Entity{std::uint64_t{owner} << 32 ^ number};
  }
  /// The same thing in another respect, with luck of its own: a later link of its chain, another function that works
  /// on it. 0 is the thing itself.
  [[nodiscard]] constexpr Entity in(std::uint32_t respect) const {
    return Entity{value_ + respect * 0x9E3779B97F4A7C15ULL};
  }
  [[nodiscard]] constexpr std::uint64_t value() const { return value_; }
  [[nodiscard]] constexpr bool operator==(const Entity&) const = default;

 private:
  explicit constexpr Entity(std::uint64_t value) : value_{value} {}
  std::uint64_t value_;
};

/// What a number decides. Those of different names are independent; a name is hashed when it is compiled.
class Purpose {
 public:
  /// What the stream's own name says.
  constexpr Purpose() = default;
  explicit consteval Purpose(std::string_view name) : name_{short_hash_of(name)} {}

  /// The n-th of several: an attempt, a part. Of two indices the first may go to a hundred thousand and the second
  /// to ten thousand before two pairs meet (multiples of the golden section lie that far apart).
  [[nodiscard]] constexpr Purpose at(std::uint32_t n) const {
    Purpose purpose = *this;
    purpose.index_ = index_ * 0x9E3779B1U + n;
    return purpose;
  }
  [[nodiscard]] constexpr std::uint32_t name() const { return name_; }
  [[nodiscard]] constexpr std::uint32_t index() const { return index_; }

 private:
  std::uint32_t name_ = 0;
  std::uint32_t index_ = 0;
};

/// A named stream of one run.
class Stream {
 public:
  /// `name` is a path that is unique within the run, such as "s3.inbox.put_latency".
  constexpr Stream(std::uint64_t seed, std::string_view name) : key_{mix(seed ^ hash_of(name))} {}

  /// Uniform in the open interval (0, 1), with 52 bits.
  [[nodiscard]] constexpr double uniform(Entity entity, Purpose purpose = {}) const {
    const auto words = block(entity, purpose);
    return to_unit(words[0], words[1]);
  }
  /// That number and another one, for the price of one.
  [[nodiscard]] constexpr std::array<double, 2> uniforms(Entity entity, Purpose purpose = {}) const {
    const auto words = block(entity, purpose);
    return {to_unit(words[0], words[1]), to_unit(words[2], words[3])};
  }

 private:
  [[nodiscard]] constexpr PhiloxCounter block(Entity entity, Purpose purpose) const {
    return philox4x32_10({static_cast<std::uint32_t>(entity.value()),
                          static_cast<std::uint32_t>(entity.value() >> 32), purpose.name(), purpose.index()},
                         {static_cast<std::uint32_t>(key_), static_cast<std::uint32_t>(key_ >> 32)});
  }
  static constexpr double to_unit(std::uint32_t high, std::uint32_t low) {
    return (static_cast<double>((std::uint64_t{high} << 20) | (low >> 12)) + 0.5) * 0x1p-52;
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

// How far a figure or a price can be trusted: V read in the named source, D derived from such figures, M from
// memory, P a default chosen by this project.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "sim/core/scalar.hpp"

namespace garoa {

enum class Basis { verified, derived, memory, project };

template <>
struct EnumNames<Basis> {
  static constexpr std::string_view kind = "basis";
  static constexpr std::array names{
      std::pair{std::string_view{"V"}, Basis::verified}, std::pair{std::string_view{"D"}, Basis::derived},
      std::pair{std::string_view{"M"}, Basis::memory}, std::pair{std::string_view{"P"}, Basis::project}};
};

}  // namespace garoa

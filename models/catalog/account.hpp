// In whose account a copy is.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "sim/core/scalar.hpp"

namespace garoa {

enum class CopyAccount { same, other };

template <>
struct EnumNames<CopyAccount> {
  static constexpr std::string_view kind = "account of a copy";
  static constexpr std::array names{std::pair{std::string_view{"same"}, CopyAccount::same},
                                    std::pair{std::string_view{"other"}, CopyAccount::other}};
};

}  // namespace garoa

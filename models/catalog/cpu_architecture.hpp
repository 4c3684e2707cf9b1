// The instruction sets that EC2 and Lambda offer, by AWS's own names.
#pragma once

#include "sim/core/scalar.hpp"

namespace garoa {

enum class CpuArchitecture { x86_64, arm64 };

template <>
struct EnumNames<CpuArchitecture> {
  static constexpr std::string_view kind = "CPU architecture";
  static constexpr std::array names{std::pair{std::string_view{"x86_64"}, CpuArchitecture::x86_64},
                                    std::pair{std::string_view{"arm64"}, CpuArchitecture::arm64}};
};

}  // namespace garoa

// How many findings have a status.
#pragma once

#include <cstdint>
#include <string>

#include "sim/results/result.hpp"

namespace garoa {

[[nodiscard]] std::uint64_t count_of(const Compliance& compliance, compliance::Status status);
/// In the reader's language: "3 FAIL", "1 not evaluated".
[[nodiscard]] std::string count_text(const Compliance& compliance, compliance::Status status);

}  // namespace garoa

// What a scenario says about the memory and /tmp that a document needs in its environment (environment_space.hpp).
//
// Shape: nothing but the base unless given, the peak at the end of the work, a kill when it does not fit, /tmp 512 MB, no
// files left. Errors: /tmp outside Lambda's limits. Figures: models/lambda/lambda.yaml.
// A MB of the environment is Lambda's everywhere, 2^20 B, as in the REPORT line (documents are in MB of 10^6 B).
#pragma once

#include <cstdint>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/units.hpp"

namespace garoa {

/// What becomes of a handler that needs more memory than there is.
enum class OnExhaustion { kill, hang };

template <>
struct EnumNames<OnExhaustion> {
  static constexpr std::string_view kind = "end of a handler without memory";
  static constexpr std::array names{std::pair{std::string_view{"kill"}, OnExhaustion::kill},
                                    std::pair{std::string_view{"hang"}, OnExhaustion::hang}};
};

struct SpaceSettings {
  LambdaMemory memory;
  double usable = 1;             // share of it that a handler gets before it is out of memory
  LambdaMemory memory_at_start;  // of a handler before it has read anything
  LambdaMemory memory_base;      // its peak without a document
  double memory_factor = 0;
  double peak_at = 1;  // share of the work after which the peak is reached
  OnExhaustion on_exhaustion = OnExhaustion::kill;
  LambdaMemory tmp;
  LambdaMemory tmp_free;  // not billed
  double tmp_factor = 0;
  double tmp_left = 0;  // share of a document's files
};

[[nodiscard]] SpaceSettings read_space(LambdaMemory memory, Fields& fields, Figures& figures);

[[nodiscard]] inline Bytes bytes_of(LambdaMemory memory) {
  return Bytes{std::uint64_t{memory.count()} << 20};
}

}  // namespace garoa

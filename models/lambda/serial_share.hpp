// The key `serial` of work that several threads share, in INIT and in the handler.
#pragma once

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

/// Of one thread's work there is no default but 0. Figure: work.serial.
[[nodiscard]] inline double read_serial_share(std::uint32_t threads, Fields& fields, Figures& lambda) {
  const double serial = threads > 1 ? lambda.get<double>("work.serial") : 0;
  return fields.optional("serial", "share of the work that one thread alone can do (Amdahl's law)", serial,
                         {0.0, 1.0, ""});
}

}  // namespace garoa

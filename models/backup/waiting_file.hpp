// A document that waits for its copy, in 24 bytes: what a backup's memory grows with.
//
// Holds ids below 2^40, sizes below 2^50 (a petabyte), times exactly, except that of the arrival: to a
// ten-millionth of the upload's time.
#pragma once

#include <cstdint>

#include "sim/journal/events.hpp"

namespace garoa {

class WaitingFile {
 public:
  WaitingFile(const Document& document, double acknowledged)
      : acknowledged_{acknowledged},
        bytes_{document.bytes & ((std::uint64_t{1} << 50) - 1)},
        copied_{0},
        id_high_{(document.id >> 32) & 0x1fff},
        id_low_{static_cast<std::uint32_t>(document.id)},
        upload_seconds_{static_cast<float>(acknowledged - document.arrived)} {}

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] DocumentId id() const { return DocumentId{id_high_} << 32 | id_low_; }
  [[nodiscard]] double acknowledged() const { return acknowledged_; }
  [[nodiscard]] Document document(FlowId flow) const {
    return {flow, id(), bytes(), acknowledged_ - static_cast<double>(upload_seconds_)};
  }
  /// Does an earlier run's copy exist?
  [[nodiscard]] bool copied() const { return copied_ != 0; }
  void set_copied() { copied_ = 1; }

 private:
  double acknowledged_;
  std::uint64_t bytes_ : 50;
  std::uint64_t copied_ : 1;
  std::uint64_t id_high_ : 13;
  std::uint32_t id_low_;
  float upload_seconds_;
};
static_assert(sizeof(WaitingFile) == 24);

}  // namespace garoa

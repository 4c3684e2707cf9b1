// A document that waits for its copy, in 24 bytes: what a backup's memory grows with.
//
// Holds ids below 2^40, sizes below 2^46 (64 TiB, the largest volume), times exactly, except that of the arrival: to a
// ten-millionth of the upload's time. Of its flow, which place that has among those on the volume.
#pragma once

#include <cstdint>

#include "sim/journal/events.hpp"

namespace garoa {

class WaitingFile {
 public:
  /// `source`: the place of its flow.
  WaitingFile(const Document& document, double acknowledged, std::uint8_t source = 0)
      : acknowledged_{acknowledged},
        bytes_{document.bytes & ((std::uint64_t{1} << 46) - 1)},
        copied_{0},
        before_the_run_{(document.id >> 44) & 1},
        id_high_{(document.id >> 32) & 0xff},
        source_{source},
        id_low_{static_cast<std::uint32_t>(document.id)},
        upload_seconds_{static_cast<float>(acknowledged - document.arrived)} {}

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] DocumentId id() const {
    return DocumentId{before_the_run_} << 44 | DocumentId{id_high_} << 32 | id_low_;
  }
  [[nodiscard]] double acknowledged() const { return acknowledged_; }
  [[nodiscard]] std::uint8_t source() const { return source_; }
  [[nodiscard]] Document document(FlowId flow) const {
    return {flow, id(), bytes(), acknowledged_ - static_cast<double>(upload_seconds_)};
  }
  /// Does an earlier run's copy exist?
  [[nodiscard]] bool copied() const { return copied_ != 0; }
  void set_copied() { copied_ = 1; }

 private:
  double acknowledged_;
  std::uint64_t bytes_ : 46;
  std::uint64_t copied_ : 1;
  std::uint64_t before_the_run_ : 1;  // the bit of the id that none of a flow has (initial_files.hpp)
  std::uint64_t id_high_ : 8;
  std::uint64_t source_ : 8;
  std::uint32_t id_low_;
  float upload_seconds_;
};
static_assert(sizeof(WaitingFile) == 24);

}  // namespace garoa

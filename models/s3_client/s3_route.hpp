// The way of bytes between a program and S3, where it is more than a connection's own rate.
#pragma once

#include <cstdint>

#include "models/client/patience.hpp"
#include "models/s3_client/s3_tool_settings.hpp"
#include "models/service.hpp"
#include "sim/engine/process.hpp"

namespace garoa {

class S3Route {
 public:
  S3Route() = default;
  S3Route(const S3Route&) = delete;
  S3Route& operator=(const S3Route&) = delete;
  virtual ~S3Route() = default;

  struct Load {
    NameId flow;
    NameId phase;
    S3Direction direction;
    std::uint64_t bytes;
    bool one_off = false;          // no month repeats it
    Patience* patience = nullptr;  // of who may give up
  };
  /// Carries the bytes over one connection; books what they wait for. Gives how many it carried: less than all if the program
  /// gave up.
  [[nodiscard]] virtual Task<std::uint64_t> carry(Load load) = 0;
  /// What a listing answers comes beside the files: the time by which it has passed what stands on the way; 0 if nothing does.
  [[nodiscard]] virtual double pass_answer(std::uint64_t /*bytes*/, bool /*one_off*/) { return 0; }
};

}  // namespace garoa

// What a scenario says about how clients try a failed request again (upload_retries.hpp).
//
// Shape: attempts 1 (the default of uploads: none is tried again) to 100.
#pragma once

#include <cstdint>
#include <string_view>

#include "sim/core/fields.hpp"

namespace garoa {

struct UploadRetrySettings {
  std::uint32_t attempts = 1;
  Seconds delay;
  Seconds longest_delay;
};

[[nodiscard]] UploadRetrySettings read_retries(
    Fields& fields, std::string_view meaning = "how clients try a failed upload again",
    UploadRetrySettings defaults = {1, 1_s, 1_min});

}  // namespace garoa

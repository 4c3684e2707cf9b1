// What a scenario says about a service outside AWS.
//
// Shape: `latency` is required; no limits, no errors and 3 tries unless given. Figures: models/http/http.yaml.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "models/called/called_kind.hpp"
#include "models/retry/upload_retry_settings.hpp"
#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct HttpSettings {
  static constexpr CalledKind called{
      .section = "http", .noun = "outside service", .meaning = "services outside AWS that functions call"};
  std::string name;
  Location where;
  Distribution latency;  // seconds
  std::optional<PerSecond> rate_limit;
  std::optional<std::uint32_t> concurrency;  // requests at once
  double error_rate = 0;
  Seconds timeout;
  Bytes request{0};  // headers included, as the answer's
  Bytes answer{0};
  UploadRetrySettings retries;

  [[nodiscard]] static HttpSettings read(const std::string& name, Fields& fields, Catalogue& catalogue);
  /// In http.cpp.
  [[nodiscard]] std::unique_ptr<CalledService> build(const Run& run) const;
};

}  // namespace garoa

// How an AWS SDK asks again after a refusal.
//
//   mode           attempts  pause before retry n, u uniform in (0, 1)        retry quota
//   legacy         5         u 2^(n-1) s                                      none
//   standard       3         min(u 2^(n-1) s, 20 s)                           500 tokens, 5 a retry
//   standard-2026  3         u min(base 2^(n-1), 20 s), base 50 ms,           500 tokens, 14 a retry,
//                            1 s after a throttle                             5 after a throttle
// DynamoDB in legacy mode: 10 attempts, 50 ms 2^(n-1) without chance (models/dynamodb).
// The figures are in models/s3/s3.yaml. A retry that the quota cannot pay is not made; a success gives back
// what its last retry took, or one token. Not modelled: Retry-After, adaptive mode, timeouts.
// Source: botocore 1.29 (retries/, data/_retry.json), @smithy/core 3.41.
#pragma once

#include <cstdint>
#include <limits>

#include "sim/core/figures.hpp"
#include "sim/core/scalar.hpp"
#include "sim/core/units.hpp"

namespace garoa {

enum class RetryMode { legacy, standard, standard_2026 };

template <>
struct EnumNames<RetryMode> {
  static constexpr std::string_view kind = "retry mode";
  static constexpr std::array names{std::pair{std::string_view{"legacy"}, RetryMode::legacy},
                                    std::pair{std::string_view{"standard"}, RetryMode::standard},
                                    std::pair{std::string_view{"standard-2026"}, RetryMode::standard_2026}};
};

/// Why a request was not served. An archived object has to be retrieved first: asking again does not help.
enum class Refusal { none, throttled, unavailable, archived };

struct RetrySettings {
  RetryMode mode = RetryMode::standard;
  std::uint32_t attempts = 0;  // the first one included
  Seconds base;
  Seconds throttled_base;
  double cap = std::numeric_limits<double>::infinity();  // s
  bool jitter_after_cap = false;
  bool random = true;                                      // pauses are shortened by chance
  double quota = std::numeric_limits<double>::infinity();  // tokens
  double cost = 0;
  double throttled_cost = 0;

  /// Seconds before retry `n` (from 1).
  [[nodiscard]] double pause(std::uint32_t n, Refusal refusal, double u) const;
};

/// `figures` are those of S3, which hold for all services but DynamoDB's legacy mode.
[[nodiscard]] RetrySettings retry_settings(RetryMode mode, Figures& figures);

}  // namespace garoa

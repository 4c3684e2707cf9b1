#include "models/retry/sdk_retry_settings.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace garoa {

double RetrySettings::pause(std::uint32_t n, Refusal refusal, double u) const {
  const double start = (refusal == Refusal::throttled ? throttled_base : base).count();
  const double full = start * std::exp2(static_cast<double>(n) - 1);
  if (!random) return std::min(full, cap);
  return jitter_after_cap ? u * std::min(full, cap) : std::min(u * full, cap);
}

RetrySettings retry_settings(RetryMode mode, Figures& figures) {
  const auto path = "retry." + std::string{name_of(mode)};
  RetrySettings s;
  s.mode = mode;
  s.attempts = figures.get<std::uint32_t>(path + ".attempts");
  s.base = figures.get<Seconds>(path + ".base");
  s.throttled_base = s.base;
  if (mode == RetryMode::legacy) return s;
  s.cap = figures.get<Seconds>(path + ".delay_cap").count();
  s.quota = figures.get<double>(path + ".quota");
  s.cost = figures.get<double>(path + ".cost");
  s.throttled_cost = s.cost;
  if (mode == RetryMode::standard) return s;
  s.throttled_base = figures.get<Seconds>(path + ".throttled_base");
  s.throttled_cost = figures.get<double>(path + ".throttled_cost");
  s.jitter_after_cap = true;
  return s;
}

}  // namespace garoa

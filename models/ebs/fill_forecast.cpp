#include "models/ebs/fill_forecast.hpp"

#include <algorithm>

namespace garoa {
namespace {

constexpr double day = 86400;
constexpr double horizon = 10 * 365 * day;

class Forecast {
 public:
  Forecast(const Filling& filling, const std::vector<ExpectedBytes>& expected)
      : filling_{filling}, expected_{expected} {
    const double came = between(filling.since, filling.now);
    scale_ = came > 0 ? filling.grown / came : 0;
    fixed_ = filling.used - growing(filling.now);
  }

  [[nodiscard]] bool is_known() const { return scale_ > 0; }
  [[nodiscard]] bool is_full(double time) const { return fixed_ + growing(time) >= filling_.size; }

 private:
  [[nodiscard]] double between(double from, double to) const {
    double bytes = 0;
    for (const auto& flow : expected_) bytes += flow(from, to);
    return bytes;
  }
  /// Of what was there or came since the beginning: what is there then.
  [[nodiscard]] double growing(double time) const {
    const double from = filling_.stays ? std::max(time - *filling_.stays, filling_.began) : 0;
    return scale_ * between(from, time);
  }

  const Filling& filling_;
  const std::vector<ExpectedBytes>& expected_;
  double scale_ = 0;
  double fixed_ = 0;
};

/// The first day on which it is full; where nothing leaves, it stays so.
std::optional<double> first_day(const Forecast& forecast, const Filling& filling) {
  if (filling.stays) {
    for (double ahead = day; ahead <= horizon; ahead += day) {
      if (forecast.is_full(filling.now + ahead)) return ahead;
    }
    return std::nullopt;
  }
  double ahead = day;
  while (ahead < horizon && !forecast.is_full(filling.now + ahead)) ahead *= 2;
  return forecast.is_full(filling.now + ahead) ? std::optional{ahead} : std::nullopt;
}

}  // namespace

std::optional<double> seconds_until_full(const Filling& filling, const std::vector<ExpectedBytes>& expected) {
  if (filling.grown <= 0) return std::nullopt;
  const Forecast forecast{filling, expected};
  if (!forecast.is_known()) {
    const double even = (filling.size - filling.used) / filling.grown * (filling.now - filling.since);
    return filling.stays || even > horizon ? std::nullopt : std::optional{even};
  }
  const auto full = first_day(forecast, filling);
  if (!full) return std::nullopt;
  double low = filling.stays ? *full - day : 0;
  double high = *full;
  while (high - low > 60) {
    const double middle = (low + high) / 2;
    (forecast.is_full(filling.now + middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace garoa

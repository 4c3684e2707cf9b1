// A running sum kept as two doubles (about 32 digits), so that millions of additions and subtractions do not
// drift.
//
// Source: T. J. Dekker, A floating-point technique for extending the available precision, Numer. Math. 18
// (1971).
// Terms must be finite.
#pragma once

namespace garoa {

class PreciseSum {
 public:
  constexpr PreciseSum() = default;
  /// Implicit, because a number is a sum.
  constexpr PreciseSum(double value) : high_{value} {}

  constexpr PreciseSum& operator+=(const PreciseSum& term) {
    const double sum = high_ + term.high_;
    const double part = sum - high_;
    const double error = (high_ - (sum - part)) + (term.high_ - part);
    const double low = error + (low_ + term.low_);
    high_ = sum + low;
    low_ = low - (high_ - sum);
    return *this;
  }
  constexpr PreciseSum& operator-=(const PreciseSum& term) { return *this += -term; }
  constexpr PreciseSum operator-() const {
    PreciseSum negated;
    negated.high_ = -high_;
    negated.low_ = -low_;
    return negated;
  }
  friend constexpr PreciseSum operator+(PreciseSum left, const PreciseSum& right) { return left += right; }
  friend constexpr PreciseSum operator-(PreciseSum left, const PreciseSum& right) { return left -= right; }
  friend constexpr bool operator==(const PreciseSum&, const PreciseSum&) = default;
  friend constexpr bool operator<(const PreciseSum& left, const PreciseSum& right) {
    return left.high_ < right.high_ || (left.high_ == right.high_ && left.low_ < right.low_);
  }
  friend constexpr bool operator<=(const PreciseSum& left, const PreciseSum& right) {
    return !(right < left);
  }

  /// The sum, rounded.
  [[nodiscard]] constexpr double value() const { return high_; }

 private:
  double high_ = 0;
  double low_ = 0;
};

}  // namespace garoa

// Distributions of positive quantities, drawn by inverse transform: one uniform number gives one value, so
// that variants of a scenario stay in step.
//
//   kind         parameters                       support            mean
//   constant     value                            {value}            value
//   uniform      low, high                        [low, high]        (low + high) / 2
//   exponential  mean                             (0, inf)           mean
//   lognormal    median m, sigma s of ln(x - l),  (l, inf)           l + (m - l) exp(s^2 / 2)
//                least l (0 unless given)
//   pareto       minimum, alpha                   [minimum, inf)     alpha minimum / (alpha - 1); infinite for alpha <= 1
//   empirical    values at cumulative shares      [first, last]      by linear interpolation between the points
//   mixture      parts with weights               union              weighted mean
// Each may be clamped to [floor, cap]: values outside move to the bound (they are not redrawn). mean() takes
// the clamps into account.
//
// Units are the caller's. Errors: constructors take valid parameters (the reader checks them).
#pragma once

#include <limits>
#include <memory>
#include <variant>
#include <vector>

namespace garoa {

class Distribution {
 public:
  struct Constant {
    double value;
  };
  struct Uniform {
    double low;
    double high;
  };
  struct Exponential {
    double mean;
  };
  struct Lognormal {
    double median;
    double sigma;
    double least = 0;  // below the median
  };
  struct Pareto {
    double minimum;
    double alpha;
  };
  /// `shares` ascend from 0 to 1, `values` ascend; same length, at least two.
  struct Empirical {
    std::vector<double> shares;
    std::vector<double> values;
  };
  struct Mixture;

  using Shape = std::variant<Constant, Uniform, Exponential, Lognormal, Pareto, Empirical,
                             std::shared_ptr<const Mixture>>;

  Distribution() : shape_{Constant{0}} {}
  Distribution(Shape shape, double floor = 0, double cap = std::numeric_limits<double>::infinity())
      : shape_{std::move(shape)}, floor_{floor}, cap_{cap} {}
  static Distribution constant(double value) { return {Constant{value}}; }
  static Distribution exponential(double mean) { return {Exponential{mean}}; }
  static Distribution lognormal(double median, double sigma, double least = 0) {
    return {Lognormal{median, sigma, least}};
  }
  /// Weights are positive; they are scaled to sum to 1.
  static Distribution mixture(std::vector<Distribution> parts, std::vector<double> weights);

  /// The value at cumulative probability u in (0, 1), within [floor, cap].
  [[nodiscard]] double quantile(double u) const;
  /// Of the clamped distribution; by quadrature (relative error below 1e-6) unless a closed form holds.
  [[nodiscard]] double mean() const;
  [[nodiscard]] double floor() const { return floor_; }
  [[nodiscard]] double cap() const { return cap_; }
  [[nodiscard]] Distribution clamped(double floor, double cap) const;

 private:
  Shape shape_;
  double floor_ = 0;
  double cap_ = std::numeric_limits<double>::infinity();
};

struct Distribution::Mixture {
  std::vector<Distribution> parts;
  std::vector<double> cumulative;  // ends with 1
};

/// The standard normal distribution at u in (0, 1), to double precision.
[[nodiscard]] double normal_quantile(double u);

}  // namespace garoa

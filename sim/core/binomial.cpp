#include "sim/core/binomial.hpp"

#include <boost/math/distributions/binomial.hpp>

namespace garoa {

std::pair<double, double> share_interval(std::uint64_t successes, std::uint64_t trials, double confidence) {
  using Binomial = boost::math::binomial_distribution<>;
  const auto n = static_cast<double>(trials);
  const auto k = static_cast<double>(successes);
  const double tail = (1 - confidence) / 2;
  return {Binomial::find_lower_bound_on_p(n, k, tail), Binomial::find_upper_bound_on_p(n, k, tail)};
}

}  // namespace garoa

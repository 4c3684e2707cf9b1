#include "models/compliance/trend.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <cstdint>

namespace garoa::compliance {
namespace {

std::int64_t rising_minus_falling(const std::vector<double>& values) {
  std::int64_t score = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j)
      score += (values[j] > values[i]) - (values[j] < values[i]);
  }
  return score;
}

double variance_of_score(std::vector<double> values) {
  const auto term = [](double n) { return n * (n - 1) * (2 * n + 5); };
  double sum = term(static_cast<double>(values.size()));
  std::sort(values.begin(), values.end());
  for (std::size_t i = 0; i < values.size();) {
    std::size_t ties = 1;
    while (i + ties < values.size() && values[i + ties] == values[i]) ++ties;
    sum -= term(static_cast<double>(ties));
    i += ties;
  }
  return sum / 18;
}

}  // namespace

double mann_kendall_p(const std::vector<double>& values) {
  const double variance = variance_of_score(values);
  const auto score = rising_minus_falling(values);
  if (variance <= 0 || score == 0) return 1;
  const double z = (std::abs(static_cast<double>(score)) - 1) / std::sqrt(variance);
  return 2 * boost::math::cdf(boost::math::complement(boost::math::normal{}, z));
}

double theil_sen_slope(const std::vector<double>& values) {
  std::vector<double> slopes;
  slopes.reserve(values.size() * values.size() / 2);
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j) {
      slopes.push_back((values[j] - values[i]) / static_cast<double>(j - i));
    }
  }
  return median(std::move(slopes));
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

}  // namespace garoa::compliance

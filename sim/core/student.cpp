#include "sim/core/student.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace garoa {

double student_half_width(const Moments& observations, double centre, double confidence) {
  const auto n = static_cast<double>(observations.count());
  const boost::math::students_t student{n - 1};
  return boost::math::quantile(student, 0.5 + confidence / 2) *
         std::sqrt(observations.variance_about(centre) / n);
}

double student_half_width(const MeanError& error, double confidence) {
  const boost::math::students_t student{static_cast<double>(error.degrees)};
  return boost::math::quantile(student, 0.5 + confidence / 2) * std::sqrt(error.variance);
}

double student_p_value(const Moments& observations, double centre) {
  const auto n = static_cast<double>(observations.count());
  const boost::math::students_t student{n - 1};
  const double t = std::abs(centre) / std::sqrt(observations.variance_about(centre) / n);
  return 2 * boost::math::cdf(boost::math::complement(student, t));
}

/// Satterthwaite's degrees of freedom.
double welch_half_width(const Moments& one, const Moments& other, double confidence) {
  const auto n = static_cast<double>(one.count());
  const double a = one.variance() / n;
  const double b = other.variance() / n;
  if (a + b <= 0) return 0;
  const boost::math::students_t student{(n - 1) * (a + b) * (a + b) / (a * a + b * b)};
  return boost::math::quantile(student, 0.5 + confidence / 2) * std::sqrt(a + b);
}

}  // namespace garoa

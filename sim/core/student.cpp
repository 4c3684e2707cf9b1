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

}  // namespace garoa

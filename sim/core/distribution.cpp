#include "sim/core/distribution.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>

namespace garoa {
namespace {

template <class... Cases>
struct Overload : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overload(Cases...) -> Overload<Cases...>;

double quantile_of(const Distribution::Empirical& e, double u) {
  const auto above = std::upper_bound(e.shares.begin(), e.shares.end(), u);
  const auto i = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(
      above - e.shares.begin(), 1, static_cast<std::ptrdiff_t>(e.shares.size()) - 1));
  const double width = e.shares[i] - e.shares[i - 1];
  const double part = width > 0 ? (u - e.shares[i - 1]) / width : 1.0;
  return e.values[i - 1] + part * (e.values[i] - e.values[i - 1]);
}

double quantile_of(const Distribution::Mixture& m, double u) {
  const auto found = std::lower_bound(m.cumulative.begin(), m.cumulative.end(), u);
  const auto i = static_cast<std::size_t>(std::min<std::ptrdiff_t>(
      found - m.cumulative.begin(), static_cast<std::ptrdiff_t>(m.parts.size()) - 1));
  const double below = i == 0 ? 0.0 : m.cumulative[i - 1];
  const double inner = (u - below) / (m.cumulative[i] - below);
  return m.parts[i].quantile(std::clamp(inner, 0x1p-53, 1 - 0x1p-53));
}

}  // namespace

Distribution Distribution::mixture(std::vector<Distribution> parts, std::vector<double> weights) {
  double total = 0;
  for (const double w : weights) total += w;
  auto mixture = std::make_shared<Mixture>();
  double sum = 0;
  for (const double w : weights) mixture->cumulative.push_back((sum += w) / total);
  mixture->cumulative.back() = 1;
  mixture->parts = std::move(parts);
  return {std::shared_ptr<const Mixture>{std::move(mixture)}};
}

double Distribution::quantile(double u) const {
  const double value =
      std::visit(Overload{[](const Constant& d) { return d.value; },
                          [&](const Uniform& d) { return d.low + u * (d.high - d.low); },
                          [&](const Exponential& d) { return -d.mean * std::log1p(-u); },
                          [&](const Lognormal& d) {
                            return d.least + (d.median - d.least) * std::exp(d.sigma * normal_quantile(u));
                          },
                          [&](const Pareto& d) { return d.minimum * std::pow(1 - u, -1 / d.alpha); },
                          [&](const Empirical& d) { return quantile_of(d, u); },
                          [&](const std::shared_ptr<const Mixture>& d) { return quantile_of(*d, u); }},
                 shape_);
  return std::clamp(value, floor_, cap_);
}

Distribution Distribution::clamped(double floor, double cap) const {
  Distribution copy = *this;
  copy.floor_ = std::max(floor, floor_);
  copy.cap_ = std::min(cap, cap_);
  return copy;
}

double Distribution::mean() const {
  // Shapes with steps and bends are summed part by part, since quadrature over them converges slowly.
  if (const auto* m = std::get_if<std::shared_ptr<const Mixture>>(&shape_)) {
    double sum = 0;
    double below = 0;
    for (std::size_t i = 0; i < (*m)->parts.size(); ++i) {
      sum += ((*m)->cumulative[i] - below) * (*m)->parts[i].clamped(floor_, cap_).mean();
      below = (*m)->cumulative[i];
    }
    return sum;
  }
  if (const auto* e = std::get_if<Empirical>(&shape_)) {
    double sum = 0;
    for (std::size_t i = 1; i < e->shares.size(); ++i) {
      const Distribution piece{Uniform{e->values[i - 1], e->values[i]}, floor_, cap_};
      sum += (e->shares[i] - e->shares[i - 1]) * piece.mean();
    }
    return sum;
  }
  const bool free = floor_ <= 0 && std::isinf(cap_);
  if (free) {
    if (const auto* d = std::get_if<Constant>(&shape_)) return d->value;
    if (const auto* d = std::get_if<Uniform>(&shape_)) return (d->low + d->high) / 2;
    if (const auto* d = std::get_if<Exponential>(&shape_)) return d->mean;
    if (const auto* d = std::get_if<Lognormal>(&shape_))
      return d->least + (d->median - d->least) * std::exp(d->sigma * d->sigma / 2);
    if (const auto* d = std::get_if<Pareto>(&shape_)) {
      return d->alpha <= 1 ? std::numeric_limits<double>::infinity() : d->alpha * d->minimum / (d->alpha - 1);
    }
  }
  // E[X] = integral of the quantile function over (0, 1). Each decade of the upper and lower tail is
  // integrated by itself, since the quantile function of a heavy tail is steep there.
  using Rule = boost::math::quadrature::gauss_kronrod<double, 31>;
  const auto f = [this](double u) { return quantile(std::clamp(u, 0x1p-53, 1 - 0x1p-53)); };
  double total = Rule::integrate(f, 0.1, 0.9, 10, 1e-9);
  for (double edge = 0.1; edge > 1e-15; edge /= 10) {
    total += Rule::integrate(f, edge / 10, edge, 8, 1e-9);
    total += Rule::integrate(f, 1 - edge, 1 - edge / 10, 8, 1e-9);
  }
  return total;
}

}  // namespace garoa

#include "sim/workload/document_sizes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace garoa {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double bytes_of(Bytes size) {
  return static_cast<double>(size.count());
}
double bound_of(const std::optional<Bytes>& size) {
  return size ? bytes_of(*size) : infinity;
}

double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

/// The mean of a log-normal distribution between its quantiles `from` and `to`.
double lognormal_mean(double median, double sigma, double from, double to) {
  if (sigma <= 0) return median;
  const double low = from > 0 ? normal_cdf(normal_quantile(from) - sigma) : 0.0;
  const double high = to < 1 ? normal_cdf(normal_quantile(to) - sigma) : 1.0;
  return median * std::exp(sigma * sigma / 2) * (high - low) / (to - from);
}

/// The same between the sizes `min` and `max`.
double lognormal_mean_within(double median, double sigma, double min, double max) {
  if (sigma <= 0) return median;
  const auto quantile_at = [&](double size) { return normal_cdf(std::log(size / median) / sigma); };
  return lognormal_mean(median, sigma, quantile_at(min), quantile_at(max));
}

/// The mean of a Pareto distribution cut at `max`.
double pareto_mean(double minimum, double alpha, double max) {
  if (std::isinf(max)) return alpha > 1 ? alpha * minimum / (alpha - 1) : infinity;
  if (max <= minimum) return minimum;
  const double ratio = max / minimum;
  const double mass = -std::expm1(-alpha * std::log(ratio));
  // Integral of alpha x^-alpha over [1, ratio]; near alpha = 1 it goes over into a logarithm.
  const double slope = (1 - alpha) * std::log(ratio);
  const double integral = std::abs(slope) < 1e-12 ? std::log(ratio) : std::expm1(slope) / (1 - alpha);
  return minimum * alpha * integral / mass;
}

struct Smallest {
  Bytes operator()(const ConstantSize& s) const { return s.value; }
  Bytes operator()(const UniformSize& s) const { return s.low; }
  Bytes operator()(const LognormalSize& s) const { return s.sigma > 0 ? s.min : s.median; }
  Bytes operator()(const ParetoSize& s) const { return s.minimum; }
  Bytes operator()(const LognormalParetoSize& /*s*/) const { return Bytes{1}; }
  Bytes operator()(const EmpiricalSize& s) const { return s.points.front().size; }
  Bytes operator()(const ScannedSize& s) const { return s.page_min; }
  Bytes operator()(const MixedSize& s) const {
    Bytes smallest = (*this)(s.classes.front().second);
    for (const auto& [share, sizes] : s.classes) smallest = std::min(smallest, (*this)(sizes));
    return smallest;
  }
};

}  // namespace

MeanRange lognormal_means(double sigma, double min, double max) {
  return {lognormal_mean_within(min, sigma, min, max), lognormal_mean_within(max, sigma, min, max)};
}

double lognormal_median(double mean, double sigma, double min, double max) {
  // The mean rises with the median; halving an interval of logarithms 100 times leaves nothing of it.
  double low = std::log(min);
  double high = std::log(max);
  for (int step = 0; step < 100; ++step) {
    const double middle = (low + high) / 2;
    (lognormal_mean_within(std::exp(middle), sigma, min, max) < mean ? low : high) = middle;
  }
  return std::exp((low + high) / 2);
}

Bytes smallest_of(const SizeSettings& settings) {
  return std::visit(Smallest{}, settings);
}

struct SizeModel::Builder {
  SizeModel& model;

  void add_lognormal(double share, const LognormalSize& s) const {
    const double median = bytes_of(s.median);
    const double max = bound_of(s.max);
    const auto quantile_at = [&](double size) { return normal_cdf(std::log(size / median) / s.sigma); };
    const double from = s.sigma > 0 ? quantile_at(bytes_of(s.min)) : 0;
    const double to = s.sigma > 0 && std::isfinite(max) ? quantile_at(max) : 1;
    model.parts_.push_back({share, Distribution::lognormal(median, s.sigma), from, to,
                            lognormal_mean(median, s.sigma, from, to)});
  }
  void add_pareto(double share, double minimum, double alpha, double max) const {
    const double to = std::isinf(max) ? 1 : -std::expm1(-alpha * std::log(max / minimum));
    model.parts_.push_back({share, Distribution{Distribution::Pareto{minimum, alpha}, 0, max}, 0, to,
                            pareto_mean(minimum, alpha, max)});
  }

  void operator()(const ConstantSize& s) const {
    model.parts_.push_back({1, Distribution::constant(bytes_of(s.value)), 0, 1, bytes_of(s.value)});
  }
  void operator()(const UniformSize& s) const {
    const double low = bytes_of(s.low);
    const double high = bytes_of(s.high);
    model.parts_.push_back({1, Distribution{Distribution::Uniform{low, high}}, 0, 1, (low + high) / 2});
  }
  void operator()(const LognormalSize& s) const { add_lognormal(1, s); }
  void operator()(const ParetoSize& s) const { add_pareto(1, bytes_of(s.minimum), s.alpha, bound_of(s.max)); }
  void operator()(const LognormalParetoSize& s) const {
    const double body = 1 - s.tail_share;
    const double median = bytes_of(s.median);
    const auto whole = Distribution::lognormal(median, s.sigma);
    model.parts_.push_back({body, whole, 0, body, lognormal_mean(median, s.sigma, 0, body)});
    add_pareto(s.tail_share, whole.quantile(body), s.alpha, bound_of(s.max));
  }
  void operator()(const EmpiricalSize& s) const {
    Distribution::Empirical shape;
    if (s.points.front().share > 0) {
      shape.shares.push_back(0);
      shape.values.push_back(bytes_of(s.points.front().size));
    }
    for (const auto& point : s.points) {
      shape.shares.push_back(point.share);
      shape.values.push_back(bytes_of(point.size));
    }
    if (shape.shares.size() == 1) return (*this)(ConstantSize{s.points.front().size});
    const Distribution distribution{std::move(shape)};
    model.parts_.push_back({1, distribution, 0, 1, distribution.mean()});
  }
  void operator()(const ScannedSize& s) const {
    const double low = bytes_of(s.page_min);
    const double high = bytes_of(s.page_max);
    model.parts_.push_back({1, Distribution{Distribution::Uniform{low, high}}, 0, 1, (low + high) / 2});
    model.scanned_ = true;
    model.most_scanned_ = bound_of(s.max);
    model.mean_pages_ = s.pages;
    model.log_miss_ = std::log1p(-1 / s.pages);
  }
  void operator()(const MixedSize& s) const {
    for (const auto& [share, size] : s.classes) add_lognormal(share, size);
  }
};

SizeModel::SizeModel(const SizeSettings& settings) {
  std::visit(Builder{*this}, settings);
}

std::uint64_t SizeModel::bytes(const Stream& stream, std::uint64_t id) const {
  const auto [first, second] = stream.uniforms(Entity::nth(id));
  double inner = first;
  std::size_t part = 0;
  while (part + 1 < parts_.size() && inner > parts_[part].share) inner -= parts_[part++].share;
  const auto& p = parts_[part];
  const double u = p.from + std::clamp(inner / p.share, 0x1p-53, 1 - 0x1p-53) * (p.to - p.from);
  double size = p.distribution.quantile(std::clamp(u, 0x1p-53, 1 - 0x1p-53));
  if (scanned_)
    size *= std::min(1 + std::floor(std::log(second) / log_miss_),
                     std::max(1.0, std::floor(most_scanned_ / size)));
  return static_cast<std::uint64_t>(std::llround(std::clamp(size, 1.0, 0x1p62)));
}

double SizeModel::mean() const {
  double mean = 0;
  for (const auto& part : parts_) mean += part.share * part.mean;
  return mean * mean_pages_;
}

}  // namespace garoa

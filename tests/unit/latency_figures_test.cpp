// Delays of messaging services against what was measured of them (BITE in models/sources.yaml), in percent.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <string>

#include "sim/core/latency_figures.hpp"

namespace latency_figures_test {

using namespace garoa;

namespace {

struct Path {
  const char* service;
  const char* figures;
  std::array<double, 4> measured;  // p10, p50, p90, p99 in ms
};

constexpr std::array<double, 4> shares{0.1, 0.5, 0.9, 0.99};
constexpr double widest = 0.07;

}  // namespace

TEST_CASE("latency figures: four measured percentiles of three services are met within 7 percent") {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  for (const auto& path :
       {Path{"sqs", "delivery", {13.7, 16.2, 33.8, 105}}, Path{"sns", "delivery.lambda", {62, 73, 125, 225}},
        Path{"eventbridge", "delay", {113, 148, 241, 387}}}) {
    const auto latency = latency_of(catalogue.figures(path.service), path.figures);
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const double simulated = latency.quantile(shares[i]) * 1000;
      const double deviation = simulated / path.measured[i] - 1;
      MESSAGE(fmt::format("{} {} p{}: measured {} ms, simulated {:.1f} ms, {:+.1f} %", path.service,
                          path.figures, shares[i] * 100, path.measured[i], simulated, deviation * 100));
      CHECK(std::abs(deviation) <= widest);
    }
  }
  CHECK_FALSE(diagnostics.has_errors());
}

}  // namespace latency_figures_test

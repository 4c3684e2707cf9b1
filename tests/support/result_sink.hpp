// Metrics in seconds, put straight into a result.
#pragma once

#include <string>
#include <utility>

#include "sim/core/metric_sink.hpp"
#include "sim/results/result.hpp"

namespace garoa::test {

class ResultSink final : public MetricSink {
 public:
  explicit ResultSink(RunResult& result) : result_{result} {}
  void add_balance(std::string name, std::uint64_t came, std::uint64_t there, std::uint64_t gone) override {
    result_.balances.push_back({std::move(name), came, there, gone, 0});
  }

 private:
  void put(std::string name, double value, std::uint64_t n) override {
    result_.metrics.push_back({std::move(name), value, "s", n, {}});
  }
  void keep(const std::string& name, const Histogram& histogram, const MeanError& error) override {
    result_.distributions.push_back({name, "s", histogram, error});
  }
  RunResult& result_;
};

}  // namespace garoa::test

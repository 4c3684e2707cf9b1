// Lambda alone: the example of SimFaaS (0.9 requests/s, exponential warm service of 1.991 s and cold service
// of 2.244 s, environments idle for 600 s) and the same at rates that keep 8 to 10,000 environments alive.
// Prints requests/s, the share of cold starts and the mean number of environments.
//
// Known for the first line (peers' independent event loop, 9e7 requests): P(cold) 0.0013366, 7.700
// environments.
#include <fmt/format.h>

#include <cmath>

#include "models/lambda/function.hpp"
#include "sim/core/statistics.hpp"
#include "tests/bench/bench.hpp"

namespace {

using namespace garoa;

constexpr double warm_mean = 1.991;
constexpr double cold_mean = 2.244;
constexpr double idle_seconds = 600;

struct Load {
  Load(EnvironmentChoice choice, double at_rate, std::uint64_t of_requests)
      : rate{at_rate},
        requests{of_requests},
        run{simulator, journal, 1},
        function{run, settings(choice), account} {}

  static FunctionSettings settings(EnvironmentChoice choice) {
    FunctionSettings s;
    s.name = "f";
    s.environments.choice = choice;
    s.environments.idle_life = Distribution::constant(idle_seconds);
    s.environments.maximum_life = Distribution::constant(1e12);
    s.runtime.memory = LambdaMemory{1769};
    return s;
  }

  Process serve(std::uint64_t id) {
    const auto invocation = function.try_start({0, id, 0, run.now()});
    if (!invocation) co_return;
    if (invocation->cold) ++cold;
    const double service = -(invocation->cold ? cold_mean : warm_mean) * std::log(luck.uniform(id, 1));
    co_await simulator.delay(service);
    function.end(*invocation, {service, events::InvocationOutcome::success});
  }
  Process arrive() {
    for (std::uint64_t id = 0; id < requests; ++id) {
      co_await simulator.delay(-std::log(luck.uniform(id, 0)) / rate);
      simulator.start(serve(id));
    }
  }
  void measure() {
    journal.on<events::ConcurrencyChanged>(
        [this](const events::ConcurrencyChanged& e) { alive.set(e.time, e.alive); });
    simulator.start(arrive());
    const double end = static_cast<double>(requests) / rate;
    const double seconds = bench::seconds_of([&] { simulator.run(end); });
    fmt::print("{:>9.1f}/s  {:>9.0f} environments  P(cold) {:.7f}  {:>10.0f} requests/s\n", rate,
               alive.average(simulator.now()), static_cast<double>(cold) / static_cast<double>(requests),
               static_cast<double>(requests) / seconds);
  }

  double rate;
  std::uint64_t requests;
  std::uint64_t cold = 0;
  TimeWeighted alive;
  Stream luck{1, "bench"};
  LambdaAccount account{{.concurrency = 1'000'000, .scaling_burst = 1e6, .scaling_rate = 1e6}};
  Journal journal;
  Run run;
  Function function;
  Simulator simulator;
};

}  // namespace

int main(int argc, char** argv) {
  const bool full = bench::has_flag({argv + 1, argv + argc}, "--full");
  for (const auto& [name, choice] : EnumNames<EnvironmentChoice>::names) {
    fmt::print("{}\n", name);
    for (const double rate : {0.9, 10.0, 100.0, 1000.0, 4600.0})
      Load{choice, rate, full ? 3'000'000ULL : 10'000ULL}.measure();
  }
}

// Lambda alone: the example of SimFaaS (0.9 requests/s, exponential warm service of 1.991 s and cold service
// of 2.244 s, environments idle for 600 s) and the same at rates that keep 8 to 10,000 environments alive.
// Prints requests/s, the share of cold starts and the mean number of environments; for the newest-created choice also
// against a plain loop in the same run, which has to find the same share and mean. Then 0.9 requests/s beside environments
// that a burst has left, which stay idle for good.
//
// Known for the first line (peers' independent event loop, 9e7 requests): P(cold) 0.0013366, 7.700
// environments.
#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "models/lambda/function.hpp"
#include "sim/core/statistics.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/plain_lambda.hpp"

namespace {

using namespace garoa;
using bench::LambdaLoad;

const Stream luck{1, "bench"};

/// A running handler, as the flows' own (Handler::Spending).
struct Running {
  Simulator& simulator;
  double seconds;
  const void* environment;
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> waiting) const {
    simulator.resume_at(simulator.now() + seconds, waiting, environment);
  }
  void await_resume() const noexcept {}
};

struct Simulation {
  Simulation(EnvironmentChoice choice, const LambdaLoad& of)
      : load{of}, run{simulator, journal, 1}, function{run, settings(choice), account} {}

  FunctionSettings settings(EnvironmentChoice choice) const {
    FunctionSettings s;
    s.name = "f";
    s.environments.choice = choice;
    s.environments.idle_life = Distribution::constant(load.idle_seconds);
    s.environments.maximum_life = Distribution::constant(1e12);
    s.runtime.memory = LambdaMemory{1769};
    return s;
  }

  Process serve(std::uint64_t id) {
    const auto invocation = function.try_start({{}, id, 0, run.now()});
    if (!invocation) co_return;
    if (invocation->cold) ++cold;
    const double service = -(invocation->cold ? load.cold_mean : load.warm_mean) *
                           std::log(luck.uniform(Entity::nth(id), Purpose{}.at(1)));
    const Running running{simulator, service, invocation->slot};
    co_await running;
    function.end(*invocation, {service, events::InvocationOutcome::success});
  }
  Process arrive() {
    for (std::uint64_t id = 0; id < load.requests; ++id) {
      co_await simulator.delay(-std::log(luck.uniform(Entity::nth(id))) / load.rate);
      simulator.start(serve(id));
    }
  }
  /// A burst before the first request.
  void leave_idle(std::size_t environments) {
    std::vector<Function::Invocation> burst;
    while (burst.size() < environments) burst.push_back(function.try_start({}).value());
    for (const auto& invocation : burst) function.end(invocation, {0, events::InvocationOutcome::success});
  }
  void go() {
    journal.on<events::ConcurrencyChanged>(
        [this](const events::ConcurrencyChanged& e) { alive.set(e.time, e.alive); });
    simulator.start(arrive());
    simulator.run(static_cast<double>(load.requests) / load.rate);
  }
  [[nodiscard]] double mean_environments() const { return alive.average(simulator.now()); }

  LambdaLoad load;
  std::uint64_t cold = 0;
  TimeWeighted alive;
  LambdaAccount account{{.concurrency = 1'000'000, .scaling_burst = 1e6, .scaling_rate = 1e6}};
  Journal journal;
  Run run;
  Function function;
  Simulator simulator;
};

/// False if the plain loop found something else.
bool measure(EnvironmentChoice choice, const LambdaLoad& load) {
  Simulation simulation{choice, load};
  const auto requests = static_cast<double>(load.requests);
  const double rate = requests / bench::seconds_of([&] { simulation.go(); });
  fmt::print("{:>9.1f}/s  {:>9.1f} environments  P(cold) {:.7f}  {:>10.0f} requests/s", load.rate,
             simulation.mean_environments(), static_cast<double>(simulation.cold) / requests, rate);
  bool same = true;
  if (choice == EnvironmentChoice::newest_created) {
    bench::PlainLambda plain{load};
    const double plain_rate = requests / bench::seconds_of([&] { plain.run(luck); });
    same = plain.cold() == simulation.cold &&
           std::abs(plain.mean_environments() / simulation.mean_environments() - 1) < 1e-9;
    fmt::print("  plain {:>10.0f}/s  ratio {:.2f}", plain_rate, rate / plain_rate);
    if (!same) fmt::print("  DIFFERS: {} environments, {} cold", plain.mean_environments(), plain.cold());
  }
  fmt::print("\n");
  return same;
}

void measure_idle(EnvironmentChoice choice, std::size_t idle, std::uint64_t requests) {
  Simulation simulation{choice, {0.9, requests, 1.991, 2.244, 1e12}};
  simulation.leave_idle(idle);
  const double seconds = bench::seconds_of([&] { simulation.go(); });
  fmt::print("{:>5} left idle  {:>9.1f} environments  {:>10.0f} requests/s\n", idle,
             simulation.mean_environments(), static_cast<double>(requests) / seconds);
}

}  // namespace

int main(int argc, char** argv) {
  const bool full = bench::has_flag({argv + 1, argv + argc}, "--full");
  const std::uint64_t requests = full ? 3'000'000 : 10'000;
  bool same = true;
  for (const auto& [name, choice] : EnumNames<EnvironmentChoice>::names) {
    fmt::print("{}\n", name);
    for (const double rate : {0.9, 10.0, 100.0, 1000.0, 4600.0}) {
      const bool this_one = measure(choice, {rate, requests, 1.991, 2.244, 600});
      same = same && this_one;
    }
    for (const std::size_t idle : {8U, 100U, 1'000U, 10'000U}) measure_idle(choice, idle, requests);
  }
  return same ? 0 : 1;
}

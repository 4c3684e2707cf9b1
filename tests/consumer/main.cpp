// What another program does with garoa: loads a scenario, runs it in a child process, reads the result.
#include <garoa/garoa.hpp>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::puts("usage: consumer SCENARIO");
    return 1;
  }
  garoa::Diagnostics faults;
  const garoa::ModelFiles models{"", faults};
  const auto scenario = garoa::load_scenario(argv[1], {}, models, faults);
  if (!scenario) {
    std::fputs(faults.text().c_str(), stderr);
    return 1;
  }
  const auto outcome = garoa::run_apart({*scenario}, {.seconds = 60});
  if (!outcome.result) {
    std::fprintf(stderr, "%s\n", outcome.message.c_str());
    return 1;
  }
  const auto* const p99 = outcome.result->find_metric("flows.intake.upload.latency.p99");
  if (p99 == nullptr) return 1;
  std::printf("p99 of uploads: %.3f %s\n", p99->value, p99->unit.c_str());
  std::printf("cost per month: %.2f %s\n", outcome.result->cost.per_month,
              outcome.result->cost.currency.c_str());
}

// Plans of sweeps that are wrong, as a user meets them.
#include <doctest/doctest.h>

#include "tests/cli/sweeps.hpp"

namespace sweep_plan_cli_test {

using namespace garoa::test;
namespace fs = std::filesystem;

TEST_CASE("sweep: faults of the plan's paths and of its scenario are told before anything is run") {
  const Sweeps sweeps;
  write_file(sweeps.path() / "plan.yaml",
             "garoa: 1\nscenario: " + functions +
                 "\naxes:\n"
                 "  - { path: lambda.extract.memry, list: [1 GB] }\n"
                 "  - { path: lambda.extrakt.memory, list: [1 GB] }\n"
                 "  - { path: ebs.documents.iops, list: [3000] }\n"
                 "  - { path: lambda.extract.work, list: [1] }\n"
                 "  - { path: seed.x, list: [1] }\n"
                 "  - { path: flows.automation.uploads.arrivals.office_hours.mean, list: [1/s] }\n"
                 "  - { path: policy.objectives.first, list: [1] }\n");
  const auto end = sweeps.sweep({});
  CHECK(end.exit_code == 1);
  CHECK(
      lines_of(end.errors) ==
      Words{"plan.yaml:4:13: error: axis 'lambda.extract.memry': there is no 'memry' under 'lambda.extract' "
            "(did you "
            "mean 'memory'?)",
            "plan.yaml:5:13: error: axis 'lambda.extrakt.memory': there is no 'extrakt' under 'lambda' (did "
            "you mean "
            "'extract'?)",
            "plan.yaml:6:13: error: axis 'ebs.documents.iops': there is no 'documents' under 'ebs'",
            "plan.yaml:7:13: error: axis 'lambda.extract.work': 'lambda.extract.work' takes no single value",
            "plan.yaml:8:13: error: axis 'seed.x': 'seed' is a single value",
            "plan.yaml:10:13: error: axis 'policy.objectives.first': 'policy.objectives' is a list: no path "
            "leads "
            "into it"});
  CHECK_FALSE(fs::exists(sweeps.path() / "results"));
  write_file(sweeps.path() / "plan.yaml",
             "garoa: 1\nscenario: nowhere.yaml\naxes: [{ path: seed, list: [1] }]\n");
  CHECK(contains(sweeps.sweep({}).errors, "nowhere.yaml: error: cannot be read"));
  CHECK(contains(sweeps.run({"sweep", "no-plan.yaml"}).errors,
                 "no-plan.yaml: error: cannot be read: no such file"));
}

}  // namespace sweep_plan_cli_test

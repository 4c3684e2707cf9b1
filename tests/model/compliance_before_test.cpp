// Controls of documents that were there when the run began.
#include <doctest/doctest.h>

#include <cmath>

#include "tests/support/compliance_run.hpp"

namespace compliance_before_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::figure;
using testing::good_architecture;
using testing::ToldRun;

TEST_CASE(
    "D-RC-03: documents that were on the volume when the run began are among those that a restore must bring "
    "back") {
  auto architecture = good_architecture();
  architecture.volumes[0].annual_failure_rate = 0.002;
  architecture.flows[0].documents_before = 5000;
  auto profile = built_in_default_profile();
  for (auto& entry : profile.controls) {
    for (std::size_t i = 0; i < entry.values.size(); ++i) {
      if (entry.control->id == "D-RC-03" && entry.control->parameters[i].name == "restore_success")
        entry.values[i] = 0.9;
    }
  }
  ToldRun run{architecture, {profile}};
  for (int i = 0; i < 1000; ++i) run.acknowledge(0, static_cast<DocumentId>(i));
  for (int i = 0; i < 1000; ++i) run.protect(0, static_cast<DocumentId>(i), 0);
  const auto finding = ToldRun::one(run.finish(100000), "D-RC-03", "flows.intake");
  CHECK(*finding.measured == doctest::Approx(-std::log(1 - 0.002) * 6000 * 0.1));
  CHECK(figure(finding, "documents_average") == 6000);
}

}  // namespace compliance_before_test

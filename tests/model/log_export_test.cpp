// Log records that are exported to a bucket: kept there by its rules, when the group has deleted them.
#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace log_export_test {

using namespace garoa;
using namespace garoa::test;
using compliance::Status;

namespace {

/// Records that the group keeps for a month, and a bucket for 2,000 days.
constexpr const char* exported = R"(
garoa: 1
region: us-east-1
duration: 3 d
s3: { inbox: {}, logs: { expiration: 2000 d } }
cloudwatch_logs: { audit: { retention: 30 d, export: logs } }
lambda: { f: { trigger: { bucket: inbox }, runtime: python3.12, memory: 512 MB, logs: audit } }
flows: { a: { kind: s3-lambda, bucket: inbox, logs: audit, uploads: { arrivals: { deterministic: 60/h }, size: { constant: 1 kB } } } }
policy: { profiles: [br-cmn-4893] }
)";

Status status(const std::vector<std::string>& sets, const std::string& control) {
  return finding(run_text(exported, sets), control).status;
}

}  // namespace

TEST_CASE("log export: the bucket keeps records for the time that is asked for, where the group does not") {
  const auto result = run_text(exported);
  const auto& kept = finding(result, "S-RT-06");
  CHECK(kept.status == Status::pass);
  CHECK(*kept.measured == 2000 * 86400.0);
  CHECK(kept.key == "s3.logs.expiration");
  CHECK(kept.message.find("s3.logs") != std::string::npos);
  CHECK(status({"cloudwatch_logs.audit.export=null"}, "S-RT-06") == Status::fail);
  CHECK(status({"s3.logs.expiration=400 d"}, "S-RT-06") == Status::fail);
  CHECK(status({"s3.logs.expiration=null"}, "S-RT-06") == Status::pass);
}

TEST_CASE("log export: what has to be thawed is not at hand") {
  const std::string deep = "s3.logs.transitions=[{to: DEEP_ARCHIVE, after: 40 d}]";
  CHECK(status({"policy.profiles=[pci-dss-4]"}, "S-RT-07") == Status::pass);
  CHECK(status({"policy.profiles=[pci-dss-4]", deep}, "S-RT-07") == Status::fail);
  CHECK(status({"policy.profiles=[pci-dss-4]", "cloudwatch_logs.audit.export=null"}, "S-RT-07") ==
        Status::fail);
  CHECK(status({deep}, "S-RT-06") == Status::pass);
}

TEST_CASE("log export: records that the group deletes before the end of a run are in the bucket") {
  const std::vector<std::string> short_lived{"cloudwatch_logs.audit.retention=1 d", "duration=8 d"};
  auto alone = short_lived;
  alone.emplace_back("cloudwatch_logs.audit.export=null");
  CHECK(status(alone, "D-LG-01") == Status::fail);
  CHECK(status(short_lived, "D-LG-01") == Status::pass);
}

TEST_CASE("log export: it has no price, and is named with how much it was") {
  const auto result = run_text(exported);
  REQUIRE(result.cost.unpriced.size() == 1);
  CHECK(result.cost.unpriced.front().starts_with("cloudwatch_logs.audit: "));
  CHECK(result.cost.unpriced.front().find("iB CloudWatch Logs export to S3") != std::string::npos);
}

}  // namespace log_export_test

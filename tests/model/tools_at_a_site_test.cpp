// Tools of a site away from the region: what a round trip more costs each of them, and what the line lets through.
#include <string>

#include "tests/support/run_scenario.hpp"

namespace tools_at_a_site_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* site = R"(
garoa: 1
region: us-east-1
duration: 1 h
s3: { archive: {} }
flows:
  intake:
    kind: s3-lambda
    bucket: archive
    client: { tool: sdk, site: { uplink: 80 Mbit/s, downlink: 40 Mbit/s, round_trip: 100 ms } }
    uploads: { arrivals: { deterministic: 30/min }, size: { constant: 1 kB } }  # S3 keeps a connection for 7 s
)";

double upload_p50(const std::string& tool, const std::string& round_trip) {
  const auto result = run_text(
      site, {"flows.intake.client.tool=" + tool, "flows.intake.client.site.round_trip=" + round_trip});
  return metric(result, "flows.intake.upload.latency.p50");
}

/// Round trips of a small upload over an open connection: luck is the same with each distance, so their difference tells.
double round_trips(const std::string& tool) {
  return (upload_p50(tool, "300 ms") - upload_p50(tool, "100 ms")) / 0.2;
}

}  // namespace

TEST_CASE("site: a small upload takes the round trips of its tool's requests") {
  CHECK(round_trips("sdk") == doctest::Approx(1).epsilon(0.01));
  CHECK(round_trips("s5cmd") == doctest::Approx(1).epsilon(0.01));
  CHECK(round_trips("aws-cli-v2") == doctest::Approx(2).epsilon(0.01));  // waits for "100 Continue"
  CHECK(round_trips("boto3") == doctest::Approx(2).epsilon(0.01));
  CHECK(round_trips("rclone") == doctest::Approx(2).epsilon(0.01));  // PUT and HEAD
}

TEST_CASE("site: a connection that was closed for want of requests is made anew, two round trips more") {
  const auto seldom = [](const char* round_trip) {
    return metric(run_text(site, {"flows.intake.uploads.arrivals={deterministic: 1/min}",
                                  std::string{"flows.intake.client.site.round_trip="} + round_trip}),
                  "flows.intake.upload.latency.p50");
  };
  CHECK((seldom("300 ms") - seldom("100 ms")) / 0.2 == doctest::Approx(3).epsilon(0.01));
}

TEST_CASE("site: parts side by side fill the line, whatever the tool and the distance") {
  for (const char* tool : {"aws-cli-v2", "s5cmd", "rclone"}) {
    for (const char* round_trip : {"10 ms", "100 ms"}) {
      CAPTURE(tool);
      CAPTURE(round_trip);
      const auto result =
          run_text(site, {std::string{"flows.intake.client.tool="} + tool,
                          std::string{"flows.intake.client.site.round_trip="} + round_trip,
                          "flows.intake.uploads={arrivals: {deterministic: 1/h}, size: {constant: 2 GB}}",
                          "duration=90 min"});
      const double at_the_line = 2e9 * 8 / 80e6;
      const double took = metric(result, "flows.intake.upload.latency.max");
      CHECK(took >= at_the_line);
      CHECK(took <= 1.03 * at_the_line);
    }
  }
}

TEST_CASE("site: what is fetched comes over the downlink") {
  const auto result = run_text(
      site,
      {"flows.intake.client.tool=aws-cli-v2",
       "flows.intake.uploads={arrivals: {deterministic: 1/min}, until: 10.5 min, size: {constant: 20 MB}}",
       "flows.intake.downloads={arrivals: {deterministic: 6/h}}"});
  const double at_the_line = 20e6 * 8 / 40e6;
  const double took = metric(result, "flows.intake.download.latency.p50");
  CHECK(took >= at_the_line);
  CHECK(took <= 1.3 * at_the_line);
}

}  // namespace tools_at_a_site_test

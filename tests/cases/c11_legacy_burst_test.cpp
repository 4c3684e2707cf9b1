// C11: 10,000 synchronous requests to a function under the scaling rule of before November 2023, account limit
// 10,000, burst 3,000, then 500 environments more a minute; the requests come in one, two, three or four
// minutes. Source: docs.aws.amazon.com/lambda/latest/operatorguide/on-demand-scaling.html (numbers read in the
// source). A test, since the times of the requests are a trace.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>

#include "tests/support/run_program.hpp"
#include "tests/support/run_scenario.hpp"

namespace c11_legacy_burst_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr int requests = 10'000;

/// Those of a minute come at its beginning.
void write_trace(const std::string& path, int minutes) {
  std::ofstream file{path};
  file << "time_s,size_bytes\n";
  for (int minute = 0; minute < minutes; ++minute) {
    for (int i = minute * requests / minutes; i < (minute + 1) * requests / minutes; ++i)
      file << 60 * minute << ",1000\n";
  }
}

std::string scenario(const std::string& trace) {
  return fmt::format(R"(garoa: 1
region: us-east-1
aws_date: 2022-11-01
duration: 5 min
account: {{ lambda_concurrency: 10000 }}
lambda: {{ f: {{ runtime: python3.12, stand_in: true, timeout: 60 s, duration: {{ warm: 30 s, cold: 30 s }} }} }}
flows:
  calls:
    kind: lambda-invoke
    function: f
    uploads: {{ arrivals: {{ trace: {} }}, size: {{ constant: 1 kB }} }}
)",
                     trace);
}

}  // namespace

TEST_CASE(
    "C11: exactly as many requests are throttled as in the worked example, spread over 1 to 4 minutes") {
  const TemporaryFolder folder;
  // 7,000; 2,000 and 1,500; 333, 0 and 0; none.
  constexpr int throttled[] = {7000, 3500, 333, 0};
  for (int minutes = 1; minutes <= 4; ++minutes) {
    INFO(minutes << " minutes");
    const auto trace = (folder.path() / fmt::format("{}.csv", minutes)).string();
    write_trace(trace, minutes);
    const auto result = run_text(scenario(trace));
    CHECK(metric(result, "lambda.f.throttles") == throttled[minutes - 1]);
    CHECK(metric(result, "flows.calls.upload.acknowledged") == requests - throttled[minutes - 1]);
  }
}

}  // namespace c11_legacy_burst_test

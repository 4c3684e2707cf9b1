// CSV as spreadsheets with a decimal comma read it.
#include "sim/render/csv_form.hpp"

#include <doctest/doctest.h>

#include "sim/render/csv.hpp"

namespace csv_form_test {

using namespace garoa;

TEST_CASE("csv form: numbers get a decimal comma, fields a semicolon, and texts stay") {
  CHECK(with_decimal_commas("metric,value,n\na.b.p99,1234.5,3\nc,1e-05,0.25\n") ==
        "metric;value;n\na.b.p99;1234,5;3\nc;1e-05;0,25\n");
  CHECK(with_decimal_commas("a,-0.5,1.5e+20,\n") == "a;-0,5;1,5e+20;\n");
  CHECK(with_decimal_commas("version 1.2.3,10.0.0.1,2026-03-02\n") == "version 1.2.3;10.0.0.1;2026-03-02\n");
}

TEST_CASE("csv form: a field is quoted where it holds what separates, and not for a comma") {
  CHECK(with_decimal_commas("\"a, b\",\"c; d\",\"say \"\"x\"\"\"\n") == "a, b;\"c; d\";\"say \"\"x\"\"\"\n");
  CHECK(with_decimal_commas("\"two\nlines\",1.5\n") == "\"two\nlines\";1,5\n");
}

TEST_CASE("csv form: decimal points come back, and a text that has them stays") {
  const std::string csv = "time_s,time,value\n1.5,2026-03-02T02:00:00,0.25\n3,a; b,\"c, d\"\n";
  CHECK(with_decimal_points(with_decimal_commas(csv)) == csv);
  CHECK(with_decimal_points(csv) == csv);
}

TEST_CASE("csv form: stored series are read in either form") {
  RunResult result;
  result.series.push_back({"ebs.documents", "AWS/EBS BurstBalance", "Average", {{60, 99.5}, {120, 1e-7}}});
  const auto csv = series_csv(result, {});
  const auto read = read_series_csv(with_decimal_commas(csv));
  REQUIRE(read.value);
  REQUIRE(read.value->size() == 1);
  CHECK(read.value->front().points[0].value == 99.5);
  CHECK(read.value->front().points[1].value == 1e-7);
}

TEST_CASE(
    "cost csv: a line that costs nothing has its quantity in one row of all its flows, one without parts its "
    "own") {
  RunResult result;
  CostLine free;
  free.resource = "s3.inbox";
  free.quantity = 4;
  free.of_flows = {{{"flows.a"}, 0, 0}, {{"flows.b"}, 0, 0}};
  CostLine earlier;
  earlier.resource = "ebs.documents";
  earlier.quantity = 2;
  earlier.amount = 0.5;
  earlier.per_month = 15;
  CostLine split;
  split.resource = "lambda.f";
  split.quantity = 8;
  split.amount = 2;
  split.of_flows = {{{"flows.a"}, 1.5, 0}, {{"flows.b"}, 0.5, 0}};
  result.cost.lines = {free, earlier, split};
  const auto csv = cost_csv(result);
  CHECK(csv.find("\nline,,flows.a flows.b,s3.inbox,,,4,,0,0,0,") != std::string::npos);
  CHECK(csv.find("\nline,,,ebs.documents,,,2,,0,0.5,15,") != std::string::npos);
  CHECK(csv.find("\nline,,flows.a,lambda.f,,,6,,0,1.5,0,") != std::string::npos);
  CHECK(csv.find("\nline,,flows.b,lambda.f,,,2,,0,0.5,0,") != std::string::npos);
}

}  // namespace csv_form_test

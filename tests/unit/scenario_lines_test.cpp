// What the scenario says where a finding points.
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "sim/render/html/scenario_lines.hpp"

namespace scenario_lines_test {

using namespace garoa;

namespace {

const std::string shown =
    "region: sa-east-1            # folder/base.yaml:8\n"
    "# load: 1                    # default\n"
    "s3:\n"
    "  archive:\n"
    "    versioning: true         # folder/base.yaml:34\n"
    "    # tls_only: false        # default\n"
    "    title: \"a # b\"           # folder/base.yaml:35\n"
    "  inbox:\n"
    "    versioning: false        # folder/gp2.yaml:5\n"
    "policy:\n"
    "  rpo: 1 d                   # folder/base.yaml:66\n";

ScenarioLines at(const std::string& file, int line, int column) {
  return scenario_lines(shown, {std::make_shared<const std::string>(file), line, column});
}

}  // namespace

TEST_CASE("scenario lines: a value's line, without its comment") {
  CHECK(at("base.yaml", 8, 1).line == "region: sa-east-1");
  CHECK(at("base.yaml", 35, 5).line == "title: \"a # b\"");
  CHECK(at("base.yaml", 35, 5).block.empty());
  CHECK(at("somewhere/gp2.yaml", 5, 5).line == "versioning: false");
}

TEST_CASE("scenario lines: a resource with what it gives, a section with its resources") {
  CHECK(at("base.yaml", 33, 3).line == "archive:");
  CHECK(at("base.yaml", 33, 3).block == "s3:\n  archive:\n    versioning: true\n    title: \"a # b\"");
  CHECK(at("gp2.yaml", 4, 3).line == "inbox:");
  CHECK(at("base.yaml", 65, 1).line == "policy:");
  CHECK(at("base.yaml", 65, 1).block == "policy:\n  rpo: 1 d");
}

TEST_CASE("scenario lines: nothing for a place that the text does not tell") {
  CHECK(at("base.yaml", 67, 3).line.empty());
  CHECK(at("other.yaml", 8, 1).line.empty());
  CHECK(at("base.yaml", 0, 0).line.empty());
  CHECK(scenario_lines(shown, {}).line.empty());
  CHECK(scenario_lines("", {std::make_shared<const std::string>("base.yaml"), 8, 1}).line.empty());
}

TEST_CASE("scenario lines: the value at a path, given or by default, of its own resource") {
  const std::string functions =
      "lambda:\n"
      "  # title: a: b                # default\n"
      "  other:\n"
      "    reserved_concurrency: 9    # base.yaml:3\n"
      "  validate:\n"
      "    # reserved_concurrency:    # not set\n"
      "    # asynchronous:\n"
      "      # retries: 2             # default\n"
      "      # event_age: 6 h         # default\n"
      "s3:\n"
      "  inbox:\n"
      "    reserved_concurrency: 4    # base.yaml:9\n";
  CHECK(shown_value(functions, "lambda.other.reserved_concurrency") == "9");
  CHECK(shown_value(functions, "lambda.validate.reserved_concurrency").empty());
  CHECK(shown_value(functions, "lambda.validate.asynchronous.event_age") == "6 h");
  CHECK(shown_value(functions, "lambda.other.asynchronous.event_age").empty());
  CHECK(shown_value("", "lambda.other").empty());
  CHECK(shown_amount(functions, "lambda.other.reserved_concurrency") == 9.0);
  CHECK(shown_amount(functions, "lambda.validate.asynchronous.event_age") == 21600.0);
  CHECK_FALSE(shown_amount(functions, "lambda.validate.reserved_concurrency"));
}

}  // namespace scenario_lines_test

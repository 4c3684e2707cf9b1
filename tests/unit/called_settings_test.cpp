#include "models/called/called_settings.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace called_settings_test {

using namespace garoa;

namespace {

Location at(int line, int column) {
  return {std::make_shared<const std::string>("a.yaml"), line, column};
}

CalledSettings service(const std::string& name) {
  HttpSettings settings;
  settings.name = name;
  settings.where = at(3, 5);
  return CalledSettings{settings};
}

std::string faults_of_call(const std::string& name, std::span<const CalledKind> kinds) {
  Diagnostics diagnostics;
  demand_called({name, at(1, 2)}, {service("check")}, kinds, diagnostics);
  return diagnostics.text();
}

}  // namespace

TEST_CASE("called services: every section stands for one kind") {
  for (const auto& kind : called_kinds()) {
    CAPTURE(kind.section);
    REQUIRE(called_kinds(kind.section).size() == 1);
    CHECK(called_kinds(kind.section).front().noun == kind.noun);
  }
  CHECK(called_kinds("dynamodb").empty());
}

TEST_CASE("called services: two of one name are refused, since functions call them by it") {
  Diagnostics diagnostics;
  check_names({service("check"), service("bureau")}, diagnostics);
  CHECK(diagnostics.text() == "");
  check_names({service("check"), service("bureau"), service("check")}, diagnostics);
  CHECK(diagnostics.text() ==
        "a.yaml:3:5: error: 'http.check' has the name of 'http.check', and functions call both by it; rename "
        "one\n");
}

TEST_CASE("called services: what is called is declared in one of the sections that are asked") {
  constexpr CalledKind kinds[] = {{"http", "outside service", ""}, {"a", "one", ""}, {"b", "another", ""}};
  const std::span all{kinds};
  CHECK(faults_of_call("check", all) == "");
  CHECK(faults_of_call("chek", all) ==
        "a.yaml:1:2: error: there is no outside service 'chek' under 'http' (did you mean 'check'?)\n");
  CHECK(faults_of_call("check", all.last(2)) ==
        "a.yaml:1:2: error: there is no one or another 'check' under 'a' or 'b'\n");
}

}  // namespace called_settings_test

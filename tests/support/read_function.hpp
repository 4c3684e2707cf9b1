// A Lambda function by itself, as a scenario gives it.
#pragma once

#include <chrono>
#include <string>

#include "models/lambda/function.hpp"

namespace garoa::test {

/// A function as a scenario gives it, under the rules of a day.
struct ReadFunction {
  explicit ReadFunction(const std::string& text, RulesDate date = {}) {
    catalogue.set_rules_date(date);
    const auto node = parse_yaml(text, "f.yaml", diagnostics);
    FieldRecord record;
    ReadContext context{diagnostics};
    Fields fields{&*node, "lambda.f", node->where, record, context};
    settings = read_function("f", fields, catalogue, nullptr);
  }
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  FunctionSettings settings;
};

inline RulesDate day(int year, unsigned month, unsigned day_of_month) {
  return {std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day_of_month)};
}

/// INIT of an environment in the mean of the runtime's distribution, in seconds.
inline double mean_init(const ColdStartSettings& settings) {
  const Stream luck{1, "test"};
  double sum = 0;
  constexpr int environments = 2000;
  for (int i = 0; i < environments; ++i)
    sum += draw_cold_start(settings, luck, Entity::nth(static_cast<std::uint64_t>(i))).init;
  return sum / environments;
}

}  // namespace garoa::test

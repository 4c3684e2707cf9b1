// A result as JSON, schema `garoa.result/1`: only ever extended, keys in a fixed order, numbers in the
// shortest form that reads back to the same double, so that equal results give equal bytes. Nothing of the
// machine or the hour is in it.
//
// A value that is not there (no window, nothing measured) is null or left out as the schema says; an infinite
// or undefined number is null. Text that is not UTF-8 is written with replacement characters.
#pragma once

#include <string>

#include "sim/results/result.hpp"

namespace garoa {

constexpr std::string_view result_schema = "garoa.result/1";

/// result.json: everything but series and performance.
[[nodiscard]] std::string result_json(const RunResult& result);

/// performance.json, schema `garoa.performance/1`: what depends on the machine.
[[nodiscard]] std::string performance_json(const RunResult& result);

}  // namespace garoa

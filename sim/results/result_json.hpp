// A result as JSON, schema `garoa.result/1`: only ever extended, keys in a fixed order, numbers in the
// shortest form that reads back to the same double, so that equal results give equal bytes. Nothing of the
// machine or the hour is in it.
//
// A value that is not there (no window, nothing measured) is null or left out as the schema says; an infinite
// or undefined number is null. Text that is not UTF-8 is written with replacement characters.
#pragma once

#include <optional>
#include <string>

#include "sim/results/result.hpp"

namespace garoa {

constexpr std::string_view result_schema = "garoa.result/1";

/// result.json: everything but series, performance and distributions.
[[nodiscard]] std::string result_json(const RunResult& result);

/// What was read, or why not: a sentence that begins with the place ("metrics.a.b.n: is not a whole number").
template <class T>
struct Read {
  std::optional<T> value;
  std::string error;
};

/// The inverse of result_json(): a result of this schema, also of another version of garoa. Series, performance,
/// distributions, the regions of meters and the number of documents are not in the text.
[[nodiscard]] Read<RunResult> read_result(const std::string& text);

/// The whole result, series, performance and distributions included, as one process tells it to another of the same program.
[[nodiscard]] std::string wire_json(const RunResult& result);
[[nodiscard]] Read<RunResult> read_wire(const std::string& text);

/// distributions.json, schema `garoa.distributions/1`: every distribution with its buckets, so that the observations of
/// several runs can be pooled. In one line.
[[nodiscard]] std::string distributions_json(const RunResult& result);
[[nodiscard]] Read<std::vector<Observed>> read_distributions(const std::string& text);

/// performance.json, schema `garoa.performance/1`: what depends on the machine.
[[nodiscard]] std::string performance_json(const RunResult& result);

}  // namespace garoa

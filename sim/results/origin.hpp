// What decided an output, so that whoever reads it can make it again: every text and every JSON of a command carries it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/results/result.hpp"

namespace garoa {

struct Origin {
  std::string garoa_version;
  std::string garoa_build;  // empty where it is not told
  std::string scenario_sha256;
  std::vector<std::uint64_t> seeds;  // of the runs; the first ones of replications
  Provenance provenance;
};

[[nodiscard]] Origin origin_of(const RunResult& result);

/// "0.1.0 (build d398b1683c84)"
[[nodiscard]] std::string program_in_words(std::string_view version, std::string_view build);
/// In a line, with the first twelve digits of hashes and the first ten seeds:
/// "garoa 0.1.0 (build d398b1683c84), scenario 37d52821ec89, seed 7; set lambda.extract.memory=1 GB; assumed low".
[[nodiscard]] std::string in_words(const Origin& origin);

}  // namespace garoa

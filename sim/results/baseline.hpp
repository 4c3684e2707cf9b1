// Findings against earlier ones: which gaps are new or worse, and which are not.
//
// A finding is the same when control, profile, flow and resource are. Worse is a status further on in PASS, NOT_EVALUATED, WARN, FAIL
// (NOT_APPLICABLE counts as PASS), or a FAIL of a higher severity; how far a limit is broken does not count. A gap (FAIL, WARN)
// that was none before is new.
#pragma once

#include <string>
#include <vector>

#include "sim/results/finding.hpp"
#include "sim/results/result_json.hpp"

namespace garoa {

enum class Against { unchanged, is_new, worse, better };

/// "unchanged", "new", "worse", "better".
[[nodiscard]] std::string_view name_of(Against state);

/// Findings, and which program found them.
struct EarlierFindings {
  std::string garoa_version;
  std::string garoa_build;  // empty where it is not told
  std::vector<compliance::Finding> findings;
};

/// Those of a `garoa.findings/1` or of a `result.json`. Error: a sentence that begins with the place.
[[nodiscard]] Read<EarlierFindings> read_findings(const std::string& text);

/// For each finding, what it is against the earlier ones.
[[nodiscard]] std::vector<Against> against_baseline(const std::vector<compliance::Finding>& findings,
                                                    const std::vector<compliance::Finding>& earlier);

}  // namespace garoa

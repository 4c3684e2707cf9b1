// What failed, was refused or tried again, and why, in the reader's words.
#pragma once

#include <string>
#include <string_view>

#include "sim/results/result.hpp"

namespace garoa {

/// "documents lost" of a metric's "documents.lost"; its translation stands in the catalogue.
[[nodiscard]] std::string measure_in_words(std::string_view measure);

/// Documents that the flows have lost, and the reason of most of them in the reader's language.
struct LostDocuments {
  double count = 0;
  std::string why;
  bool all = true;  // for this reason
};
[[nodiscard]] LostDocuments documents_lost(const RunResult& result);

/// For the first line, with the reason that cost most; empty if there are none.
[[nodiscard]] std::string lost_documents(const RunResult& result);
[[nodiscard]] std::string rejected_uploads(const RunResult& result);
/// Likewise. Of handlers that failed at the last try too: at what most invocations failed.
[[nodiscard]] std::string dropped_events(const RunResult& result);

}  // namespace garoa

#include "sim/render/status_counts.hpp"

#include <algorithm>

#include "sim/core/language.hpp"

namespace garoa {

using compliance::Status;

std::uint64_t count_of(const Compliance& compliance, Status status) {
  const auto& all = compliance.findings;
  return static_cast<std::uint64_t>(
      std::count_if(all.begin(), all.end(), [&](const auto& finding) { return finding.status == status; }));
}

std::string count_text(const Compliance& compliance, Status status) {
  const auto count = count_of(compliance, status);
  switch (status) {
    case Status::fail:
      return tr_count("{} FAIL", "{} FAIL", count, count);
    case Status::warn:
      return tr_count("{} WARN", "{} WARN", count, count);
    case Status::pass:
      return tr_count("{} PASS", "{} PASS", count, count);
    case Status::not_evaluated:
      return tr("{} not evaluated", count);
    case Status::not_applicable:
      break;
  }
  return tr("{} not applicable", count);
}

}  // namespace garoa

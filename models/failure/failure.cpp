#include "models/failure/failure.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {
namespace {

constexpr Seconds longest = 3660_d;

struct TargetRow {
  FailureTarget target;
  std::string_view key;
  std::string_view meaning;
  std::vector<FailureKind> kinds;
};

const std::vector<TargetRow>& targets() {
  using enum FailureKind;
  static const std::vector<TargetRow> rows{
      {FailureTarget::volume, "volume", "EBS volume that fails (kind loss)", {loss}},
      {FailureTarget::backup, "backup", "backup job whose agent fails (kind crash)", {crash}},
      {FailureTarget::logs, "logs", "log group whose agent fails (kind crash)", {crash}},
  };
  return rows;
}

std::string keys_of_targets() {
  std::string list;
  for (const auto& row : targets()) list += (list.empty() ? "" : ", ") + std::string{row.key};
  return list;
}

/// The row of the one target that is given, or null after an error.
const TargetRow* read_target(FailureSettings& s, Fields& fields) {
  const TargetRow* chosen = nullptr;
  for (const auto& row : targets()) {
    const auto name = fields.reference(row.key, row.meaning, true);
    if (!name.given()) continue;
    if (chosen != nullptr) {
      fields.error(row.key, fmt::format("'{}' names both '{}' and '{}'; a failure hits one of them",
                                        fields.path(), chosen->key, row.key));
      continue;
    }
    chosen = &row;
    s.target = row.target;
    s.name = name;
  }
  if (chosen == nullptr && !fields.describing() &&
      !std::any_of(targets().begin(), targets().end(),
                   [&](const auto& row) { return fields.given(row.key); })) {
    fields.error("", fmt::format("'{}' lacks what fails: one of {}", fields.path(), keys_of_targets()));
  }
  return chosen;
}

void check_kind(const FailureSettings& s, Fields& fields, const TargetRow& row) {
  if (std::find(row.kinds.begin(), row.kinds.end(), s.kind) != row.kinds.end()) return;
  std::string kinds;
  for (const auto kind : row.kinds) kinds += (kinds.empty() ? "" : " or ") + std::string{name_of(kind)};
  fields.error("kind", fmt::format("'{}.kind' is {}; a failure of a {} is {}", fields.path(), name_of(s.kind),
                                   row.key, kinds));
}

}  // namespace

FailureSettings read_failure(Fields& fields, Seconds duration) {
  FailureSettings s;
  s.where = fields.where();
  s.at = fields.required<Seconds>("at", "time since the start of the run", {Seconds{0}, longest, ""});
  const auto* const row = read_target(s, fields);
  const bool kind_given = fields.given("kind");
  s.kind = fields.required<FailureKind>("kind", "what happens to it");
  if (fields.describing() || row == nullptr || !kind_given) return s;
  check_kind(s, fields, *row);
  if (s.at >= duration)
    fields.error("at", fmt::format("'{}.at' is not before the end of the run", fields.path()));
  return s;
}

}  // namespace garoa

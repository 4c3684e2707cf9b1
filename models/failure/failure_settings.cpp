#include "models/failure/failure_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/called/called_settings.hpp"
#include "sim/core/moment.hpp"

namespace garoa {
namespace {

constexpr Seconds longest_failure = 3660_d;

struct TargetRow {
  FailureTarget target;
  std::string_view key;
  std::string path;  // what stands before the name
  std::string meaning;
  std::vector<FailureKind> kinds;
};

std::vector<TargetRow> targets_without_called() {
  using enum FailureKind;
  return {
      {FailureTarget::volume, "volume", "ebs.", "EBS volume that fails (kind loss)", {loss}},
      {FailureTarget::instance, "instance", "ec2.", "EC2 instance that fails (kind stop)", {stop}},
      {FailureTarget::zone, "zone", "zone ", "Availability Zone that fails (kind outage)", {outage}},
      {FailureTarget::bucket,
       "bucket",
       "s3.",
       "S3 bucket that fails (kinds outage, errors)",
       {outage, errors}},
      {FailureTarget::service,
       "service",
       "",
       "service that fails as a whole (kinds outage, errors)",
       {outage, errors}},
      {FailureTarget::subscribers,
       "subscribers",
       "sns.",
       "SNS topic whose subscribers fail (kinds outage, errors)",
       {outage, errors}},
      {FailureTarget::backup, "backup", "backup.", "backup job whose agent fails (kind crash)", {crash}},
      {FailureTarget::logs, "logs", "cloudwatch_logs.", "log group whose agent fails (kind crash)", {crash}},
  };
}

const std::vector<TargetRow>& targets() {
  static const auto all = [] {
    auto rows = targets_without_called();
    for (const auto& kind : called_kinds()) {
      rows.push_back({FailureTarget::called,
                      kind.section,
                      fmt::format("{}.", kind.section),
                      fmt::format("{} that fails (kinds outage, errors)", kind.noun),
                      {FailureKind::outage, FailureKind::errors}});
    }
    return rows;
  }();
  return all;
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
    Reference name;
    if (row.target == FailureTarget::service) {
      if (fields.maybe<FailingService>(row.key, row.meaning)) name = {"s3", fields.where(row.key)};
    } else {
      name = fields.reference(row.key, row.meaning, true);
    }
    if (!name.given()) continue;
    if (chosen != nullptr) {
      fields.error(row.key, fmt::format("'{}' names both '{}' and '{}'; a failure hits one of them",
                                        fields.path(), chosen->key, row.key));
      continue;
    }
    chosen = &row;
    s.target = row.target;
    s.key = row.key;
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

/// `key` must be given exactly if the kind has it.
void check_presence(Fields& fields, std::string_view key, bool wanted, FailureKind kind) {
  const bool given = fields.given(key);
  if (wanted && !given)
    fields.error("kind",
                 fmt::format("'{}' lacks '{}', which kind {} needs", fields.path(), key, name_of(kind)));
  if (given && !wanted)
    fields.error(key, fmt::format("'{}.{}': kind {} has none", fields.path(), key, name_of(kind)));
}

void read_time(FailureSettings& s, Fields& fields, const MomentClock& clock) {
  s.chance = fields.maybe<FailureChance>("chance", "what decides when it happens, instead of `at`");
  constexpr const char* meaning = "time since the start of the run, or local time such as 2026-03-04T12:00";
  const bool by_chance = fields.given("chance") || fields.describing();
  s.at = by_chance ? maybe_moment(fields, "at", meaning, clock).value_or(Seconds{0})
                   : required_moment(fields, "at", meaning, clock);
  if (fields.given("chance") && fields.given("at"))
    fields.error("at", fmt::format("'{}' has 'at' and 'chance'; give one", fields.path()));
}

/// Of one that began before the run, what is left.
void leave_out_past(FailureSettings& s) {
  const double ends = s.at.count() + s.lasts.count();
  if (s.at.count() >= 0 || ends <= 0) return;
  s.at = Seconds{0};
  s.lasts = Seconds{ends};
}

}  // namespace

std::string path_of(const FailureSettings& failure) {
  const auto row = std::find_if(targets().begin(), targets().end(),
                                [&](const TargetRow& r) { return r.key == failure.key; });
  return row->path + failure.name.name;
}

FailureSettings read_failure(Fields& fields, const MomentClock& clock) {
  FailureSettings s;
  s.where = fields.where();
  read_time(s, fields, clock);
  const auto* const row = read_target(s, fields);
  const bool kind_given = fields.given("kind");
  s.kind = fields.required<FailureKind>("kind", "what happens to it");
  s.lasts = fields
                .maybe<Seconds>("for", "how long it lasts (stop, outage, errors)",
                                {Seconds{0.001}, longest_failure, ""})
                .value_or(Seconds{0});
  s.rate = fields.maybe<double>("rate", "share of requests that fail (errors)", {0.0, 1.0, ""}).value_or(1);
  if (fields.describing() || row == nullptr || !kind_given) return s;
  check_kind(s, fields, *row);
  const bool lasts =
      s.kind == FailureKind::stop || s.kind == FailureKind::outage || s.kind == FailureKind::errors;
  check_presence(fields, "for", lasts, s.kind);
  check_presence(fields, "rate", s.kind == FailureKind::errors, s.kind);
  if (s.chance && s.kind != FailureKind::loss)
    fields.error("chance", fmt::format("'{}.chance': only volumes fail by chance", fields.path()));
  leave_out_past(s);
  return s;
}

}  // namespace garoa

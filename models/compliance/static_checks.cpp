#include "models/compliance/static_checks.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace garoa::compliance {
namespace {

using Check = void (*)(const Judge&);

constexpr std::array<std::pair<std::string_view, Check>, 17> checks{{
    {"S-AC-01", check_public_access},
    {"S-BK-01", check_second_copies},
    {"S-BK-02", check_schedules},
    {"S-CO-01", check_way_to_s3},
    {"S-CO-02", check_incomplete_uploads},
    {"S-DP-01", check_volume_encryption},
    {"S-DP-02", check_store_encryption},
    {"S-DP-03", check_tls},
    {"S-EV-01", check_event_filters},
    {"S-EV-02", check_failure_destinations},
    {"S-EV-04", check_recursion},
    {"S-EV-05", check_idempotency},
    {"S-RC-01", check_objectives},
    {"S-RT-01", check_versioning},
    {"S-RT-02", check_locks},
    {"S-RT-03", check_document_retention},
    {"S-RT-06", check_log_retention},
}};

}  // namespace

bool applies(const ControlInfo& control, const Architecture& architecture) {
  return std::any_of(architecture.flows.begin(), architecture.flows.end(), [&](const Flow& flow) {
    return flow.kind == Flow::Kind::ec2_ebs_s3 ? control.for_ec2_ebs_s3 : control.for_s3_lambda;
  });
}

void add_static_findings(const Architecture& architecture, const Profile& profile,
                         std::vector<Finding>& out) {
  for (const auto& [id, check] : checks) {
    const auto* entry = profile.find(id);
    if (entry == nullptr) continue;
    const Judge judge{architecture, profile, *entry, out};
    const auto before = out.size();
    if (applies(*entry->control, architecture)) check(judge);
    if (out.size() == before)
      judge.note(Status::not_applicable, "The scenario has nothing that this control is about.");
  }
}

std::vector<Finding> check_static(const Architecture& architecture, const std::vector<Profile>& profiles) {
  std::vector<Finding> findings;
  if (profiles.empty()) add_static_findings(architecture, built_in_default_profile(), findings);
  for (const auto& profile : profiles) add_static_findings(architecture, profile, findings);
  std::stable_sort(findings.begin(), findings.end(), comes_before);
  return findings;
}

}  // namespace garoa::compliance

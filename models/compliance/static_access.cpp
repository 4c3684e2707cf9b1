// Who may reach what (S-AC-01, 02, 03).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "models/compliance/lookup.hpp"
#include "models/compliance/role_actions.hpp"
#include "models/compliance/static_checks.hpp"

namespace garoa::compliance {
namespace {

void close_public(const Judge& judge, Finding finding, bool is_public, std::string_view closed,
                  std::string_view open, std::string_view setting) {
  finding.n = 1;
  finding.key = fmt::format("{}.{}", finding.resource, setting);
  finding.status = is_public ? Status::fail : Status::pass;
  finding.actual = is_public ? open : closed;
  finding.expected = closed;
  finding.message = fmt::format("{} is {}; expected is {}.", finding.resource, finding.actual, closed);
  judge.close(std::move(finding));
}

/// Is it of '*' and '?' alone, so that it stands for all names but short ones?
bool stands_for_any(std::string_view text) {
  return text.find('*') != std::string_view::npos && text.find_first_not_of("*?") == std::string_view::npos;
}

/// "*" alone, or of a whole service as "s3:*": whatever comes later is allowed too.
bool is_wildcard(std::string_view action) {
  return stands_for_any(action.substr(action.find(':') + 1));
}

/// Some verbs of a service, as "s3:Get*".
bool is_partly_wild(const std::string& action) {
  return !is_wildcard(action) && has_wildcard(action);
}

/// Parts of a name between ':' and '/'.
std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  for (auto end = text.find_first_of(":/"); end != std::string_view::npos; end = text.find_first_of(":/")) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

/// "*", a name that is cut short by one, as "arn:aws:*", or one of whose own parts every one is: "arn:aws:s3:::*",
/// "arn:aws:dynamodb:*:*:table/*".
bool names_nothing(const std::string& resource) {
  constexpr std::size_t service = 2;
  constexpr std::size_t own_parts = 5;  // after "arn:aws:service:region:account:"
  const auto parts = parts_of(resource);
  if (stands_for_any(resource)) return true;
  if (parts[0] != "arn") return false;
  const bool any_service = parts.size() > service && parts[service].find('*') != std::string_view::npos;
  if (any_service || parts.size() <= own_parts) return resource.find('*') != std::string::npos;
  const bool with_kind = parts[service] != "s3" && parts[service] != "sns" && parts[service] != "sqs" &&
                         parts.size() > own_parts + 1;
  return std::all_of(parts.begin() + own_parts + (with_kind ? 1 : 0), parts.end(), stands_for_any);
}

/// What the role lacks of that: "sns:Publish (sns.done)".
std::vector<std::string> lacking(const Role& role, const std::vector<Use>& uses) {
  std::vector<std::string> missing;
  for (const auto& use : uses) {
    if (use.must && !allows(role, use))
      missing.push_back(fmt::format("{} ({})", use.actions.front(), use.resource));
  }
  return missing;
}

std::vector<std::string> unused(const Role& role, const std::vector<Use>& uses) {
  std::vector<std::string> found;
  std::copy_if(role.actions.begin(), role.actions.end(), std::back_inserter(found),
               [&](const std::string& action) { return !is_used(action, uses); });
  return found;
}

void find_fault(Finding& finding, Status status, const std::vector<std::string>& names) {
  finding.status = status;
  finding.count = names.size();
  finding.actual = fmt::format("{}", fmt::join(names, ", "));
}

/// `uses`: what the role is used for; nothing: not known.
void judge_role(const Judge& judge, Finding finding, const std::optional<Role>& role,
                const std::optional<std::vector<Use>>& uses) {
  finding.n = 1;
  finding.expected = "named actions on named resources, those that it uses";
  std::vector<std::string> wide;
  std::vector<std::string> partly;
  finding.key = finding.resource + ".role";
  if (role) {
    std::copy_if(role->actions.begin(), role->actions.end(), std::back_inserter(wide), is_wildcard);
    if (!wide.empty()) finding.key += ".actions";
    if (wide.empty() && !role->resources.empty()) finding.key += ".resources";
    std::copy_if(role->resources.begin(), role->resources.end(), std::back_inserter(wide), names_nothing);
    std::copy_if(role->actions.begin(), role->actions.end(), std::back_inserter(partly), is_partly_wild);
  }
  const bool told = role && !role->actions.empty() && !role->resources.empty();
  const auto missing = told && uses ? lacking(*role, *uses) : std::vector<std::string>{};
  const auto needless = told && uses ? unused(*role, *uses) : std::vector<std::string>{};
  if (!wide.empty()) {
    find_fault(finding, Status::fail, wide);
    finding.message = fmt::format("The role of {} is not narrow: {}.", finding.resource, finding.actual);
  } else if (!missing.empty()) {
    finding.key = finding.resource + ".role";
    find_fault(finding, Status::fail, missing);
    finding.message =
        fmt::format("The role of {} does not allow what it does: {}.", finding.resource, finding.actual);
  } else if (!partly.empty()) {
    finding.key = finding.resource + ".role.actions";
    find_fault(finding, Status::warn, partly);
    finding.message = fmt::format("The role of {} names some actions by their beginning only: {}.",
                                  finding.resource, finding.actual);
  } else if (!needless.empty()) {
    finding.key = finding.resource + ".role.actions";
    find_fault(finding, Status::warn, needless);
    finding.message = fmt::format("The role of {} allows what nothing in the scenario uses: {}.",
                                  finding.resource, finding.actual);
  } else if (!told) {
    finding.message = "What its role may do is not declared.";
  } else {
    finding.status = Status::pass;
    finding.actual = "named actions on named resources";
    finding.message = fmt::format("The role of {} names its actions and resources.", finding.resource);
  }
  judge.close(std::move(finding));
}

}  // namespace

void check_public_access(const Judge& judge) {
  const auto& architecture = judge.architecture();
  const auto& owners = judge.owners();
  for (const auto& bucket : architecture.buckets) {
    close_public(judge,
                 judge.open(owners.flow_of_bucket(bucket.name), path_of("s3", bucket.name), bucket.where),
                 !bucket.block_public_access, "blocked for the public", "not blocked for the public",
                 "block_public_access");
  }
  for (const auto& function : architecture.functions) {
    close_public(
        judge,
        judge.open(owners.flow_of_function(function.name), path_of("lambda", function.name), function.where),
        function.public_policy, "closed to the public", "open to everybody's calls", "principals");
  }
  for (const auto& topic : architecture.topics) {
    close_public(judge, judge.open("", path_of("sns", topic.name), topic.where), topic.public_policy,
                 "closed to the public", "open to everybody", "principals");
  }
  for (const auto& job : architecture.backups) {
    if (!job.to_bucket.empty() || !job.from_bucket.empty()) continue;
    close_public(judge, judge.open(owners.flow_of_job(job), path_of("backup", job.name), job.where),
                 job.shared_with_all, "a source of private snapshots", "a source of public snapshots",
                 "public");
  }
}

void check_roles(const Judge& judge) {
  const auto& architecture = judge.architecture();
  const auto& owners = judge.owners();
  for (const auto& instance : architecture.instances)
    judge_role(judge, judge.open("", path_of("ec2", instance.name), instance.where), instance.role,
               instance.uses);
  for (const auto& function : architecture.functions) {
    judge_role(
        judge,
        judge.open(owners.flow_of_function(function.name), path_of("lambda", function.name), function.where),
        function.role, function.uses);
  }
  // Copies of files are made by the instance, with its role, unless the job has one of its own.
  for (const auto& job : architecture.backups) {
    if (!job.to_bucket.empty() && !job.role) continue;
    judge_role(judge, judge.open(owners.flow_of_job(job), path_of("backup", job.name), job.where), job.role,
               job.uses);
  }
}

void check_instances(const Judge& judge) {
  for (const auto& instance : judge.architecture().instances) {
    auto finding = judge.open("", path_of("ec2", instance.name), instance.where);
    finding.n = 1;
    std::vector<std::string_view> faults;
    const auto add_fault = [&](std::string_view fault, std::string_view setting) {
      if (faults.empty()) finding.key = fmt::format("{}.{}", finding.resource, setting);
      faults.push_back(fault);
    };
    if (!instance.tokens_required) add_fault("IMDSv1 is allowed", "imds_tokens");
    if (instance.public_ip) add_fault("it has a public address", "public_ipv4");
    if (!instance.role) add_fault("it has no instance profile", "role");
    finding.status = faults.empty() ? Status::pass : Status::fail;
    finding.count = faults.size();
    finding.actual = faults.empty() ? "IMDSv2 only, no public address, an instance profile"
                                    : fmt::format("{}", fmt::join(faults, ", "));
    finding.expected = "IMDSv2 only, no public address, an instance profile";
    finding.message = faults.empty() ? "The instance is hardened."
                                     : fmt::format("Of the instance: {}.", fmt::join(faults, "; "));
    judge.close(std::move(finding));
  }
}

}  // namespace garoa::compliance

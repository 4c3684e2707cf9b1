#include "models/compliance/deciding_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "models/compliance/lookup.hpp"

namespace garoa::compliance {
namespace {

using Names = std::vector<std::string>;

/// "s3.archive" -> "s3", "archive"; what follows a second dot belongs to the second part.
std::pair<std::string_view, std::string_view> split(std::string_view path) {
  const auto dot = path.find('.');
  if (dot == std::string_view::npos) return {path, {}};
  return {path.substr(0, dot), path.substr(dot + 1)};
}

Names of_own_resource(const Finding& finding, std::string_view section) {
  for (const auto* const path : {&finding.resource, &finding.flow, &finding.key}) {
    const auto [own, rest] = split(*path);
    const auto name = split(rest).first;  // of "s3.archive.replica" the bucket's
    if (own == section && !name.empty()) return {std::string{name}};
  }
  return {};
}

template <class Thing>
Names names_of(const std::vector<const Thing*>& things) {
  Names names;
  for (const auto* const thing : things) names.push_back(thing->name);
  return names;
}

Names given_name(const std::string& name) {
  return name.empty() ? Names{} : Names{name};
}

Names of_job(const BackupJob& job, std::string_view section) {
  if (section == "ebs") return given_name(job.from_volume);
  return section == "s3" ? given_name(job.from_bucket + job.to_bucket) : Names{};
}

/// Of a backup job what it copies from and to; else of the flow.
Names of_flow(const Finding& finding, std::string_view section, const Owners& owners) {
  const auto* const job = find_backup(owners.architecture(), finding.resource);
  if (job != nullptr && (section == "ebs" || section == "s3")) return of_job(*job, section);
  const auto* const flow = find_flow(owners.architecture(), finding.flow);
  if (flow == nullptr) return {};
  if (section == "ec2") return flow->apps;
  if (section == "ebs") return flow->volumes;
  if (section == "s3") return names_of(owners.original_buckets(*flow));
  if (section == "backup") return names_of(owners.backups_of(*flow));
  if (section == "lambda") return given_name(flow->function);
  return section == "cloudwatch_logs" ? given_name(flow->log_group) : Names{};
}

/// "ebs.documents-1.size" -> "ebs.documents.size": the scenario has once what each of several equal instances has.
std::string declared_path(const std::string& path, const Owners& owners) {
  const auto [section, rest] = split(path);
  const auto [name, key] = split(rest);
  const auto dash = name.rfind('-');
  if (dash == std::string_view::npos || owners.given(section, name) != nullptr) return path;
  const auto number = name.substr(dash + 1);
  const bool is_member = !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos;
  const auto declared = name.substr(0, dash);
  if (!is_member || owners.given(section, declared) == nullptr) return path;
  return fmt::format("{}.{}{}{}", section, declared, key.empty() ? "" : ".", key);
}

}  // namespace

std::vector<DecidingSetting> deciding_settings(const Finding& finding, const ControlInfo& control,
                                               const Owners& owners) {
  std::vector<DecidingSetting> found;
  for (const auto& setting : control.settings) {
    const auto [section, rest] = split(setting.path);
    const auto [whose, key] = split(rest);
    if (whose != "*" && whose != "flow") {
      found.push_back({setting.path, &setting});
      continue;
    }
    const auto names = whose == "*" ? of_own_resource(finding, section) : of_flow(finding, section, owners);
    for (const auto& name : names) {
      auto path = declared_path(fmt::format("{}.{}.{}", section, name, key), owners);
      const bool is_there = std::any_of(found.begin(), found.end(),
                                        [&](const DecidingSetting& other) { return other.path == path; });
      if (!is_there) found.push_back({std::move(path), &setting});
    }
  }
  return found;
}

Location place_in(const Owners& owners, std::string_view path) {
  const YamlNode* node = owners.architecture().given.get();
  Location place = node->where;
  for (std::string_view section; !path.empty();) {
    const auto [key, rest] = split(path);
    const auto* const entry = section.empty() ? node->find(key) : owners.given(section, key);
    if (entry == nullptr) break;
    place = rest.empty() && entry->value.is(YamlNode::Kind::scalar) ? entry->value.where : entry->where;
    section = node == owners.architecture().given.get() ? key : std::string_view{};
    node = &entry->value;
    path = rest;
  }
  return place;
}

void name_deciding_setting(Finding& finding, const ControlInfo& control, const Owners& owners) {
  if (finding.key.empty()) {
    const auto settings = deciding_settings(finding, control, owners);
    finding.key = settings.empty() ? (finding.resource.empty() ? finding.flow : finding.resource)
                                   : settings.front().path;
  }
  finding.key = declared_path(finding.key, owners);
  if (owners.architecture().given != nullptr && !finding.key.empty())
    finding.place = place_in(owners, finding.key);
}

}  // namespace garoa::compliance

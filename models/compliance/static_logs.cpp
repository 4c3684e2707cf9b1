// What is logged, by whom, and who is told (S-LG-01 to 05).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "models/compliance/lookup.hpp"
#include "models/compliance/static_checks.hpp"

namespace garoa::compliance {
namespace {

template <class Item>
bool contains(const std::vector<Item>& items, const Item& wanted) {
  return std::find(items.begin(), items.end(), wanted) != items.end();
}

template <class E>
std::string names_of(const std::vector<E>& values) {
  std::vector<std::string_view> names;
  for (const auto value : values) names.push_back(garoa::name_of(value));
  return fmt::format("{}", fmt::join(names, ", "));
}

/// As they are written in a scenario: pages in other languages translate the words around them, not them.
template <class E>
std::string keys_of(const std::vector<E>& values) {
  std::string keys;
  for (const auto value : values)
    keys += fmt::format("{}`{}`", keys.empty() ? "" : ", ", garoa::name_of(value));
  return keys;
}

/// The functions that work for a flow, and whether one of them tells a topic.
bool tells_of_results(const Owners& owners, const Flow& flow) {
  const auto functions = owners.functions_of(flow);
  return std::any_of(functions.begin(), functions.end(),
                     [](const Function* function) { return function->notifies; });
}

std::vector<LogOperation> wanted_operations(const Owners& owners, const Flow& flow) {
  std::vector<LogOperation> wanted{LogOperation::upload, LogOperation::denied, LogOperation::config_change};
  if (flow.downloads) wanted.push_back(LogOperation::download);
  if (flow.has(Capability::volume) || flow.has(Capability::bucket)) wanted.push_back(LogOperation::removal);
  if (!owners.backups_of(flow).empty()) {
    wanted.push_back(LogOperation::backup);
    wanted.push_back(LogOperation::restore);
  }
  if (flow.has(Capability::function)) wanted.push_back(LogOperation::process_result);
  if (tells_of_results(owners, flow)) wanted.push_back(LogOperation::notify);
  return wanted;
}

/// A trail of all regions records changes of settings; its data events, requests for objects.
bool is_in_trail(const Architecture& architecture, const Flow& flow, LogOperation operation) {
  const auto& trails = architecture.trails;
  return std::any_of(trails.begin(), trails.end(), [&](const Trail& trail) {
    if (operation == LogOperation::config_change) return trail.multi_region;
    const bool of_bucket = !flow.bucket.empty() && contains(trail.buckets, flow.bucket);
    if (operation == LogOperation::upload || operation == LogOperation::removal)
      return of_bucket && trail.writes;
    if (operation == LogOperation::download) return of_bucket && trail.reads;
    return operation == LogOperation::denied && of_bucket && trail.reads && trail.writes;
  });
}

const LogGroup* group_named(const Architecture& architecture, const std::string& name) {
  for (const auto& group : architecture.log_groups) {
    if (group.name == name) return &group;
  }
  return nullptr;
}

/// Does the function do it, and not the flow's clients, applications or jobs?
bool is_done_by(const Function& function, LogOperation operation) {
  return operation == LogOperation::process_result ||
         (operation == LogOperation::notify && function.notifies);
}

/// What a function does its own group records; where that does not say of what it has records, the word of its flow's holds.
bool functions_record(const Owners& owners, const Flow& flow, LogOperation operation) {
  const auto functions = owners.functions_of(flow);
  return std::all_of(functions.begin(), functions.end(), [&](const Function* function) {
    if (!is_done_by(*function, operation)) return true;
    const auto* const group = group_named(owners.architecture(), function->log_group);
    return group != nullptr && (group->operations.empty() || contains(group->operations, operation));
  });
}

void judge_operations(const Judge& judge, const Flow& flow) {
  const auto* const group = group_named(judge.architecture(), flow.log_group);
  const bool told = group == nullptr || !group->operations.empty();
  const auto* const silent = function_without_log(judge.owners(), flow);
  auto finding = group == nullptr
                     ? judge.open(path_of(flow), "", flow.where)
                     : judge.open(path_of(flow), path_of("cloudwatch_logs", group->name), group->where);
  const auto wanted = wanted_operations(judge.owners(), flow);
  const auto missing =
      told ? unrecorded_operations(judge.owners(), flow) : unlogged_operations(judge.owners(), flow);
  if (silent != nullptr) finding.key = path_of("lambda", silent->name) + ".logs";
  if (group == nullptr) finding.key = path_of(flow) + ".logs";
  finding.n = wanted.size();
  finding.expected = names_of(wanted);
  if (missing.empty() && told) {
    finding.status = Status::pass;
    finding.actual = finding.expected;
    finding.message = "Every kind of operation of the flow leaves a record.";
  } else if (missing.empty()) {
    finding.message = "The log group does not say which operations it has records of.";
  } else {
    finding.status = Status::fail;
    finding.count = missing.size();
    finding.actual = fmt::format("without {}", names_of(missing));
    finding.message = fmt::format("No record tells of: {}.", keys_of(missing));
  }
  judge.close(std::move(finding));
}

void judge_object_trail(const Judge& judge, const Bucket& bucket) {
  auto finding =
      judge.open(judge.owners().flow_of_bucket(bucket.name), path_of("s3", bucket.name), bucket.where);
  finding.n = 1;
  bool reads = false;
  bool writes = false;
  for (const auto& trail : judge.architecture().trails) {
    if (!contains(trail.buckets, bucket.name)) continue;
    reads = reads || trail.reads;
    writes = writes || trail.writes;
    finding.key = fmt::format("cloudtrail.{}.data_events.{}", trail.name, trail.reads ? "writes" : "reads");
  }
  if (finding.key.empty() && !judge.architecture().trails.empty())
    finding.key = fmt::format("cloudtrail.{}.data_events", judge.architecture().trails.front().name);
  finding.expected = "reads and writes in a trail";
  finding.status = reads && writes ? Status::pass : bucket.access_logs ? Status::warn : Status::fail;
  finding.actual = reads && writes ? finding.expected
                   : reads         ? "reads in a trail"
                   : writes        ? "writes in a trail"
                                   : "no request in a trail";
  if (!(reads && writes) && bucket.access_logs) finding.actual += ", server access logs";
  finding.message = fmt::format("Requests for objects: {}.", finding.actual);
  if (finding.status == Status::warn)
    finding.message += " Of server access logs nobody can know whether they are complete.";
  judge.close(std::move(finding));
}

bool is_locked(const Judge& judge, const std::string& name) {
  const auto& buckets = judge.architecture().buckets;
  return std::any_of(buckets.begin(), buckets.end(), [&](const Bucket& bucket) {
    return bucket.name == name && bucket.lock != LockMode::none;
  });
}

/// The fields of PCI DSS 10.2.2, and what ties the records of one version of a document together.
const std::vector<LogField>& wanted_fields() {
  static const std::vector<LogField> all{LogField::actor,   LogField::action,     LogField::time,
                                         LogField::outcome, LogField::origin,     LogField::object,
                                         LogField::version, LogField::correlation};
  return all;
}

/// The signals that can come in this architecture: without a backup none fails.
std::vector<Signal> wanted_signals(const Architecture& architecture) {
  std::vector<Signal> wanted;
  const auto& functions = architecture.functions;
  if (!architecture.backups.empty()) wanted.push_back(Signal::backup_failed);
  if (std::any_of(functions.begin(), functions.end(),
                  [](const Function& function) { return function.failure_destination; }))
    wanted.push_back(Signal::dead_letters);
  if (std::any_of(functions.begin(), functions.end(),
                  [](const Function& function) { return function.called_by_events; }))
    wanted.push_back(Signal::events_dropped);
  if (!functions.empty()) wanted.push_back(Signal::throttles);
  if (!architecture.log_groups.empty()) wanted.push_back(Signal::log_errors);
  if (!architecture.volumes.empty()) wanted.push_back(Signal::disk_used);
  if (std::any_of(architecture.topics.begin(), architecture.topics.end(),
                  [](const Topic& topic) { return topic.heard; }))
    wanted.push_back(Signal::notices_lost);
  return wanted;
}

}  // namespace

std::vector<LogOperation> unrecorded_operations(const Owners& owners, const Flow& flow) {
  const auto& architecture = owners.architecture();
  const auto* const group = group_named(architecture, flow.log_group);
  auto missing = wanted_operations(owners, flow);
  std::erase_if(missing, [&](LogOperation operation) {
    const bool logged = group != nullptr && contains(group->operations, operation) &&
                        functions_record(owners, flow, operation);
    return logged || is_in_trail(architecture, flow, operation);
  });
  return missing;
}

const Function* function_without_log(const Owners& owners, const Flow& flow) {
  const auto functions = owners.functions_of(flow);
  const auto silent = std::find_if(functions.begin(), functions.end(),
                                   [](const Function* function) { return function->log_group.empty(); });
  return silent == functions.end() ? nullptr : *silent;
}

std::vector<LogOperation> unlogged_operations(const Owners& owners, const Flow& flow) {
  auto unlogged = wanted_operations(owners, flow);
  const auto functions = owners.functions_of(flow);
  std::erase_if(unlogged, [&](LogOperation operation) {
    return std::none_of(functions.begin(), functions.end(), [&](const Function* function) {
      return function->log_group.empty() && is_done_by(*function, operation);
    });
  });
  return unlogged;
}

std::vector<LogField> missing_fields(const LogGroup& group) {
  std::vector<LogField> missing;
  std::copy_if(wanted_fields().begin(), wanted_fields().end(), std::back_inserter(missing),
               [&](LogField field) { return !contains(group.contents, field); });
  return missing;
}

void check_logged_operations(const Judge& judge) {
  for (const auto& flow : judge.architecture().flows) judge_operations(judge, flow);
}

void check_object_trail(const Judge& judge) {
  for (const auto& bucket : judge.architecture().buckets) {
    if (bucket.role != BucketRole::other) judge_object_trail(judge, bucket);
  }
}

/// Without a trail records may lie in a locked bucket all the same: those of each flow, to which its group is exported. Null if they do not.
const LogGroup* first_locked_group(const Judge& judge) {
  const LogGroup* first = nullptr;
  for (const auto& flow : judge.architecture().flows) {
    const auto* const group = group_named(judge.architecture(), flow.log_group);
    if (group == nullptr || !is_locked(judge, group->exported_to)) return nullptr;
    if (first == nullptr) first = group;
  }
  return first;
}

/// Of an architecture without a trail.
void judge_exported_records(const Judge& judge) {
  const auto* const group = first_locked_group(judge);
  auto finding = judge.open("", "cloudtrail", group == nullptr ? Location{} : group->where);
  finding.n = 1;
  finding.expected = "validated files, or a locked bucket";
  if (group == nullptr) {
    finding.key = "cloudtrail";
    finding.status = Status::fail;
    finding.actual = "no trail";
    finding.message = "There is no trail, so nothing proves that records of requests are unchanged.";
  } else {
    finding.key = path_of("cloudwatch_logs", group->name) + ".export";
    finding.status = Status::pass;
    finding.actual = "records in a locked bucket";
    finding.message = "There is no trail, but the records of each flow are exported to a locked bucket.";
  }
  judge.close(std::move(finding));
}

void check_log_integrity(const Judge& judge) {
  const auto& trails = judge.architecture().trails;
  if (trails.empty()) return judge_exported_records(judge);
  const auto is_sound = [&](const Trail& trail) {
    return trail.validates_files || is_locked(judge, trail.to_bucket);
  };
  const auto unsound = std::find_if_not(trails.begin(), trails.end(), is_sound);
  const auto deciding = unsound == trails.end() ? trails.begin() : unsound;
  const bool sound = unsound == trails.end();
  auto finding = judge.open("", "cloudtrail", deciding->where);
  finding.n = trails.size();
  finding.status = sound ? Status::pass : Status::fail;
  finding.expected = "validated files, or a locked bucket";
  finding.key = fmt::format("cloudtrail.{}.{}", deciding->name,
                            sound && !deciding->validates_files ? "to" : "log_file_validation");
  finding.actual = !sound                      ? "files that can be changed unnoticed"
                   : deciding->validates_files ? "validated files"
                                               : "files in a locked bucket";
  finding.message = fmt::format("The trail has {}.", finding.actual);
  judge.close(std::move(finding));
}

void check_log_fields(const Judge& judge) {
  for (const auto& group : judge.architecture().log_groups) {
    auto finding = judge.open(judge.owners().flow_of_log_group(group.name),
                              path_of("cloudwatch_logs", group.name), group.where);
    const auto missing = missing_fields(group);
    finding.n = wanted_fields().size();
    finding.expected = names_of(wanted_fields());
    if (group.contents.empty()) {
      finding.message = "The log group does not say what its records hold.";
    } else {
      finding.status = missing.empty() ? Status::pass : Status::fail;
      finding.count = missing.size();
      finding.actual = names_of(group.contents);
      finding.message = missing.empty() ? "Records say everything that is asked for."
                                        : fmt::format("Records do not say: {}.", keys_of(missing));
    }
    judge.close(std::move(finding));
  }
}

void check_alarms(const Judge& judge) {
  const auto& architecture = judge.architecture();
  const auto wanted = wanted_signals(architecture);
  if (wanted.empty()) return;
  std::vector<Signal> missing;
  std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(missing), [&](Signal signal) {
    return std::none_of(architecture.alarms.begin(), architecture.alarms.end(), [&](const Alarm& alarm) {
      return alarm.has_action && contains(alarm.signals, signal);
    });
  });
  auto finding = judge.open("", "cloudwatch_alarms",
                            architecture.alarms.empty() ? Location{} : architecture.alarms.front().where);
  finding.key = missing.empty() ? "cloudwatch_alarms" : deciding_alarm(architecture, missing.front());
  finding.n = wanted.size();
  finding.count = missing.size();
  finding.status = missing.empty() ? Status::pass : Status::fail;
  finding.expected = fmt::format("an alarm with an action on {}", names_of(wanted));
  finding.actual = missing.empty() ? finding.expected : fmt::format("none on {}", names_of(missing));
  finding.message = missing.empty() ? "Every signal of a failing control has an alarm that tells somebody."
                                    : fmt::format("No alarm tells anybody of: {}.", keys_of(missing));
  judge.close(std::move(finding));
}

}  // namespace garoa::compliance

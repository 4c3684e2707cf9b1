#include "sim/scenario/complete.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/backup/snapshot_settings.hpp"
#include "models/catalog/region.hpp"
#include "models/s3/replication_settings.hpp"

namespace garoa {
namespace {

/// Files of one name in several folders: the later one bears its path.
void tell_apart(std::vector<compliance::Profile>& profiles, const std::string& path) {
  const auto is_taken = [&](const compliance::Profile& other) { return other.name == profiles.back().name; };
  if (std::any_of(profiles.begin(), profiles.end() - 1, is_taken) && compliance::is_profile_file(path))
    profiles.back().name = path.substr(0, path.rfind('.'));
}

/// Files are looked for beside the scenario, those of the command line where it was given.
void read_profiles(Scenario& s, const std::vector<std::string>& named, const std::string& directory,
                   Catalogue& catalogue) {
  auto wanted = named.empty() ? s.policy.profiles : named;
  if (wanted.empty()) wanted.emplace_back("default");
  for (const auto& name : wanted) {
    s.profiles.push_back(
        compliance::load_profile(catalogue, name, s.policy.where, named.empty() ? directory : ""));
    tell_apart(s.profiles, name);
  }
  // By the names that they bear in findings; a file of the user's by its path, as it is found again.
  s.provenance.profiles = named;
  for (std::size_t i = 0; i < named.size(); ++i) {
    if (!compliance::is_profile_file(named[i])) s.provenance.profiles[i] = s.profiles[i].name;
  }
}

void read_country(Scenario& s, const std::string& region, Catalogue& catalogue) {
  const auto& own = s.billing.own;
  if (const auto known = find_region(catalogue, region)) {
    s.countries[region] = known->country;
  } else if (own.region == region && !own.country.empty()) {
    s.countries[region] = own.country;
  }
}

PriceBook prices_of(const std::string& region, const Scenario& s, Catalogue& catalogue) {
  const auto& own = s.billing.own;
  const bool replaced = own.given() && (own.region.empty() ? s.region : own.region) == region;
  return PriceBook::load(catalogue, region, {s.billing.price_date, replaced ? &own : nullptr});
}

void read_prices(Scenario& s, Catalogue& catalogue) {
  const auto& own = s.billing.own;
  const auto load = [&](const std::string& region) { return prices_of(region, s, catalogue); };
  s.prices = load(s.region);
  read_country(s, s.region, catalogue);
  for (const auto& [resource, region] : regions_elsewhere(s)) {
    read_country(s, region, catalogue);
    if (!s.prices_elsewhere.contains(region)) s.prices_elsewhere.emplace(region, load(region));
  }
  if (own.given() && !own.region.empty() && own.region != s.region &&
      !s.prices_elsewhere.contains(own.region))
    catalogue.diagnostics().error(
        own.root.find("region")->value.where,
        fmt::format("prices of {}, but nothing of the scenario is there", own.region));
  if (s.free_tier) s.free_allowances = read_free_tier(catalogue);
}

/// Does somebody learn of what the bucket's events tell?
bool is_listened_to(const Scenario& s, const std::string& bucket) {
  const auto listens = [&](const ObjectTrigger& trigger) { return trigger.bucket.name == bucket; };
  return std::any_of(s.lambda.begin(), s.lambda.end(), [&](const auto& f) { return listens(f.trigger); }) ||
         std::any_of(s.sns.begin(), s.sns.end(), [&](const auto& topic) { return listens(topic.objects); }) ||
         std::any_of(s.sqs.begin(), s.sqs.end(), [&](const auto& queue) { return listens(queue.objects); });
}

/// Are there copies of a volume's files in the bucket, or replicas of its objects elsewhere?
bool has_copies(const Scenario& s, const BucketSettings& bucket) {
  return bucket.replication || std::any_of(s.backup.begin(), s.backup.end(),
                                           [&](const auto& job) { return job.to.name == bucket.name; });
}

/// Does somebody get its objects?
bool is_read(const Scenario& s, const BucketSettings& bucket) {
  const auto reads = [&](const FunctionSettings& f) {
    return f.trigger.bucket.name == bucket.name || (f.reads && f.reads->bucket.name == bucket.name);
  };
  return has_copies(s, bucket) || std::any_of(s.lambda.begin(), s.lambda.end(), reads) ||
         std::any_of(s.flows.begin(), s.flows.end(),
                     [](const auto& flow) { return flow.requests().size() > 1; });
}

/// Does a function look up in the table what it has done?
bool is_read(const Scenario& s, const TableSettings& table) {
  return std::any_of(s.lambda.begin(), s.lambda.end(), [&](const auto& f) {
    const auto& noted_in = f.dedup_table.given() ? f.dedup_table : f.writes_to;
    return f.idempotency == Idempotency::dedup_table && noted_in.name == table.name;
  });
}

const Reference& topic_of(const FunctionSettings& function) {
  return function.trigger.topic;
}
const Reference& topic_of(const QueueSettings& queue) {
  return queue.topic;
}

/// Have some of the functions or queues the topic as their source?
template <class Settings>
bool some_listen(const std::vector<Settings>& list, const std::string& topic) {
  return std::any_of(list.begin(), list.end(),
                     [&](const Settings& settings) { return topic_of(settings).name == topic; });
}

/// Does the scenario have what a figure was asked for?
class Conditions {
 public:
  explicit Conditions(const Scenario& s) : architecture_{architecture_of(s)} {
    there_["lambda"] = !s.lambda.empty();
    there_["cloudwatch_logs"] = !s.cloudwatch_logs.empty();
    there_["kms"] = s.kms.keys > 0;
    for (const auto& bucket : s.s3) {
      const auto path = "s3." + bucket.name;
      there_[path + ".events"] = is_listened_to(s, bucket.name);
      there_[path + ".readers"] = is_read(s, bucket);
      there_[path + ".copies"] = has_copies(s, bucket);
      there_[path + ".restores_within"] = bucket.replication.has_value();
    }
    for (const auto& table : s.dynamodb) there_["dynamodb." + table.name + ".readers"] = is_read(s, table);
    for (const auto& topic : s.sns) {
      there_[fmt::format("sns.{}.lambda", topic.name)] = some_listen(s.lambda, topic.name);
      there_[fmt::format("sns.{}.sqs", topic.name)] = some_listen(s.sqs, topic.name);
    }
    for (const auto& profile : s.profiles) {
      for (const auto& entry : profile.controls)
        there_["control " + entry.control->id] = compliance::applies(*entry.control, architecture_);
    }
  }
  [[nodiscard]] bool operator()(const std::string& condition) const {
    const auto found = there_.find(condition);
    return found != there_.end() && found->second;
  }

 private:
  compliance::Architecture architecture_;
  std::map<std::string, bool> there_;
};

void list_assumptions(Scenario& s, const Catalogue& catalogue) {
  const Conditions there{s};
  for (const auto& [service, figure] : catalogue.used_figures(std::cref(there))) {
    const auto& value = figure.in_force();
    if (value.basis == Basis::verified && !figure.has_range()) continue;
    s.assumptions.push_back({.service = service,
                             .name = figure.name,
                             .value = value.value,
                             .basis = std::string{name_of(value.basis)},
                             .source = value.source,
                             .note = value.note,
                             .low = figure.low ? figure.low->value : "",
                             .high = figure.high ? figure.high->value : "",
                             .assumed = figure.has_range() ? std::string{name_of(figure.assumed)} : ""});
  }
}

}  // namespace

std::map<std::string, std::string> regions_elsewhere(const Scenario& s) {
  std::map<std::string, std::string> regions;
  for (const auto& bucket : s.s3) {
    if (bucket.replication) regions[replica_of(bucket.name)] = bucket.replication->region;
  }
  for (const auto* const jobs : {&s.backup, &s.bucket_backups}) {
    for (const auto& job : *jobs) {
      for (const auto& copy : job.snapshot.copies) regions[copy_of(job.name, copy)] = copy.region;
    }
  }
  std::erase_if(regions, [](const auto& entry) { return entry.second.empty(); });
  return regions;
}

std::vector<std::string> Scenario::replaced_profiles() const {
  std::vector<std::string> names;
  for (const auto& profile : profiles) {
    if (profile.edited) names.push_back(profile.name);
  }
  return names;
}

void check_completion(const Scenario& s, const std::vector<std::string>& profiles,
                      const std::string& directory, Catalogue& catalogue) {
  const auto has = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  const auto known = compliance::profile_names(catalogue.files());
  for (const auto& name : profiles.empty() ? s.policy.profiles : profiles) {
    if (compliance::is_profile_file(name) || has(known, name))
      (void)compliance::load_profile(catalogue, name, s.policy.where, profiles.empty() ? directory : "");
  }
  auto regions = regions_elsewhere(s);
  regions.emplace("", s.region);
  const auto priced = priced_regions(catalogue.files());
  for (const auto& [resource, region] : regions) {
    if (has(priced, region) || (s.billing.own.given() && s.billing.own.region == region))
      (void)prices_of(region, s, catalogue);
  }
}

void complete(Scenario& s, const std::vector<std::string>& profiles, const std::string& directory,
              Catalogue& catalogue) {
  read_profiles(s, profiles, directory, catalogue);
  read_prices(s, catalogue);
  list_assumptions(s, catalogue);
  for (const auto& file : catalogue.files().replaced())
    s.provenance.models.push_back({.name = file.path, .sha256 = file.sha256});
  for (const auto& file : catalogue.inputs())
    s.provenance.inputs.push_back({.name = file.path, .sha256 = file.sha256});
}

}  // namespace garoa

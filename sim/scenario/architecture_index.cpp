#include "sim/scenario/architecture_index.hpp"

#include <algorithm>

namespace garoa {
namespace {

/// Does some upload to the bucket use multipart? Decided on a thousand documents of each flow, like the run's
/// own.
bool sends_multipart(const Scenario& s, const std::string& bucket, const ArchitectureIndex::Flows& flows) {
  constexpr std::uint64_t looked_at = 1000;
  const auto* const settings = find_named(s.s3, bucket);
  if (settings == nullptr) return false;
  for (const auto* const flow : flows) {
    const auto facts = flow->facts();
    const auto threshold = settings->client.multipart_threshold.value_or(facts.multipart_threshold);
    const SizeModel sizes{flow->common().size};
    const Stream stream{s.seed, "flows." + flow->common().name + ".size"};
    const std::uint64_t count = std::holds_alternative<ConstantSize>(flow->common().size) ? 1 : looked_at;
    for (std::uint64_t id = 0; id < count; ++id) {
      if (sizes.bytes(stream, id) >= threshold.count()) return true;
    }
  }
  return false;
}

template <class T>
T found_or_empty(const std::map<std::string, T>& map, const std::string& name) {
  const auto found = map.find(name);
  return found == map.end() ? T{} : found->second;
}

}  // namespace

ArchitectureIndex::ArchitectureIndex(const Scenario& s) : ways{s} {
  using compliance::BucketRole;
  for (const auto& flow : s.flows) {
    const auto facts = flow.facts();
    if (facts.bucket.given()) flows_into[facts.bucket.name].push_back(&flow);
    if (facts.function.given()) calling[facts.function.name].push_back(&flow);
    if (!facts.waits_for_function) called_without_waiting.insert(facts.function.name);
  }
  for (const auto& [bucket, flows] : flows_into) {
    roles.try_emplace(bucket, BucketRole::documents);
    multipart[bucket] = sends_multipart(s, bucket, flows);
  }
  for (const auto& job : s.backup) roles.try_emplace(job.to.name, BucketRole::backup);
  for (const auto& function : s.lambda) {
    roles.try_emplace(function.writes_to.name, BucketRole::results);
    const auto* const source = object_source_of(s, function);
    if (source == nullptr) continue;
    first_functions.try_emplace(source->bucket.name, function.name);
    triggers[source->bucket.name].push_back(source);
  }
  for (const auto& [bucket, filters] : triggers)
    taken[bucket] = keys_taken_by(flows_to(bucket), filters, FiltersMatch::any).matched;
}

compliance::BucketRole ArchitectureIndex::role_of(const std::string& bucket) const {
  const auto found = roles.find(bucket);
  return found == roles.end() ? compliance::BucketRole::other : found->second;
}

ArchitectureIndex::Flows ArchitectureIndex::flows_to(const std::string& bucket) const {
  return found_or_empty(flows_into, bucket);
}

ArchitectureIndex::Flows ArchitectureIndex::flows_of(const FunctionSettings& function,
                                                     const std::string& trigger_bucket) const {
  auto flows = found_or_empty(calling, function.name);
  const auto into = trigger_bucket.empty() ? Flows{} : flows_to(trigger_bucket);
  flows.insert(flows.end(), into.begin(), into.end());
  return flows;
}

std::uint64_t ArchitectureIndex::taken_keys(const std::string& bucket) const {
  return found_or_empty(taken, bucket);
}

}  // namespace garoa

#include "sim/scenario/copy_usage.hpp"

#include <algorithm>
#include <cmath>

#include "models/s3/storage_meters.hpp"

namespace garoa {
namespace {

/// One, or those of a multipart upload: creation, parts, completion.
double puts_of_each(const Scenario& s, const BucketSettings& bucket, double mean) {
  const auto job = std::find_if(s.backup.begin(), s.backup.end(),
                                [&](const BackupSettings& one) { return one.to.name == bucket.name; });
  if (job == s.backup.end()) return 1;
  const auto& tool = job->file_copy.tool;
  const auto threshold = bucket.client.multipart_threshold.value_or(tool.multipart_threshold);
  const auto part = bucket.client.multipart_part.value_or(tool.multipart_part);
  if (mean < static_cast<double>(threshold.count()) || part.count() == 0) return 1;
  return std::ceil(mean / static_cast<double>(part.count())) + 2;
}

/// A replica is read with the original's key and written with its own.
double calls_of_keys(const BucketSettings& bucket, double puts) {
  const auto& replication = bucket.replication;
  const auto encryption =
      replication && replication->encryption ? *replication->encryption : bucket.encryption;
  const bool keyed = encryption == BucketEncryption::sse_kms || encryption == BucketEncryption::dsse_kms;
  const double a_call = std::max(1.0, static_cast<double>(bucket.requests_per_kms_call));
  double calls = bucket.requests_per_kms_call > 0 ? puts : 0;
  if (replication && bucket.requests_per_kms_call > 0) calls += 1;
  if (replication && keyed) calls += 1;
  return calls / a_call;
}

}  // namespace

std::pair<std::string, Meter> way_to_s3(const Scenario& s) {
  if (s.vpc.s3_access == S3Access::nat_gateway) return {"vpc.nat_gateway", Meter::nat_gateway_bytes};
  if (s.vpc.s3_access == S3Access::interface_endpoint)
    return {"vpc.endpoints.s3", Meter::interface_endpoint_bytes};
  return {{}, Meter::nat_gateway_bytes};
}

bool is_put_into(const Scenario& s, const std::string& bucket) {
  return std::any_of(s.flows.begin(), s.flows.end(),
                     [&](const FlowSettings& flow) { return flow.facts().bucket.name == bucket; }) ||
         std::any_of(s.lambda.begin(), s.lambda.end(),
                     [&](const FunctionSettings& function) { return function.writes_to.name == bucket; });
}

UseOfCopies use_of_copies(const Scenario& s, const BucketSettings& bucket, const std::string& resource,
                          Meter meter, double mean) {
  const double puts = puts_of_each(s, bucket, mean);
  const auto& replication = bucket.replication;
  if (std::pair{resource, meter} == way_to_s3(s)) return {0, 1};
  if (resource == "kms.keys" && meter == Meter::kms_requests) return {calls_of_keys(bucket, puts), 0};
  if (replication && resource == replica_of(bucket.name)) {
    const auto storage = replica_storage(bucket.storage, *replication);
    return {meter == meters_of(storage.upload_class).put ? 1.0 : 0.0, 0};
  }
  if (resource != "s3." + bucket.name) return {};
  if (meter == meters_of(bucket.storage.upload_class).put) return {puts, 0};
  if (meter == Meter::s3_dual_layer_encrypted_bytes && bucket.encryption == BucketEncryption::dsse_kms)
    return {0, 1};
  const bool leaves_region = replication && !replication->region.empty();
  if (meter == Meter::transfer_region_bytes && leaves_region) return {0, 1};
  if (meter == Meter::s3_replication_time_control_bytes && replication && replication->time_control)
    return {0, 1};
  return {};
}

std::vector<std::pair<std::string, Meter>> meters_of_copies(const Scenario& s, const BucketSettings& bucket) {
  const auto own = "s3." + bucket.name;
  std::vector<std::pair<std::string, Meter>> all{{own, meters_of(bucket.storage.upload_class).put},
                                                 {own, Meter::s3_dual_layer_encrypted_bytes},
                                                 {own, Meter::transfer_region_bytes},
                                                 {own, Meter::s3_replication_time_control_bytes},
                                                 {"kms.keys", Meter::kms_requests}};
  if (bucket.replication) {
    const auto storage = replica_storage(bucket.storage, *bucket.replication);
    all.emplace_back(replica_of(bucket.name), meters_of(storage.upload_class).put);
  }
  if (const auto way = way_to_s3(s); !way.first.empty()) all.push_back(way);
  std::erase_if(all, [&](const auto& used) {
    const auto use = use_of_copies(s, bucket, used.first, used.second, 0);
    return use.of_each == 0 && use.of_byte == 0;
  });
  return all;
}

}  // namespace garoa

#include "sim/scenario/principal_uses.hpp"

#include <algorithm>
#include <utility>

#include "sim/scenario/event_graph.hpp"

namespace garoa {
namespace {

using compliance::Use;

Use of_objects(std::string action, const std::string& bucket) {
  return {{std::move(action)}, "s3", bucket + "/", "s3." + bucket};
}

Use of_records(const std::string& group) {
  return {{"logs:PutLogEvents"}, "logs", "log-group:" + group, "cloudwatch_logs." + group};
}

Use of_messages(const std::string& queue) {
  return {{"sqs:SendMessage"}, "sqs", queue, "sqs." + queue};
}

/// A write to whatever has that name: an object, an item, a message.
void add_write(const Scenario& s, const std::string& name, std::vector<Use>& uses) {
  if (find_named(s.s3, name) != nullptr) uses.push_back(of_objects("s3:PutObject", name));
  if (find_named(s.dynamodb, name) != nullptr)
    uses.push_back({{"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:TransactWriteItems"},
                    "dynamodb",
                    "table/" + name,
                    "dynamodb." + name});
}

/// Destinations are sent to with the function's own role.
void add_sent(const Scenario& s, const std::string& name, std::vector<Use>& uses) {
  if (find_named(s.sqs, name) != nullptr) uses.push_back(of_messages(name));
  if (find_named(s.sns, name) != nullptr) uses.push_back({{"sns:Publish"}, "sns", name, "sns." + name});
  if (find_named(s.lambda, name) != nullptr)
    uses.push_back({{"lambda:InvokeFunction"}, "lambda", "function:" + name, "lambda." + name});
  if (find_named(s.s3, name) != nullptr) uses.push_back(of_objects("s3:PutObject", name));
}

/// Is what the use is of encrypted with a key of KMS, as far as the scenario says? Of tables it does not say with which.
bool is_under_key(const Scenario& s, const Use& use) {
  const auto name = use.resource.substr(use.resource.find('.') + 1);
  const auto is_kms = [](BucketEncryption encryption) {
    return encryption == BucketEncryption::sse_kms || encryption == BucketEncryption::dsse_kms;
  };
  const auto* const bucket = use.service == "s3" ? find_named(s.s3, name) : nullptr;
  const auto* const topic = use.service == "sns" ? find_named(s.sns, name) : nullptr;
  const auto* const queue = use.service == "sqs" ? find_named(s.sqs, name) : nullptr;
  const auto* const table = use.service == "dynamodb" ? find_named(s.dynamodb, name) : nullptr;
  return (bucket != nullptr && is_kms(bucket->encryption)) || (topic != nullptr && topic->kms) ||
         (queue != nullptr && queue->kms) || (table != nullptr && table->encrypted);
}

/// Of their keys: who reads has them decrypt data keys, who writes has them make some, and decrypts those of uploads in parts.
std::vector<Use> with_keys(const Scenario& s, std::vector<Use> uses) {
  const auto asked = uses.size();
  for (std::size_t i = 0; i < asked; ++i) {
    if (!is_under_key(s, uses[i])) continue;
    const bool reads = uses[i].actions.front() == "s3:GetObject" || uses[i].service == "sqs";
    uses.push_back({{"kms:Decrypt"}, "kms", "key/", uses[i].resource, false});
    if (!reads || uses[i].actions.front() == "sqs:SendMessage")
      uses.back().actions.push_back("kms:GenerateDataKey");
  }
  return uses;
}

/// What AWS Backup asks of a bucket beside the contents of its objects, by its managed policies for S3: for a copy, and for its way back.
/// These let a restore delete objects too, which no copy needs: not here.
const std::vector<std::string> of_bucket_backup{
    "s3:GetObjectAcl",          "s3:GetObjectVersionTagging",    "s3:GetObjectVersionAcl",
    "s3:GetObjectTagging",      "s3:GetInventoryConfiguration",  "s3:PutInventoryConfiguration",
    "s3:ListBucketVersions",    "s3:GetBucketVersioning",        "s3:GetBucketNotification",
    "s3:PutBucketNotification", "s3:GetBucketTagging",           "s3:GetBucketAcl",
    "s3:PutObjectAcl",          "s3:PutObjectVersionAcl",        "s3:PutObjectTagging",
    "s3:PutBucketVersioning",   "s3:GetBucketOwnershipControls", "s3:PutBucketOwnershipControls"};

/// Only a restore needs it.
Use of_restore(Use use) {
  use.must = false;
  return use;
}

}  // namespace

std::vector<Use> uses_of(const Scenario& s, const FunctionSettings& settings) {
  std::vector<Use> uses;
  if (const auto* const source = object_source_of(s, settings))
    uses.push_back(of_objects("s3:GetObject", source->bucket.name));
  if (settings.reads) uses.push_back(of_objects("s3:GetObject", settings.reads->bucket.name));
  add_write(s, settings.writes_to.name, uses);
  add_write(s, settings.dedup_table.name, uses);
  const auto& dead_letter = settings.destinations.dead_letter.name;
  const bool is_plain_queue =
      find_named(s.sqs, dead_letter) == nullptr && find_named(s.sns, dead_letter) == nullptr;
  if (!dead_letter.empty() && is_plain_queue) uses.push_back(of_messages(dead_letter));
  for (const auto* const sent : {&settings.notifies, &settings.destinations.dead_letter,
                                 &settings.destinations.on_failure, &settings.destinations.on_success})
    add_sent(s, sent->name, uses);
  if (settings.logs.group.given()) uses.push_back(of_records(settings.logs.group.name));
  const auto& queue = settings.trigger.queue.name;
  for (const auto* const action : {"sqs:ReceiveMessage", "sqs:DeleteMessage"})
    if (!queue.empty()) uses.push_back({{action}, "sqs", queue, "sqs." + queue});
  return with_keys(s, std::move(uses));
}

std::vector<Use> uses_of(const Scenario& s, const compliance::Architecture& architecture,
                         const std::string& app) {
  std::vector<Use> uses;
  for (const auto& flow : architecture.flows) {
    if (std::find(flow.apps.begin(), flow.apps.end(), app) == flow.apps.end()) continue;
    if (!flow.log_group.empty()) uses.push_back(of_records(flow.log_group));
    for (const auto& job : architecture.backups) {
      const auto& volumes = flow.volumes;
      // A job with a role of its own copies with that.
      if (job.to_bucket.empty() || job.role ||
          std::find(volumes.begin(), volumes.end(), job.from_volume) == volumes.end())
        continue;
      uses.push_back(of_objects("s3:PutObject", job.to_bucket));
      uses.push_back(of_restore(of_objects("s3:GetObject", job.to_bucket)));
    }
  }
  return with_keys(s, std::move(uses));
}

/// What EBS calls a volume is not known: any will do.
std::vector<Use> uses_of(const Scenario& s, const compliance::BackupJob& job) {
  if (!job.to_bucket.empty()) {
    return with_keys(s, {of_objects("s3:PutObject", job.to_bucket),
                         of_restore(of_objects("s3:GetObject", job.to_bucket))});
  }
  if (job.from_bucket.empty())
    return {{{"ec2:CreateSnapshot", "ec2:CreateSnapshots"}, "ec2", "volume/", "ebs." + job.from_volume}};
  auto read = of_objects("s3:GetObject", job.from_bucket);
  read.actions.emplace_back("s3:GetObjectVersion");
  return with_keys(s, {std::move(read),
                       {of_bucket_backup, "s3", job.from_bucket + "/", "s3." + job.from_bucket, false},
                       of_restore(of_objects("s3:PutObject", job.from_bucket))});
}

}  // namespace garoa

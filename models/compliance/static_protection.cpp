// Encryption and TLS (S-DP-01 to 05).
#include <fmt/format.h>

#include <algorithm>

#include "models/compliance/lookup.hpp"
#include "models/compliance/static_checks.hpp"

namespace garoa::compliance {
namespace {

std::string_view name_of_encryption(Encryption encryption) {
  switch (encryption) {
    case Encryption::none:
      return "none";
    case Encryption::sse_s3:
      return "SSE-S3";
    case Encryption::sse_kms:
      return "SSE-KMS";
    case Encryption::dsse_kms:
      return "DSSE-KMS";
  }
  return "none";
}

struct Answer {
  bool good;
  std::string actual;
  std::string expected;
};

void close_answer(const Judge& judge, Finding finding, Answer answer) {
  finding.status = answer.good ? Status::pass : Status::fail;
  finding.message =
      fmt::format("{} is {}; expected is {}.", finding.resource, answer.actual, answer.expected);
  finding.n = 1;
  finding.actual = std::move(answer.actual);
  finding.expected = std::move(answer.expected);
  judge.close(std::move(finding));
}

template <class Ask>
void ask_every_bucket(const Judge& judge, const Ask& ask) {
  for (const auto& bucket : judge.architecture().buckets) {
    auto finding =
        judge.open(judge.owners().flow_of_bucket(bucket.name), path_of("s3", bucket.name), bucket.where);
    close_answer(judge, std::move(finding), ask(bucket));
  }
}

}  // namespace

void check_volume_encryption(const Judge& judge) {
  const bool own_key = judge.flag("require_customer_key");
  for (const auto& volume : judge.architecture().volumes) {
    const auto* state = !volume.encrypted ? "not encrypted"
                                          : (volume.customer_key ? "encrypted with a customer key"
                                                                 : "encrypted with AWS's key");
    auto finding =
        judge.open(judge.owners().flow_of_volume(volume.name), path_of("ebs", volume.name), volume.where);
    if (volume.encrypted && own_key) finding.key = finding.resource + ".customer_key";
    close_answer(judge, std::move(finding),
                 {volume.encrypted && (!own_key || volume.customer_key), state,
                  own_key ? "encrypted with a customer key" : "encrypted"});
  }
}

void check_store_encryption(const Judge& judge) {
  const bool kms = judge.flag("require_kms");
  ask_every_bucket(judge, [&](const Bucket& bucket) -> Answer {
    const bool has_kms =
        bucket.encryption == Encryption::sse_kms || bucket.encryption == Encryption::dsse_kms;
    return {kms ? has_kms : bucket.encryption != Encryption::none,
            fmt::format("with encryption {}", name_of_encryption(bucket.encryption)),
            kms ? "with encryption SSE-KMS or DSSE-KMS" : "with any server-side encryption"};
  });
  for (const auto& table : judge.architecture().tables) {
    close_answer(judge, judge.open("", path_of("dynamodb", table.name), table.where),
                 {table.encrypted, table.encrypted ? "encrypted" : "not encrypted", "encrypted"});
  }
}

/// Those of a flow's instances that take its documents.
void check_tls_of_instances(const Judge& judge, const Flow& flow) {
  for (const auto& instance : judge.architecture().instances) {
    if (std::find(flow.apps.begin(), flow.apps.end(), instance.name) == flow.apps.end()) continue;
    auto finding = judge.open(path_of(flow), path_of("ec2", instance.name), instance.where);
    if (instance.tls) {
      close_answer(judge, std::move(finding),
                   {*instance.tls, *instance.tls ? "open to TLS only" : "open to requests without TLS",
                    "open to TLS only"});
      continue;
    }
    finding.message = "Whether the application accepts TLS only is not declared.";
    judge.close(std::move(finding));
  }
}

void check_tls(const Judge& judge) {
  ask_every_bucket(judge, [](const Bucket& bucket) -> Answer {
    return {bucket.tls_only, bucket.tls_only ? "open to TLS only" : "open to requests without TLS",
            "open to TLS only"};
  });
  for (const auto& flow : judge.architecture().flows) check_tls_of_instances(judge, flow);
}

void check_log_encryption(const Judge& judge) {
  for (const auto& group : judge.architecture().log_groups) {
    close_answer(
        judge,
        judge.open(judge.owners().flow_of_log_group(group.name), path_of("cloudwatch_logs", group.name),
                   group.where),
        {group.kms, group.kms ? "encrypted with KMS" : "not encrypted with KMS", "encrypted with KMS"});
  }
  for (const auto& topic : judge.architecture().topics) {
    close_answer(
        judge, judge.open("", path_of("sns", topic.name), topic.where),
        {topic.kms, topic.kms ? "encrypted with KMS" : "not encrypted with KMS", "encrypted with KMS"});
  }
  for (const auto& queue : judge.architecture().queues) {
    close_answer(judge, judge.open("", path_of("sqs", queue.name), queue.where),
                 {queue.encrypted, queue.encrypted ? "encrypted" : "not encrypted", "encrypted"});
  }
}

void check_copy_encryption(const Judge& judge) {
  const auto& architecture = judge.architecture();
  for (const auto& bucket : architecture.buckets) {
    if (bucket.replicated_to.empty()) continue;
    auto finding = judge.open(judge.owners().flow_of_bucket(bucket.name),
                              path_of("s3", bucket.name) + ".replica", bucket.where);
    finding.key = path_of("s3", bucket.name) + ".replication.encryption";
    close_answer(judge, std::move(finding),
                 {bucket.replica_encryption != Encryption::none,
                  fmt::format("with encryption {}", name_of_encryption(bucket.replica_encryption)),
                  "with any server-side encryption"});
  }
  for (const auto& job : architecture.backups) {
    const bool in_bucket = !job.to_bucket.empty();
    if (!job.from_bucket.empty()) {
      // AWS Backup encrypts them with the vault's key, whatever the bucket's objects are encrypted with.
      close_answer(judge, judge.open(judge.owners().flow_of_job(job), path_of("backup", job.name), job.where),
                   {true, "making encrypted recovery points of a bucket", "making encrypted copies"});
      continue;
    }
    const bool encrypted =
        in_bucket
            ? std::any_of(architecture.buckets.begin(), architecture.buckets.end(),
                          [&](const Bucket& bucket) {
                            return bucket.name == job.to_bucket && bucket.encryption != Encryption::none;
                          })
            : std::any_of(
                  architecture.volumes.begin(), architecture.volumes.end(),
                  [&](const Volume& volume) { return volume.name == job.from_volume && volume.encrypted; });
    const std::string copies = in_bucket ? "files in a bucket" : "snapshots of a volume";
    close_answer(judge, judge.open(judge.owners().flow_of_job(job), path_of("backup", job.name), job.where),
                 {encrypted, fmt::format("making {} {}", encrypted ? "encrypted" : "unencrypted", copies),
                  "making encrypted copies"});
  }
}

}  // namespace garoa::compliance

// What controls are told of a scenario: each bucket's role and settings, and what functions rely on.
#include <doctest/doctest.h>

#include <algorithm>

#include "sim/scenario/load.hpp"

namespace architecture_test {

using namespace garoa;
using compliance::BucketRole;

namespace {

constexpr const char* text = R"(garoa: 1
region: us-east-1
duration: 1 h
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, size: 100 GiB, encrypted: true } }
s3:
  inbox: { versioning: true, encryption: sse-kms, block_public_access: false, tls_only: true }
  results: { lifecycle: { expire_after: 90 d } }
  archive: { versioning: true, object_lock: { mode: compliance, retention: 1827 d }, replication: { account: other } }
  spare: {}
backup: { nightly: { from: documents, to: archive, schedule: cron(0 2 * * ? *) } }
lambda: { f: { trigger: { bucket: inbox, prefix: in/ }, runtime: python3.12, memory: 512 MB, timeout: 60 s, writes_to: results } }
flows:
  intake: { kind: ec2-ebs-s3, app: app, volume: documents, backup: nightly,
            uploads: { arrivals: { poisson: 1/s }, size: { constant: 1 kB } } }
  automation: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { poisson: 1/s }, size: { constant: 1 kB } } }
)";

compliance::Architecture architecture() {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  const auto scenario = load_scenario_text(text, "a.yaml", "", {}, files, diagnostics);
  REQUIRE_MESSAGE(scenario.has_value(), diagnostics.text());
  return architecture_of(*scenario);
}

template <class T>
const T& named(const std::vector<T>& list, const std::string& name) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const T& item) { return item.name == name; });
  REQUIRE(found != list.end());
  return *found;
}

}  // namespace

TEST_CASE("architecture: every bucket has the role that flows, backups and functions give it") {
  const auto facts = architecture();
  CHECK(named(facts.buckets, "inbox").role == BucketRole::documents);
  CHECK(named(facts.buckets, "results").role == BucketRole::results);
  CHECK(named(facts.buckets, "archive").role == BucketRole::backup);
  CHECK(named(facts.buckets, "spare").role == BucketRole::other);
}

TEST_CASE("architecture: a bucket's protection is told as it is declared") {
  const auto facts = architecture();
  const auto& inbox = named(facts.buckets, "inbox");
  CHECK(inbox.encryption == compliance::Encryption::sse_kms);
  CHECK_FALSE(inbox.block_public_access);
  CHECK(inbox.tls_only);
  CHECK(inbox.versioning);
  CHECK(inbox.lock == compliance::LockMode::none);
  CHECK(inbox.expiration_days == compliance::never);
  const auto& archive = named(facts.buckets, "archive");
  CHECK(archive.lock == compliance::LockMode::compliance);
  CHECK(archive.lock_days == 1827);
  CHECK(archive.replicated_to == "us-east-1");
  CHECK(archive.replica_in_other_account);
  CHECK(named(facts.buckets, "results").expiration_days == 90);
}

TEST_CASE("architecture: volumes, backups, functions and flows are told with what they work with") {
  const auto facts = architecture();
  CHECK(named(facts.volumes, "documents").encrypted);
  const auto& nightly = named(facts.backups, "nightly");
  CHECK(nightly.from_volume == "documents");
  CHECK(nightly.to_bucket == "archive");
  CHECK(nightly.longest_gap_s == 86400);
  const auto& function = named(facts.functions, "f");
  CHECK(function.trigger_bucket == "inbox");
  CHECK(function.trigger_prefix == "in/");
  CHECK(function.writes_to_bucket == "results");
  CHECK_FALSE(function.failure_destination);
  CHECK(named(facts.flows, "intake").volumes == std::vector<std::string>{"documents"});
  CHECK(named(facts.flows, "automation").bucket == "inbox");
  CHECK(named(facts.flows, "automation").function == "f");
}

}  // namespace architecture_test

#include "models/s3/replication.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "models/s3/storage_meters.hpp"

namespace garoa {
namespace {

/// Calls of KMS are the original's, unless only one of the two has a key of the customer's.
std::uint32_t requests_per_kms_call(const BucketSettings& source, BucketEncryption of_replicas) {
  const bool keyed = of_replicas == BucketEncryption::sse_kms || of_replicas == BucketEncryption::dsse_kms;
  return keyed ? std::max(1U, source.requests_per_kms_call) : 0;
}

BucketSettings replica_settings_of(const BucketSettings& source) {
  BucketSettings replica = source;
  replica.name += ".replica";
  replica.storage = replica_storage(source.storage, *source.replication);
  replica.object_lock = source.replication->object_lock;
  if (const auto encryption = source.replication->encryption) {
    replica.encryption = *encryption;
    replica.requests_per_kms_call = requests_per_kms_call(source, *encryption);
  }
  replica.replication.reset();
  return replica;
}

S3Door::Keys quota_of(const ReplicationSettings& settings) {
  const bool here = settings.region.empty() && settings.account == CopyAccount::same;
  return here ? S3Door::Keys::here : S3Door::Keys::elsewhere;
}

}  // namespace

Replication::Replication(const Run& run, const BucketSettings& bucket, S3Door& source, Kms* kms)
    : run_{run},
      settings_{*bucket.replication},
      source_door_{source},
      source_class_{bucket.storage.upload_class},
      replica_settings_{replica_settings_of(bucket)},
      replica_door_{run, replica_settings_, replica_of(bucket.name), kms, quota_of(settings_)},
      path_{fmt::format("s3.{}", bucket.name)},
      stream_{run.stream(path_ + ".replication")},
      source_{run.journal.intern(path_)},
      replica_{run.journal.intern(replica_of(bucket.name))},
      delays_{run},
      late_{run},
      retries_{run},
      replicas_{replica_settings_.storage} {
  if (settings_.existing) sampled_ = existing_.emplace(*settings_.existing, bucket).until(run.now());
  if (replica_settings_.storage.has_rules()) run.simulator.start(follow_days());
}

Process Replication::follow_days() {
  for (std::uint64_t days = 1;; ++days) {
    co_await run_.simulator.wait_until(static_cast<double>(days) * ObjectStore::day);
    replicas_.end_day(run_.now());
  }
}

Process Replication::replicate(Document document, Origin origin) {
  ++pending_;
  const double stored = run_.now();
  const double drawn = settings_.delay.quantile(stream_.uniform(document.entity()));
  const bool one_off = origin == Origin::before_the_run;
  const S3Request get{.operation = S3Operation::get,
                      .document = document,
                      .entity = document.entity(),
                      .purpose = Purpose{"replication: GET"},
                      .from = is_archive(source_class_) ? StorageClass::standard : source_class_,
                      .one_off = one_off,
                      .replicates = true};
  S3Request put = get;
  put.operation = S3Operation::put;
  put.purpose = Purpose{"replication: PUT"};
  const double requests = source_door_.latency_of(get) + replica_door_.latency_of(put);
  co_await run_.simulator.delay(std::max(drawn - requests, 0.0));
  co_await ask(source_door_, get);
  co_await ask(replica_door_, put);
  const double delay = run_.now() - stored;
  --pending_;
  delays_.add(delay);
  if (delay > settings_.threshold.count()) late_.add();
  replicas_.add(run_.now(), document.bytes);
  for (auto* const sum : {&unbilled_, &one_offs_}) {
    if (sum == &one_offs_ && !one_off) continue;
    sum->bytes += document.bytes;
  }
  if (origin != Origin::function) {
    run_.journal.report(events::DocumentReplicated{run_.now(), source_, document, stored,
                                                   settings_.account == CopyAccount::other});
  }
}

Task<> Replication::ask(S3Door& door, S3Request request) {
  for (;; ++request.attempt) {
    const auto answer = door.ask(request);
    co_await run_.simulator.delay(answer.seconds);
    if (answer.refusal == Refusal::none) co_return;
    retries_.add();
    if (&door == &source_door_) door.refused(request, answer.refusal);
    const auto pause = door.pause(request, answer.refusal, settings_.retry);
    if (!pause) throw SimulatorFault{"S3 gives up its own replication"};
    co_await run_.simulator.delay(*pause);
  }
}

void Replication::bill(NameId resource, Meter meter, std::uint64_t units, std::uint64_t one_off) {
  if (units > 0) run_.journal.report(events::Billed{resource, meter, units, one_off});
}

void Replication::sample_existing() {
  static constexpr std::array resources{".list", ".replication.copies", ".replica.requests_per_prefix"};
  const auto now = existing_->until(run_.now());
  const auto copied = now.objects - sampled_.objects;
  for (auto* const sum : {&unbilled_, &one_offs_}) {
    sum->puts += copied;
    sum->bytes += copied * existing_->bytes();
  }
  const double seconds = now.seconds - sampled_.seconds;
  if (seconds > 0) {
    const auto resource = path_ + resources[static_cast<std::size_t>(existing_->slowest())];
    run_.journal.report(events::Waited{run_.now(), source_, run_.journal.intern("replicate existing"),
                                       run_.journal.intern(resource), seconds, 0});
  }
  // In a class with a least size, small copies are billed as that.
  const auto& storage = replica_settings_.storage;
  const auto& rules = storage.rules[index_of(storage.upload_class)];
  const auto size = static_cast<double>(existing_->bytes());
  const double billed = std::max(size, static_cast<double>(rules.minimum_size.count())) +
                        static_cast<double>(rules.overhead.count());
  unbilled_byte_seconds_ += (now.byte_seconds - sampled_.byte_seconds) * (size > 0 ? billed / size : 0);
  if (sampled_.objects == 0 && copied > 0) bill(source_, Meter::s3_batch_jobs, 1, 1);
  bill(source_, Meter::s3_batch_objects, copied, copied);
  sampled_ = now;
}

Replication::Held Replication::held() const {
  Held all{replicas_.objects(), replicas_.bytes()};
  if (!existing_) return all;
  const auto copied = existing_->until(run_.now()).objects;
  return {all.objects + copied, all.bytes + copied * existing_->bytes()};
}

void Replication::sample() {
  if (existing_) sample_existing();
  replica_door_.sample();
  const auto& meters = meters_of(replica_settings_.storage.upload_class);
  bill_dues(replicas_.take_dues(run_.now()),
            [this](Meter meter, std::uint64_t units) { bill(replica_, meter, units); });
  const double due = std::floor(unbilled_byte_seconds_);
  unbilled_byte_seconds_ -= due;
  bill(replica_, meters.storage, static_cast<std::uint64_t>(due));
  const auto all = std::exchange(unbilled_, {});
  const auto once = std::exchange(one_offs_, {});
  bill(replica_, meters.put, all.puts, once.puts);
  if (!settings_.region.empty()) bill(source_, Meter::transfer_region_bytes, all.bytes, once.bytes);
  if (settings_.time_control) bill(source_, Meter::s3_replication_time_control_bytes, all.bytes, once.bytes);
}

void Replication::finish(const MetricsOf& metrics) const {
  metrics.add_count("replication.objects", delays_.histogram().count());
  metrics.add_count("replication.late", late_.count());
  metrics.add_count("replication.retries", retries_.count());
  metrics.add_count("replication.pending", pending_);
  metrics.add_distribution("replication.delay", delays_.histogram());
  replicas_.add_balance(metrics, "replica bytes");
  if (!existing_) return;
  metrics.add_count("replication.existing.objects", existing_->until(run_.now()).objects);
  if (existing_->end() >= 0 && existing_->end() <= run_.now())
    metrics.add("replication.existing.finished_at", existing_->end());
}

}  // namespace garoa

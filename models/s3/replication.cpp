#include "models/s3/replication.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "models/s3/bucket_settings.hpp"
#include "models/s3/storage_meters.hpp"

namespace garoa {
namespace {

/// Of the replicas: the class and its rules, not what the source's lifecycle does.
StorageSettings storage_of(const StorageSettings& source) {
  StorageSettings replicas;
  replicas.upload_class = source.upload_class;
  replicas.rules = source.rules;
  replicas.small = source.small;
  replicas.tiering = source.tiering;
  replicas.earlier = source.earlier;
  replicas.earlier.keys = 0;  // every version has its replica, and stays
  return replicas;
}

}  // namespace

Replication::Replication(const Run& run, const BucketSettings& bucket)
    : run_{run},
      settings_{*bucket.replication},
      path_{fmt::format("s3.{}", bucket.name)},
      stream_{run.stream(path_ + ".replication")},
      source_{run.journal.intern(path_)},
      replica_{run.journal.intern(replica_of(bucket.name))},
      delays_{run},
      late_{run},
      storage_{storage_of(bucket.storage)},
      replicas_{storage_} {
  if (settings_.existing) existing_.emplace(*settings_.existing, bucket);
  if (storage_.has_rules()) run.simulator.start(follow_days());
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
  const double delay = settings_.delay.quantile(stream_.uniform(document.entity()));
  co_await run_.simulator.delay(delay);
  --pending_;
  delays_.add(delay);
  if (delay > settings_.threshold.count()) late_.add();
  replicas_.add(run_.now(), document.bytes);
  for (auto* const sum : {&unbilled_, &one_offs_}) {
    if (sum == &one_offs_ && origin != Origin::before_the_run) continue;
    ++sum->puts;
    sum->bytes += document.bytes;
  }
  if (origin != Origin::function) {
    run_.journal.report(events::DocumentReplicated{run_.now(), source_, document, stored,
                                                   settings_.account == CopyAccount::other});
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
  const auto& rules = storage_.rules[index_of(storage_.upload_class)];
  const auto size = static_cast<double>(existing_->bytes());
  const double billed = std::max(size, static_cast<double>(rules.minimum_size.count())) +
                        static_cast<double>(rules.overhead.count());
  unbilled_byte_seconds_ += (now.byte_seconds - sampled_.byte_seconds) * (size > 0 ? billed / size : 0);
  sampled_ = now;
}

void Replication::sample() {
  if (existing_) sample_existing();
  const auto& meters = meters_of(storage_.upload_class);
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
  metrics.add_count("replication.pending", pending_);
  metrics.add_distribution("replication.delay", delays_.histogram());
  if (!existing_) return;
  metrics.add_count("replication.existing.objects", existing_->until(run_.now()).objects);
  if (existing_->end() <= run_.now()) metrics.add("replication.existing.finished_at", existing_->end());
}

}  // namespace garoa

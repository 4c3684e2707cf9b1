#include "models/s3/replication.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "models/s3/bucket_settings.hpp"

namespace garoa {

Replication::Replication(const Run& run, const BucketSettings& bucket)
    : run_{run},
      settings_{*bucket.replication},
      path_{fmt::format("s3.{}", bucket.name)},
      stream_{run.stream(path_ + ".replication")},
      source_{run.journal.intern(path_)},
      replica_{run.journal.intern(replica_of(bucket.name))},
      delays_{run},
      late_{run} {
  if (settings_.existing) existing_.emplace(*settings_.existing, bucket);
}

Process Replication::replicate(Document document, Origin origin) {
  ++pending_;
  const double stored = run_.now();
  const double delay = settings_.delay.quantile(stream_.uniform(document.entity()));
  co_await run_.simulator.delay(delay);
  --pending_;
  delays_.add(delay);
  if (delay > settings_.threshold.count()) late_.add();
  bytes_ += document.bytes;
  stored_.set(run_.now(), static_cast<double>(bytes_));
  ++unbilled_puts_;
  unbilled_bytes_ += document.bytes;
  if (origin == Origin::outside) {
    run_.journal.report(events::DocumentReplicated{run_.now(), source_, document, stored,
                                                   settings_.account == CopyAccount::other});
  }
}

void Replication::bill(NameId resource, Meter meter, std::uint64_t units) {
  if (units > 0) run_.journal.report(events::Billed{resource, meter, units});
}

void Replication::sample_existing() {
  static constexpr std::array resources{".list", ".replication.copies", ".replica.requests_per_prefix"};
  const auto now = existing_->until(run_.now());
  const auto copied = now.objects - sampled_.objects;
  unbilled_puts_ += copied;
  unbilled_bytes_ += copied * existing_->bytes();
  const double seconds = now.seconds - sampled_.seconds;
  if (seconds > 0) {
    const auto resource = path_ + resources[static_cast<std::size_t>(existing_->slowest())];
    run_.journal.report(events::Waited{run_.now(), source_, run_.journal.intern("replicate existing"),
                                       run_.journal.intern(resource), seconds, 0});
  }
  sampled_ = now;
}

void Replication::sample() {
  if (existing_) sample_existing();
  const double due = std::floor(stored_.integral(run_.now()) + sampled_.byte_seconds - billed_byte_seconds_);
  billed_byte_seconds_ += due;
  bill(replica_, Meter::s3_standard_byte_seconds, static_cast<std::uint64_t>(due));
  bill(replica_, Meter::s3_put_requests, std::exchange(unbilled_puts_, 0));
  const auto bytes = std::exchange(unbilled_bytes_, 0);
  if (!settings_.region.empty()) bill(source_, Meter::transfer_region_bytes, bytes);
  if (settings_.time_control) bill(source_, Meter::s3_replication_time_control_bytes, bytes);
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

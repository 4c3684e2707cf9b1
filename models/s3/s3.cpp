#include "models/s3/s3.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/s3/storage_meters.hpp"

namespace garoa {

Bucket::Bucket(const Run& run, BucketSettings settings, Kms* kms)
    : run_{run},
      settings_{std::move(settings)},
      door_{run, settings_, fmt::format("s3.{}", settings_.name), kms},
      event_stream_{run.stream(fmt::format("s3.{}.event", settings_.name))},
      retrieval_stream_{run.stream(fmt::format("s3.{}.retrieval", settings_.name))},
      earlier_key_stream_{run.stream(fmt::format("s3.{}.earlier_key", settings_.name))},
      store_{settings_.storage},
      listed_pages_{run},
      listings_{run} {
  const auto name = [&](const char* part) {
    return run.journal.intern(fmt::format("s3.{}{}", settings_.name, part));
  };
  names_ = {name(""),
            name(".put_latency"),
            name(".get_latency"),
            name(".head_latency"),
            name(".multipart_latency"),
            name(".transfer"),
            name(".requests_per_prefix"),
            name(".errors"),
            name(".list"),
            name(".retrieval")};
  objects_metric_ = run.journal.intern("AWS/S3 NumberOfObjects");
  bytes_metric_ = run.journal.intern("AWS/S3 BucketSizeBytes");
  if (settings_.replication) replication_.emplace(run, settings_, door_, kms);
  if (settings_.storage.has_rules()) run.simulator.start(follow_lifecycle());
}

Process Bucket::follow_lifecycle() {
  for (std::uint64_t days = 1;; ++days) {
    co_await run_.simulator.wait_until(static_cast<double>(days) * ObjectStore::day);
    store_.end_day(run_.now());
  }
}

double Bucket::event_delay(Entity object, std::uint32_t consumer, std::uint32_t copy) const {
  return settings_.event_delay.quantile(
      event_stream_.uniform(object, Purpose{"event delay"}.at(consumer).at(copy)));
}

bool Bucket::event_is_duplicated(Entity object, std::uint32_t consumer) const {
  return event_stream_.uniform(object, Purpose{"event duplicate"}.at(consumer)) < settings_.duplicate_share;
}

NameId Bucket::latency_name(S3Operation operation) const {
  switch (operation) {
    case S3Operation::put:
    case S3Operation::upload_part:
      return names_.put_latency;
    case S3Operation::create_upload:
    case S3Operation::complete_upload:
    case S3Operation::abort_upload:
      return names_.multipart_latency;
    case S3Operation::get:
      return names_.get_latency;
    case S3Operation::head:
      return names_.head_latency;
    case S3Operation::list:
      break;
  }
  return names_.list;
}

void Bucket::listed(std::uint64_t pages, double seconds) {
  listed_pages_.add(pages);
  listings_.add(seconds);
}

void Bucket::dropped_incomplete(double byte_seconds) {
  bill(meters_of(StorageClass::standard).storage, static_cast<std::uint64_t>(byte_seconds));
}

void Bucket::stored(const Document& document, const ObjectKey* key, Origin origin) {
  if (key != nullptr) replace({run_.now(), document.bytes}, *key);
  store_.add(run_.now(), document.bytes);
  if (settings_.encryption == BucketEncryption::dsse_kms)
    unbilled_two_layers_.add(document.flow, document.bytes, origin == Origin::before_the_run);
  if (replication_) replication_->start(document, origin);
  for (const auto& told : told_) told(document);
}

void Bucket::replace(const ObjectStore::Version& version, const ObjectKey& key) {
  const auto [place, first] =
      newest_.try_emplace(key.with_text([](std::string_view text) { return std::string{text}; }), version);
  if (first) {
    if (settings_.storage.earlier.keys <= 0 || key.names != nullptr) return;
    const auto luck = earlier_key_stream_.uniform(Entity::nth(newest_.size()));
    if (const auto earlier = store_.take_earlier(luck)) store_.overwrite(version.stored, *earlier);
    return;
  }
  store_.overwrite(version.stored, place->second);
  place->second = version;
}

Task<> Bucket::retrieve(NameId flow, NameId phase, StorageClass from, RetrievalSpeed speed,
                        std::uint64_t objects, std::uint64_t bytes) {
  if (objects == 0) co_return;
  store_.read(run_.now(), from, bytes);
  if (!is_archive(from)) co_return;
  const auto meters = meters_of(from, speed);
  if (meters.requests) bill(*meters.requests, objects, objects);
  if (meters.bytes) bill(*meters.bytes, bytes, bytes);
  const auto& times = settings_.retrieval_times[index_of(from)][static_cast<std::size_t>(speed)];
  // The longest of so many independent times.
  const double u =
      std::pow(retrieval_stream_.uniform(Entity::nth(retrievals_++)), 1 / static_cast<double>(objects));
  const double seconds =
      static_cast<double>(objects - 1) / settings_.retrieval_requests.count() + times.quantile(u);
  co_await run_.simulator.delay(seconds);
  run_.journal.report(events::Waited{run_.now(), flow, phase, names_.retrieval, seconds, 0});
}

void Bucket::bill(Meter meter, std::uint64_t units, std::uint64_t one_off) {
  if (units > 0) run_.journal.report(events::Billed{names_.self, meter, units, one_off});
}

void Bucket::sample(double) {
  door_.sample();
  unbilled_two_layers_.report(run_.journal, names_.self, Meter::s3_dual_layer_encrypted_bytes);
  bill_dues(store_.take_dues(run_.now()), [this](Meter meter, std::uint64_t units) { bill(meter, units); });
  if (replication_) replication_->sample();
  run_.journal.report(
      events::LevelSampled{run_.now(), names_.self, objects_metric_, static_cast<double>(objects())});
  run_.journal.report(
      events::LevelSampled{run_.now(), names_.self, bytes_metric_, static_cast<double>(store_.bytes())});
}

void Bucket::finish(MetricSink& metrics) {
  const MetricsOf own{metrics, fmt::format("s3.{}", settings_.name)};
  const auto bytes = [&](const std::string& measure, std::uint64_t stored) {
    own.add(measure, static_cast<double>(stored));
  };
  own.add_count("objects", objects());
  bytes("bytes", store_.bytes());
  bytes("noncurrent_bytes", store_.bytes(ObjectStore::State::noncurrent));
  bytes("incomplete_bytes", store_.bytes(ObjectStore::State::incomplete));
  for (const auto& [name, storage_class] : EnumNames<StorageClass>::names)
    bytes(fmt::format("bytes.{}", name), store_.bytes(storage_class));
  store_.add_balance(own, "bytes");
  own.add_count("errors", door_.errors());
  own.add_count("list.pages", listed_pages_.count());
  own.add("list.duration", listings_.histogram().sum(), listings_.histogram().count());
  door_.finish(own);
  if (replication_) replication_->finish(own);
}

}  // namespace garoa

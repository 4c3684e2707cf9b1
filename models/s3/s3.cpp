#include "models/s3/s3.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/s3/storage_meters.hpp"

namespace garoa {

Bucket::Bucket(const Run& run, BucketSettings settings, Kms* kms)
    : run_{run},
      settings_{std::move(settings)},
      kms_{kms},
      put_stream_{run.stream(fmt::format("s3.{}.put", settings_.name))},
      get_stream_{run.stream(fmt::format("s3.{}.get", settings_.name))},
      head_stream_{run.stream(fmt::format("s3.{}.head", settings_.name))},
      retry_stream_{run.stream(fmt::format("s3.{}.retry", settings_.name))},
      error_stream_{run.stream(fmt::format("s3.{}.error", settings_.name))},
      event_stream_{run.stream(fmt::format("s3.{}.event", settings_.name))},
      retrieval_stream_{run.stream(fmt::format("s3.{}.retrieval", settings_.name))},
      earlier_key_stream_{run.stream(fmt::format("s3.{}.earlier_key", settings_.name))},
      store_{settings_.storage},
      writes_{settings_.writes},
      reads_{settings_.reads},
      errors_{run},
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
  if (settings_.replication) replication_.emplace(run, settings_);
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

Bucket::Answer Bucket::ask(const S3Request& request) {
  const Answer answer{judge(request), latency_of(request)};
  if (answer.refusal != Refusal::none) return answer;
  if (request.operation == S3Operation::get) {
    bill_read_from(request.from, request.document.bytes);
  } else {
    bill_requests(request.operation, 1, request.one_off);
  }
  return answer;
}

/// What S3 makes of one attempt.
Refusal Bucket::judge(const S3Request& request) {
  if (fails(request.entity, request.purpose.at(request.attempt))) return Refusal::unavailable;
  if (!limit_of(request.operation).accept(run_.now())) return Refusal::throttled;
  if (request.operation == S3Operation::get && is_archive(request.from)) return Refusal::archived;
  return key_is_there(request) ? Refusal::none : Refusal::throttled;
}

RequestLimit& Bucket::limit_of(S3Operation operation) {
  return operation >= S3Operation::get ? reads_ : writes_;
}

/// With a bucket key only one request of many asks KMS. A multipart upload asks when it is created (for the key), for each
/// part and when its parts are put together (to use it); metadata and listings are not encrypted with it.
bool Bucket::key_is_there(const S3Request& request) {
  const bool asks = settings_.requests_per_kms_call > 0 && kms_ != nullptr;
  if (!asks || request.operation > S3Operation::get) return true;
  return keyed_requests_++ % settings_.requests_per_kms_call != 0 || kms_->call(request.one_off);
}

/// Every attempt of a request takes as long.
double Bucket::latency_of(const S3Request& request) const {
  const auto& client = settings_.client;
  const auto drawn = [&](const Distribution& latency, const Stream& stream) {
    return latency.quantile(stream.uniform(request.entity, request.purpose));
  };
  switch (request.operation) {
    case S3Operation::put:
    case S3Operation::upload_part:
      return drawn(client.put_latency, put_stream_);
    case S3Operation::create_upload:
      return drawn(client.create_latency, put_stream_);
    case S3Operation::complete_upload:
      return drawn(client.complete_latency, put_stream_);
    case S3Operation::get:
      return drawn(client.get_latency, get_stream_);
    case S3Operation::head:
      return drawn(client.head_latency, head_stream_);
    case S3Operation::list:
      break;
  }
  return client.list_page_time.count();
}

NameId Bucket::latency_name(S3Operation operation) const {
  switch (operation) {
    case S3Operation::put:
    case S3Operation::upload_part:
      return names_.put_latency;
    case S3Operation::create_upload:
    case S3Operation::complete_upload:
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

void Bucket::refused(const S3Request& request, Refusal refusal) {
  if (refusal == Refusal::throttled) {
    run_.journal.report(events::Throttled{run_.now(), names_.self, request.document});
  } else {
    errors_.add();
  }
}

std::optional<double> Bucket::pause(const S3Request& request, Refusal refusal,
                                    const RetrySettings& retry) const {
  if (refusal == Refusal::archived || request.attempt >= retry.attempts) return std::nullopt;
  const double luck = retry_stream_.uniform(request.entity, request.purpose.at(request.attempt));
  return retry.pause(request.attempt, refusal, luck);
}

double Bucket::ask_for_more(S3Operation operation, std::uint64_t requests) {
  bill_requests(operation, requests);
  return static_cast<double>(requests) / limit_of(operation).rate();
}

void Bucket::listed(std::uint64_t pages, double seconds) {
  listed_pages_.add(pages);
  listings_.add(seconds);
}

void Bucket::stored(const Document& document, const ObjectKey* key, Origin origin) {
  if (key != nullptr) replace({run_.now(), document.bytes}, *key);
  store_.add(run_.now(), document.bytes);
  if (replication_) replication_->start(document, origin);
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
  if (meters.requests) bill(*meters.requests, objects);
  if (meters.bytes) bill(*meters.bytes, bytes);
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

/// What is billed one by one would be many events; all but reads of dearer classes are told by the sample.
void Bucket::bill_requests(S3Operation operation, std::uint64_t requests, bool one_off) {
  switch (operation) {
    case S3Operation::put:
    case S3Operation::complete_upload:
      unbilled_writes_.add(requests, one_off);
      break;
    case S3Operation::create_upload:
    case S3Operation::upload_part:
      (is_archive(settings_.storage.upload_class) ? unbilled_parts_ : unbilled_writes_)
          .add(requests, one_off);
      break;
    case S3Operation::get:
    case S3Operation::head:
      unbilled_reads_.add(requests, one_off);
      break;
    case S3Operation::list:
      unbilled_lists_.add(requests, one_off);
      break;
  }
}

void Bucket::bill_read_from(StorageClass storage_class, std::uint64_t bytes) {
  const auto& meters = meters_of(storage_class);
  if (meters.get == Meter::s3_get_requests) {
    unbilled_reads_.add(1, false);
  } else {
    bill(meters.get, 1);
  }
  if (meters.retrieved) bill(*meters.retrieved, bytes);
}

void Bucket::sample(double) {
  const auto bill_all = [this](Meter meter, Unbilled& unbilled) {
    const auto [units, one_off] = std::exchange(unbilled, {});
    bill(meter, units, one_off);
  };
  bill_all(Meter::s3_put_requests, unbilled_lists_);
  bill_all(Meter::s3_put_requests, unbilled_parts_);
  bill_all(meters_of(settings_.storage.upload_class).put, unbilled_writes_);
  bill_all(Meter::s3_get_requests, unbilled_reads_);
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
  own.add_count("errors", errors_.count());
  own.add("write_partitions", writes_.partitions());
  own.add("read_partitions", reads_.partitions());
  own.add_count("list.pages", listed_pages_.count());
  own.add("list.duration", listings_.histogram().sum(), listings_.histogram().count());
  const double last = std::max(writes_.last_refusal(), reads_.last_refusal());
  if (last >= run_.warmup) own.add("throttles.last_at", last);
  if (replication_) replication_->finish(own);
}

}  // namespace garoa

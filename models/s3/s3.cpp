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
      store_{settings_.storage},
      writes_{settings_.writes},
      reads_{settings_.reads},
      quotas_(settings_.client.programs, RetryQuota{settings_.client.retry}),
      errors_{run},
      listed_pages_{run},
      listings_{run} {
  const auto name = [&](const char* part) {
    return run.journal.intern(fmt::format("s3.{}{}", settings_.name, part));
  };
  names_ = {name(""),          name(".put_latency"),         name(".get_latency"), name(".head_latency"),
            name(".transfer"), name(".requests_per_prefix"), name(".errors"),      name(".list"),
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

double Bucket::transfer_time(std::uint64_t bytes) const {
  return (Bytes{bytes} / settings_.client.put_rate_per_connection).count();
}

double Bucket::event_delay(Entity object, std::uint32_t consumer, std::uint32_t copy) const {
  return settings_.event_delay.quantile(
      event_stream_.uniform(object, Purpose{"event delay"}.at(consumer).at(copy)));
}

bool Bucket::event_is_duplicated(Entity object, std::uint32_t consumer) const {
  return event_stream_.uniform(object, Purpose{"event duplicate"}.at(consumer)) < settings_.duplicate_share;
}

Task<S3Answer> Bucket::begin_put(NameId flow, NameId phase, Document document, Purpose purpose) {
  const double u = put_stream_.uniform(document.entity(), purpose);
  const double latency = settings_.client.put_latency.quantile(u);
  const Request request{flow, phase, document, purpose, names_.put_latency, latency, writes_};
  const S3Answer end = co_await ask(request);
  if (end) bill_writes(1);
  co_return end;
}

Task<S3Answer> Bucket::begin_get(NameId flow, NameId phase, Document document, Purpose purpose,
                                 StorageClass from) {
  const double u = get_stream_.uniform(document.entity(), purpose);
  const double latency = settings_.client.get_latency.quantile(u);
  const Request request{flow, phase, document, purpose, names_.get_latency, latency, reads_};
  const S3Answer end = co_await ask(request);
  if (end) bill_read_from(from, document.bytes);
  co_return end;
}

Task<S3Answer> Bucket::head(NameId flow, NameId phase, Document document, Purpose purpose) {
  const double u = head_stream_.uniform(document.entity(), purpose);
  const double latency = settings_.client.head_latency.quantile(u);
  const Request request{flow, phase, document, purpose, names_.head_latency, latency, reads_};
  const S3Answer end = co_await ask(request);
  if (end) bill_read();
  co_return end;
}

Task<S3Answer> Bucket::ask(Request request) {
  const auto& retry = settings_.client.retry;
  auto& quota = quotas_[request.document.id % quotas_.size()];
  double paid = 1;  // what a success gives back
  for (std::uint32_t attempt = 1;; ++attempt) {
    const Refusal refusal = answer(request, attempt);
    co_await run_.simulator.delay(request.latency);
    waited(request, request.latency_name, request.latency, 0);
    if (refusal == Refusal::none) {
      quota.give_back(paid);
      co_return S3Answer{};
    }
    const bool throttled = refusal == Refusal::throttled;
    if (throttled) {
      run_.journal.report(events::Throttled{run_.now(), names_.self, request.document});
    } else {
      errors_.add();
    }
    paid = throttled ? retry.throttled_cost : retry.cost;
    if (attempt >= retry.attempts || !quota.take(paid)) co_return S3Answer{refusal};
    const double u = retry_stream_.uniform(request.document.entity(), request.purpose.at(attempt));
    const double pause = retry.pause(attempt, refusal, u);
    co_await run_.simulator.delay(pause);
    waited(request, throttled ? names_.throttle : names_.errors, pause, pause);
  }
}

/// What S3 makes of one attempt.
Refusal Bucket::answer(const Request& request, std::uint32_t attempt) {
  if (fails(request.document.entity(), request.purpose.at(attempt))) return Refusal::unavailable;
  if (!request.limit.accept(run_.now())) return Refusal::throttled;
  return key_is_there() ? Refusal::none : Refusal::throttled;
}

/// With a bucket key only one request of many asks KMS.
bool Bucket::key_is_there() {
  if (settings_.requests_per_kms_call == 0 || kms_ == nullptr) return true;
  return keyed_requests_++ % settings_.requests_per_kms_call != 0 || kms_->call();
}

void Bucket::waited(const Request& request, NameId resource, double seconds, double queueing) {
  run_.journal.report(events::Waited{run_.now(), request.flow, request.phase, resource, seconds, queueing});
}

void Bucket::stored(const Document& document, const ObjectKey* key) {
  store(document, key, Replication::Origin::outside);
}

void Bucket::store(const Document& document, const ObjectKey* key, Replication::Origin origin) {
  if (key != nullptr) replace({run_.now(), document.bytes}, *key);
  store_.add(run_.now(), document.bytes);
  if (replication_) replication_->start(document, origin);
}

void Bucket::replace(const ObjectStore::Version& version, const ObjectKey& key) {
  const auto [place, first] =
      newest_.try_emplace(key.with_text([](std::string_view text) { return std::string{text}; }), version);
  if (first) return;
  store_.overwrite(version.stored, place->second);
  place->second = version;
}

Task<S3Answer> Bucket::list(FlowId flow, NameId phase) {
  const auto& client = settings_.client;
  const std::uint64_t pages =
      std::max<std::uint64_t>(1, (objects() + client.list_page - 1) / client.list_page);
  const std::uint64_t rounds = (pages + client.list_concurrency - 1) / client.list_concurrency;
  const double page_time = client.list_page_time.count();
  const Document listing{flow, listed_pages_.total(), 0, run_.now()};
  const Request request{flow, phase, listing, Purpose{"list"}, names_.list, page_time, reads_};
  const S3Answer first = co_await ask(request);
  if (!first) co_return first;
  unbilled_lists_ += pages;
  const double rest = static_cast<double>(rounds - 1) * page_time;
  co_await run_.simulator.delay(rest);
  waited(request, names_.list, rest, 0);
  listed_pages_.add(pages);
  listings_.add(page_time + rest);
  co_return S3Answer{};
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

Task<S3Answer> Bucket::head_all(FlowId flow, NameId phase) {
  const std::uint64_t count = objects();
  if (count == 0) co_return S3Answer{};
  const double mean = settings_.client.head_latency.mean();
  const Document first{flow, 0, 0, run_.now()};
  const Request request{flow, phase, first, Purpose{"HEAD of all"}, names_.head_latency, mean, reads_};
  const S3Answer answer = co_await ask(request);
  if (!answer) co_return answer;
  unbilled_reads_ += count;
  const double rest = static_cast<double>(count - 1) * mean;
  co_await run_.simulator.delay(rest);
  waited(request, names_.head_latency, rest, 0);
  co_return S3Answer{};
}

double Bucket::put_latency(Entity request, Purpose purpose) const {
  return settings_.client.put_latency.quantile(put_stream_.uniform(request, purpose));
}

void Bucket::accept(const Document& document, const ObjectKey* key) {
  bill_writes(1);
  store(document, key, Replication::Origin::function);
}

void Bucket::bill(Meter meter, std::uint64_t units) {
  if (units > 0) run_.journal.report(events::Billed{names_.self, meter, units});
}

void Bucket::bill_read_from(StorageClass storage_class, std::uint64_t bytes) {
  const auto& meters = meters_of(storage_class);
  bill(meters.get, 1);
  if (meters.retrieved) bill(*meters.retrieved, bytes);
}

/// Storage may exceed what one event holds.
void Bucket::bill_storage() {
  constexpr double most = 4e18;
  const auto bill_whole = [&](Meter meter, double units) {
    for (; units > most; units -= most) bill(meter, static_cast<std::uint64_t>(most));
    bill(meter, static_cast<std::uint64_t>(units));
  };
  const auto dues = store_.take_dues(run_.now());
  for (std::size_t i = 0; i < storage_class_count; ++i) {
    const auto& meters = meters_of(static_cast<StorageClass>(i));
    bill_whole(meters.storage, dues.byte_seconds[i]);
    if (meters.early_deletion) bill_whole(*meters.early_deletion, dues.early_byte_seconds[i]);
    bill(meters.transition.value_or(meters.put), dues.transitions[i]);
  }
  for (std::size_t i = 0; i < colder_tier_count; ++i)
    bill_whole(meter_of(static_cast<ColderTier>(i)), dues.colder_byte_seconds[i]);
  bill_whole(Meter::s3_intelligent_object_seconds, dues.watched_object_seconds);
}

void Bucket::sample(double) {
  bill(Meter::s3_put_requests, std::exchange(unbilled_lists_, 0));
  bill(meters_of(settings_.storage.upload_class).put, std::exchange(unbilled_writes_, 0));
  bill(Meter::s3_get_requests, std::exchange(unbilled_reads_, 0));
  bill_storage();
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

// An S3 bucket.
//
// Modelled: what happens at its door (door.hpp), the rate of one connection, listing pages, event notification
// delay with its late tail and duplicates, storage classes with lifecycle and versions
// (object_store.hpp), retrieval from archives, storage billed. Keys spread evenly over the prefixes. Replication (replication.hpp).
// An object replaces the one of the same key, where keys repeat; each of these keys is remembered.
// Not modelled: deletion by clients, keys of objects that are there from the start (but of those that `begin_after` computes),
// objects that a function's
// second attempt writes over those of its first.
//
// Shape and errors: bucket_settings.hpp. Figures: models/s3/s3.yaml.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/failing.hpp"
#include "models/measured.hpp"
#include "models/s3/bucket_settings.hpp"
#include "models/s3/door.hpp"
#include "models/s3/object_key.hpp"
#include "models/s3/object_store.hpp"
#include "models/s3/replication.hpp"

namespace garoa {

class Bucket final : public Service, public FailingRequests {
 public:
  /// `kms` is null where nobody counts its calls.
  Bucket(const Run& run, BucketSettings settings, Kms* kms = nullptr);

  // At the door (door.hpp).
  using Answer = S3Door::Answer;
  [[nodiscard]] Answer ask(const S3Request& request) { return door_.ask(request); }
  void refused(const S3Request& request, Refusal refusal) { door_.refused(request, refusal); }
  [[nodiscard]] std::optional<double> pause(const S3Request& request, Refusal refusal,
                                            const RetrySettings& retry) const {
    return door_.pause(request, refusal, retry);
  }
  [[nodiscard]] double ask_for_more(const S3Request& like, std::uint64_t requests, std::uint64_t bytes = 0) {
    return door_.ask_for_more(like, requests, bytes);
  }
  /// The calls of KMS alone that such requests need.
  [[nodiscard]] double ask_for_keys(const S3Request& like, std::uint64_t requests) {
    return door_.ask_for_keys(like, requests);
  }
  /// What such a pause is attributed to.
  [[nodiscard]] NameId refusal_name(Refusal refusal) const {
    return refusal == Refusal::throttled ? names_.throttle : names_.errors;
  }
  /// What an attempt's latency is attributed to.
  [[nodiscard]] NameId latency_name(S3Operation operation) const;

  /// Makes objects of an archive class readable; at once in other classes, of which INTELLIGENT_TIERING notes that they
  /// are read. Of several, all are there then. No month repeats it.
  [[nodiscard]] Task<> retrieve(NameId flow, NameId phase, StorageClass from, RetrievalSpeed speed,
                                std::uint64_t objects, std::uint64_t bytes);
  /// Current objects by class, the coldest first.
  [[nodiscard]] std::vector<ObjectStore::Held> held() const { return store_.held(); }
  /// With the older versions that it keeps, by day (object_store.hpp).
  [[nodiscard]] std::vector<ObjectStore::OfDay> versions_by_day() const { return store_.versions_by_day(); }
  /// The newest of those, so many (object_store.hpp).
  [[nodiscard]] std::vector<ObjectStore::Held> newest(std::uint64_t objects) const {
    return store_.newest(objects);
  }
  /// What its replicas hold now; nothing without a replication.
  [[nodiscard]] Replication::Held replicas() const {
    return replication_ ? replication_->held() : Replication::Held{};
  }
  /// Where an object is now that was stored then.
  [[nodiscard]] StorageClass class_of(double stored, std::uint64_t bytes) const {
    return store_.class_of(stored, bytes, run_.now());
  }
  /// The same of an object that was there at the start.
  [[nodiscard]] StorageClass class_of_existing() const { return store_.class_of_existing(run_.now()); }
  /// Has no rule removed an object that was stored then?
  [[nodiscard]] bool is_there(double stored) const { return store_.is_there(stored, run_.now()); }
  /// The object is read, last before at `last`: INTELLIGENT_TIERING notes that.
  void was_read(const ObjectStore::Version& version, double last) {
    store_.read_one(run_.now(), version, last);
  }
  /// Whose object it is; what comes from outside is a document that a replica protects.
  using Origin = Replication::Origin;
  /// The object is stored. `key`, if other documents may have the same one: it replaces the object of that key.
  void stored(const Document& document, const ObjectKey* key = nullptr, Origin origin = Origin::outside);
  /// Is told of every object that is stored.
  void on_stored(std::function<void(const Document& document)> told) { told_.push_back(std::move(told)); }
  /// Parts of a multipart upload that nobody will end stay in the bucket.
  void left_incomplete(std::uint64_t bytes) { store_.add(run_.now(), bytes, ObjectStore::State::incomplete); }
  /// Parts that were cleared away soon, of so many byte-seconds.
  void dropped_incomplete(double byte_seconds);
  /// A listing of so many pages has taken so long.
  void listed(std::uint64_t pages, double seconds);

  void set_outage(bool outage) override { door_.set_outage(outage); }
  void set_error_rate(double share) override { door_.set_error_rate(share); }
  /// Seconds from the PUT to the event's arrival; `copy` 0, or 1 for the duplicate. `object` is what the
  /// event tells of, `consumer` numbers who is told.
  [[nodiscard]] double event_delay(Entity object, std::uint32_t consumer, std::uint32_t copy) const;
  [[nodiscard]] bool event_is_duplicated(Entity object, std::uint32_t consumer) const;

  [[nodiscard]] const BucketSettings& settings() const { return settings_; }
  struct Names {
    NameId self, put_latency, get_latency, head_latency, multipart_latency, transfer, throttle, errors, list,
        retrieval;
  };
  [[nodiscard]] const Names& names() const { return names_; }
  [[nodiscard]] std::uint64_t objects() const { return store_.objects(); }

  void sample(double interval) override;
  void finish(MetricSink& metrics) override;

 private:
  void replace(const ObjectStore::Version& version, const ObjectKey& key);
  Process follow_lifecycle();
  void bill(Meter meter, std::uint64_t units, std::uint64_t one_off = 0);

  const Run& run_;
  BucketSettings settings_;
  S3Door door_;
  std::optional<Replication> replication_;
  std::vector<std::function<void(const Document& document)>> told_;
  Stream event_stream_;
  Stream retrieval_stream_;
  Stream earlier_key_stream_;
  ObjectStore store_;
  std::map<std::string, ObjectStore::Version> newest_;  // by key, of keys that repeat
  Names names_;
  NameId objects_metric_;
  NameId bytes_metric_;
  Unbilled unbilled_two_layers_;  // bytes
  std::uint64_t retrievals_ = 0;
  Counted listed_pages_;
  Spread listings_;  // s
};

}  // namespace garoa

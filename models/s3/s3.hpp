// An S3 bucket.
//
// Modelled: latency of PUT, GET and HEAD before the transfer, the rate of one connection, request limits that
// grow with partitions (request_limit.hpp), a client's retries (models/retry), listing pages, event notification
// delay with its late tail and duplicates, outages and errors, storage classes with lifecycle and versions
// (object_store.hpp), retrieval from archives, storage and requests billed. Keys spread evenly over the
// prefixes.
// KMS calls (models/kms) and replication (replication.hpp).
// An object replaces the one of the same key, where keys repeat; each of these keys is remembered.
// Not modelled: deletion by clients, keys of objects that are there from the start (but of those that `begin_after` computes), objects that a function's
// second attempt writes over those of its first.
//
// Shape and errors: bucket_settings.hpp. Figures: models/s3/s3.yaml.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/failing.hpp"
#include "models/kms/kms.hpp"
#include "models/measured.hpp"
#include "models/s3/bucket_settings.hpp"
#include "models/s3/object_key.hpp"
#include "models/s3/object_store.hpp"
#include "models/s3/replication.hpp"
#include "models/s3/request_limit.hpp"

namespace garoa {

/// What S3 is asked for.
enum class S3Operation : std::uint8_t { put, create_upload, upload_part, complete_upload, get, head, list };

/// A request at the bucket's door, whoever asks.
struct S3Request {
  S3Operation operation;
  Document document;                           // `bytes` are those that the request carries
  Entity entity;                               // whose luck it has
  Purpose purpose;                             // tells requests with the same luck apart
  StorageClass from = StorageClass::standard;  // of a GET: what the object lies in
  std::uint32_t attempt = 1;
  bool one_off = false;  // for the bill: no month repeats it
};

class Bucket final : public Service, public FailingRequests {
 public:
  /// `kms` is null where nobody counts its calls.
  Bucket(const Run& run, BucketSettings settings, Kms* kms = nullptr);

  struct Answer {
    Refusal refusal;
    double seconds;  // until it, which are those before the bytes flow
  };
  /// One attempt. What is served counts for the bill, what is not for the errors. The caller lets the seconds pass, and
  /// then says refused() if it was.
  [[nodiscard]] Answer ask(const S3Request& request);
  /// The refusal has arrived.
  void refused(const S3Request& request, Refusal refusal);
  /// Seconds before the next attempt; nothing where the asker's attempts are used up, or another would not help.
  [[nodiscard]] std::optional<double> pause(const S3Request& request, Refusal refusal,
                                            const RetrySettings& retry) const;
  /// What such a pause is attributed to.
  [[nodiscard]] NameId refusal_name(Refusal refusal) const {
    return refusal == Refusal::throttled ? names_.throttle : names_.errors;
  }
  /// What an attempt's latency is attributed to.
  [[nodiscard]] NameId latency_name(S3Operation operation) const;

  /// Makes objects of an archive class readable; at once in other classes, of which INTELLIGENT_TIERING notes that they
  /// are read. Of several, all are there then.
  [[nodiscard]] Task<> retrieve(NameId flow, NameId phase, StorageClass from, RetrievalSpeed speed,
                                std::uint64_t objects, std::uint64_t bytes);
  /// Current objects by class, the coldest first.
  [[nodiscard]] std::vector<ObjectStore::Held> held() const { return store_.held(); }
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
  /// Parts of a multipart upload that nobody will end stay in the bucket.
  void left_incomplete(std::uint64_t bytes) { store_.add(run_.now(), bytes, ObjectStore::State::incomplete); }
  /// Requests of a row that are alike, after a first one that went through ask(): the least seconds that they take at the
  /// bucket's limit. They count for the bill.
  [[nodiscard]] double ask_for_more(S3Operation operation, std::uint64_t requests);
  /// A listing of so many pages has taken so long.
  void listed(std::uint64_t pages, double seconds);

  /// While true every request is answered 503 (after the usual latency).
  void set_outage(bool outage) override { outage_ = outage; }
  /// The share of requests answered with a 5xx error, 0 to 1.
  void set_error_rate(double share) override { error_rate_ = share; }
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
  [[nodiscard]] double latency_of(const S3Request& request) const;
  [[nodiscard]] Refusal judge(const S3Request& request);
  [[nodiscard]] bool fails(Entity request, Purpose purpose) const {
    return outage_ || (error_rate_ > 0 && error_stream_.uniform(request, purpose) < error_rate_);
  }
  [[nodiscard]] bool key_is_there(const S3Request& request);
  [[nodiscard]] RequestLimit& limit_of(S3Operation operation);
  void replace(const ObjectStore::Version& version, const ObjectKey& key);
  Process follow_lifecycle();
  /// Units that the journal has not been told of.
  struct Unbilled {
    std::uint64_t units = 0;
    std::uint64_t one_off = 0;  // of them
    void add(std::uint64_t more, bool once) {
      units += more;
      if (once) one_off += more;
    }
  };
  void bill(Meter meter, std::uint64_t units, std::uint64_t one_off = 0);
  void bill_requests(S3Operation operation, std::uint64_t requests, bool one_off = false);
  void bill_read_from(StorageClass storage_class, std::uint64_t bytes);

  const Run& run_;
  BucketSettings settings_;
  Kms* kms_;
  std::optional<Replication> replication_;
  Stream put_stream_;
  Stream get_stream_;
  Stream head_stream_;
  Stream retry_stream_;
  Stream error_stream_;
  Stream event_stream_;
  Stream retrieval_stream_;
  Stream earlier_key_stream_;
  ObjectStore store_;
  std::map<std::string, ObjectStore::Version> newest_;  // by key, of keys that repeat
  RequestLimit writes_;
  RequestLimit reads_;
  Names names_;
  NameId objects_metric_;
  NameId bytes_metric_;
  bool outage_ = false;
  double error_rate_ = 0;
  Unbilled unbilled_writes_;  // in the upload class
  Unbilled unbilled_parts_;   // of uploads, as STANDARD bills them
  Unbilled unbilled_lists_;
  Unbilled unbilled_reads_;
  Counted errors_;
  std::uint64_t retrievals_ = 0;
  Counted listed_pages_;
  Spread listings_;  // s
  std::uint64_t keyed_requests_ = 0;
};

}  // namespace garoa

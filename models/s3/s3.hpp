// An S3 bucket.
//
// Modelled: latency of PUT, GET and HEAD before the transfer, the rate of one connection, request limits that
// grow with partitions (request_limit.hpp), a client's retries (models/retry), listing pages, event notification
// delay with its late tail and duplicates, outages and errors, storage classes with lifecycle and versions
// (object_store.hpp), retrieval from archives, storage and requests billed. Keys spread evenly over the
// prefixes.
// KMS calls (models/kms) and replication (replication.hpp).
// An object replaces the one of the same key, where keys repeat; each of these keys is remembered.
// Not modelled: deletion by clients, keys of objects that are there from the start, objects that a function's
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
#include "models/s3/retry_quota.hpp"

namespace garoa {

/// What became of a request after all of the client's attempts: true when it was served.
struct S3Answer {
  Refusal refusal = Refusal::none;  // of the last attempt
  operator bool() const { return refusal == Refusal::none; }
  [[nodiscard]] Reason reason() const {
    return refusal == Refusal::throttled ? Reason::throttled : Reason::s3_unavailable;
  }
};

class Bucket final : public Service, public FailingRequests {
 public:
  /// `kms` is null where nobody counts its calls.
  Bucket(const Run& run, BucketSettings settings, Kms* kms = nullptr);

  /// Asks to write one object or part, waiting out refusals by the client's retries. On return the latency
  /// before the transfer has passed. `purpose` tells requests for one document apart.
  [[nodiscard]] Task<S3Answer> begin_put(NameId flow, NameId phase, Document document, Purpose purpose);
  /// The same for reading an object or a range of one, `document.bytes` long, from the class it is in now
  /// (after a retrieval from an archive: STANDARD).
  [[nodiscard]] Task<S3Answer> begin_get(NameId flow, NameId phase, Document document, Purpose purpose,
                                         StorageClass from = StorageClass::standard);
  /// Makes objects of an archive class readable; at once in other classes, of which INTELLIGENT_TIERING notes that they
  /// are read. Of several, all are there then.
  [[nodiscard]] Task<> retrieve(NameId flow, NameId phase, StorageClass from, RetrievalSpeed speed,
                                std::uint64_t objects, std::uint64_t bytes);
  /// Current objects by class, the coldest first.
  [[nodiscard]] std::vector<ObjectStore::Held> held() const { return store_.held(); }
  /// Asks for an object's metadata.
  [[nodiscard]] Task<S3Answer> head(NameId flow, NameId phase, Document document, Purpose purpose);
  /// The object is stored. `key`, if other documents may have the same one: it replaces the object of that key.
  void stored(const Document& document, const ObjectKey* key = nullptr);
  /// Parts of a multipart upload that nobody will end stay in the bucket.
  void left_incomplete(std::uint64_t bytes) { store_.add(run_.now(), bytes, ObjectStore::State::incomplete); }
  /// Asks for the metadata of every object, one after the other; refused as a whole if the first is.
  [[nodiscard]] Task<S3Answer> head_all(FlowId flow, NameId phase);
  /// Lists everything that is stored, page by page. Refused as a whole if the first page is; limits of reads
  /// are far above what a listing asks for.
  [[nodiscard]] Task<S3Answer> list(FlowId flow, NameId phase);
  /// Seconds of a PUT by a service inside AWS before the transfer; it is not subject to request limits.
  [[nodiscard]] double put_latency(Entity request, Purpose purpose) const;
  /// Such a PUT is done; `key` as above.
  void accept(const Document& document, const ObjectKey* key);
  /// Bills further write requests (completion of a multipart upload).
  void bill_writes(std::uint64_t requests) { unbilled_writes_ += requests; }
  /// Bills a GET or HEAD.
  void bill_read() { ++unbilled_reads_; }

  /// While true every request is answered 503 (after the usual latency).
  void set_outage(bool outage) override { outage_ = outage; }
  /// The share of requests answered with a 5xx error, 0 to 1.
  void set_error_rate(double share) override { error_rate_ = share; }
  /// A request by a service inside AWS: does S3 itself, not a limit, refuse it now? Counts as an error.
  [[nodiscard]] bool refuses(Entity request, Purpose purpose) {
    const bool refused = fails(request, purpose);
    if (refused) errors_.add();
    return refused;
  }

  /// Seconds that the bytes take over one connection.
  [[nodiscard]] double transfer_time(std::uint64_t bytes) const;
  /// Seconds from the PUT to the event's arrival; `copy` 0, or 1 for the duplicate. `object` is what the
  /// event tells of, `consumer` numbers who is told.
  [[nodiscard]] double event_delay(Entity object, std::uint32_t consumer, std::uint32_t copy) const;
  [[nodiscard]] bool event_is_duplicated(Entity object, std::uint32_t consumer) const;

  [[nodiscard]] const BucketSettings& settings() const { return settings_; }
  struct Names {
    NameId self, put_latency, get_latency, head_latency, transfer, throttle, errors, list, retrieval;
  };
  [[nodiscard]] const Names& names() const { return names_; }
  [[nodiscard]] std::uint64_t objects() const { return store_.objects(); }

  void sample(double interval) override;
  void finish(MetricSink& metrics) override;

 private:
  /// One request with its retries.
  struct Request {
    NameId flow;
    NameId phase;
    Document document;
    Purpose purpose;
    NameId latency_name;
    double latency;  // of each attempt
    RequestLimit& limit;
  };
  [[nodiscard]] Task<S3Answer> ask(Request request);
  [[nodiscard]] bool fails(Entity request, Purpose purpose) const {
    return outage_ || (error_rate_ > 0 && error_stream_.uniform(request, purpose) < error_rate_);
  }
  [[nodiscard]] bool key_is_there();
  void store(const Document& document, const ObjectKey* key, Replication::Origin origin);
  void replace(const ObjectStore::Version& version, const ObjectKey& key);
  [[nodiscard]] Refusal answer(const Request& request, std::uint32_t attempt);
  void waited(const Request& request, NameId resource, double seconds, double queueing);
  Process follow_lifecycle();
  void bill(Meter meter, std::uint64_t units);
  void bill_storage();
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
  ObjectStore store_;
  std::map<std::string, ObjectStore::Version> newest_;  // by key, of keys that repeat
  RequestLimit writes_;
  RequestLimit reads_;
  std::vector<RetryQuota> quotas_;
  Names names_;
  NameId objects_metric_;
  NameId bytes_metric_;
  bool outage_ = false;
  double error_rate_ = 0;
  std::uint64_t unbilled_writes_ = 0;
  std::uint64_t unbilled_lists_ = 0;
  std::uint64_t unbilled_reads_ = 0;
  Counted errors_;
  std::uint64_t retrievals_ = 0;
  Counted listed_pages_;
  Spread listings_;  // s
  std::uint64_t keyed_requests_ = 0;
};

}  // namespace garoa

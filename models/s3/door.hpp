// A bucket's one door: every request passes it, whoever asks, clients, functions, copies or S3's own replication.
//
// Modelled: latency before the bytes flow (put_growth.hpp), request limits that grow with partitions (request_limit.hpp), KMS calls (models/kms),
// outages and errors, pauses between a caller's attempts (models/retry), fees of requests and of bytes that are read from dearer classes.
//
// Figures: models/s3/s3.yaml. Cost: O(1) a request.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/kms/kms.hpp"
#include "models/measured.hpp"
#include "models/s3/bucket_settings.hpp"
#include "models/s3/request_limit.hpp"
#include "models/unbilled.hpp"

namespace garoa {

/// What S3 is asked for.
enum class S3Operation : std::uint8_t {
  put,
  create_upload,
  upload_part,
  complete_upload,
  abort_upload,
  get,
  head,
  list
};

/// A request at the bucket's door, whoever asks.
struct S3Request {
  S3Operation operation;
  Document document;                           // `bytes` are those that the request carries
  Entity entity;                               // whose luck it has
  Purpose purpose;                             // tells requests with the same luck apart
  StorageClass from = StorageClass::standard;  // of a GET: what the object lies in
  std::uint32_t attempt = 1;
  bool one_off = false;     // for the bill: no month repeats it
  bool within = false;      // a PUT or part that S3 makes itself, as a copy
  bool replicates = false;  // S3's own: no fee for the request itself where it reads
};

class S3Door {
 public:
  /// Where KMS's calls go: to the quota of the scenario's account and region, or to another one's, of which nobody knows.
  enum class Keys { here, elsewhere };
  /// `path` such as "s3.inbox"; `settings` outlive it. `kms` is null where nobody counts its calls.
  S3Door(const Run& run, const BucketSettings& settings, const std::string& path, Kms* kms,
         Keys keys = Keys::here);

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
  /// Of each attempt of the request.
  [[nodiscard]] double latency_of(const S3Request& request) const;
  /// Requests of a row that are like this one, after a first one that went through ask(), of so many bytes in all: the least seconds that
  /// they take at the bucket's limit, and at KMS's. They count for the bill.
  [[nodiscard]] double ask_for_more(const S3Request& like, std::uint64_t requests, std::uint64_t bytes = 0);

  /// The calls of KMS alone that such requests need.
  [[nodiscard]] double ask_for_keys(const S3Request& like, std::uint64_t requests);

  /// While true every request is answered 503 (after the usual latency).
  void set_outage(bool outage) { outage_ = outage; }
  /// The share of requests answered with a 5xx error, 0 to 1.
  void set_error_rate(double share) { error_rate_ = share; }

  /// Tells the journal what has not been billed.
  void sample();
  void finish(const MetricsOf& metrics) const;
  [[nodiscard]] std::uint64_t errors() const { return errors_.count(); }

 private:
  [[nodiscard]] Refusal judge(const S3Request& request);
  [[nodiscard]] bool fails(Entity request, Purpose purpose) const {
    return outage_ || (error_rate_ > 0 && error_stream_.uniform(request, purpose) < error_rate_);
  }
  [[nodiscard]] bool needs_key(S3Operation operation) const;
  [[nodiscard]] bool key_is_there(const S3Request& request);
  [[nodiscard]] RequestLimit& limit_of(S3Operation operation);
  void bill(const S3Request& request, Meter meter, std::uint64_t units);
  void bill_requests(S3Operation operation, std::optional<NameId> flow, std::uint64_t requests, bool one_off);
  void bill_reads(const S3Request& like, std::uint64_t requests, std::uint64_t bytes);

  const Run& run_;
  const BucketSettings& settings_;
  Kms* kms_;
  Keys keys_;
  NameId name_;
  Stream put_stream_;
  Stream get_stream_;
  Stream head_stream_;
  Stream retry_stream_;
  Stream error_stream_;
  RequestLimit writes_;
  RequestLimit reads_;
  bool outage_ = false;
  double error_rate_ = 0;
  Unbilled unbilled_writes_;  // in the upload class
  Unbilled unbilled_parts_;   // of uploads, as STANDARD bills them
  Unbilled unbilled_lists_;
  Unbilled unbilled_reads_;
  Counted errors_;
  std::uint64_t keyed_requests_ = 0;
};

}  // namespace garoa

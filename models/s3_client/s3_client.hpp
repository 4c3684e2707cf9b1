// A program that speaks to S3: a client of a flow, a copying tool, a restore.
//
// Modelled: requests at once, files at once, parts of one file at once; the processor's time for each file, request and
// megabyte, on so many threads (of the instance where the program runs, else of a computer of its own); connections, of
// which a new one costs round trips and begins with a small window (slow start), and which are kept for a while; the
// round trips of a distant bucket with each request; a file from the tool's threshold on goes in parts: creation, parts
// side by side, what the program does of one part after the other, completion (or, after a refusal or when the client gives
// up, a request that clears the parts away, whose storage is billed until then), or in ranges that are read side by side; parts
// grow where a file would have more than 10,000;
// the SDK's retries with their quota; listings page by page, several pages at once if so wished.
// What S3 makes of a request is the bucket's (models/s3); how the bytes get there is the route's.
//
// Parts that S3 copies by itself share what it makes of one object, evenly.
//
//   a request up     turn -> processor -> bytes are read (of a pack both at once) -> connection -> round trips, latency of S3, retries -> bytes
//   a request down   turn -> connection -> round trips, latency of S3, retries -> bytes and beside them processor -> write
//
// Who gives up waiting leaves the line at once, and asks for nothing more but to clear parts away: an object that is not whole by then
// never is. The processor's time for a file's bytes comes before they are sent: one request at a time takes that sum or longer where tools
// were measured (cases V8 and C34), though a program might compute the next bytes while it sends.
//
// Not modelled: connections that break, time-outs of single requests, a download of a file whose size the program has to ask for.
//
// Settings: s3_tool_settings.hpp, s3_connection_settings.hpp. Cost of a request: O(1) and what its waits cost.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/ec2/ec2.hpp"
#include "models/s3/retry_quota.hpp"
#include "models/s3/s3.hpp"
#include "models/s3_client/s3_connection_settings.hpp"
#include "models/s3_client/s3_route.hpp"
#include "models/s3_client/s3_tool_settings.hpp"
#include "sim/engine/server_pool.hpp"
#include "sim/engine/wait_group.hpp"

namespace garoa {

/// What became of a request after all of the client's attempts: true when it was served.
struct S3Answer {
  Refusal refusal = Refusal::none;  // of the last attempt
  bool given_up = false;            // who asked has not waited for it
  std::uint64_t carried = 0;        // bytes that have passed
  operator bool() const { return refusal == Refusal::none && !given_up; }
  [[nodiscard]] Reason reason() const;
};

/// A file, or a part of it, on its way.
struct S3Part {
  std::uint32_t number = 0;
  std::uint64_t bytes = 0;
};

/// What a program does with a file's bytes besides: reads them before they are sent, writes them when they have come.
class S3FileBytes {
 public:
  S3FileBytes() = default;
  S3FileBytes(const S3FileBytes&) = delete;
  S3FileBytes& operator=(const S3FileBytes&) = delete;
  virtual ~S3FileBytes() = default;

  [[nodiscard]] virtual Task<> handle(S3Part part) = 0;
  /// The part is at S3.
  virtual void sent(S3Part /*part*/) {}
  /// Is the rest still wanted?
  [[nodiscard]] virtual bool wanted() const { return true; }
};

/// One file to be sent or fetched. Outlives its transfer: it has a name where that is awaited.
struct S3File {
  Bucket& bucket;
  NameId flow;
  NameId phase;
  Document document;
  Purpose purpose;
  StorageClass from = StorageClass::standard;  // what it is fetched from
  bool within = false;                         // S3 makes the copy by itself: no bytes pass the program
  std::uint32_t files = 1;                     // that the object is made of; several go in one request
  S3FileBytes* bytes = nullptr;                // outlives the transfer
  bool one_off = false;                        // for the bill: no month repeats it
  Patience* patience = nullptr;                // of who may give up; outlives the transfer
  [[nodiscard]] bool given_up() const { return patience != nullptr && patience->over(); }
  [[nodiscard]] bool wanted() const { return !given_up() && (bytes == nullptr || bytes->wanted()); }
};

class S3Client {
 public:
  struct Setup {
    std::string path;  // such as "backup.nightly"
    S3ToolSettings tool;
    S3ConnectionSettings connections;
    Ec2Instance* instance = nullptr;                     // where it computes; null: on a computer of its own
    double round_trip = 0;                               // s, beyond that within the region
    double round_trips = 1;                              // of those with each request
    S3CopyRates copy_rates = {};                         // of those who ask for copies
    std::optional<BytesPerSecond> connection_rate = {};  // of one connection; default: S3's and the window's
    std::uint32_t programs = 1;                          // each with a retry quota of its own
    S3Compression compression =
        {};                 // of what it sends or fetches: documents here are as large as S3 stores them
    bool measured = false;  // reports what its files and requests take
  };
  S3Client(const Run& run, Setup setup);
  /// Before the run. Without one each connection goes for itself, at S3's rate. The route outlives the client's work.
  void set_route(S3Route& route) { route_ = &route; }

  /// Sends a file: an object once that is there.
  [[nodiscard]] Task<S3Answer> upload(const S3File& file);
  [[nodiscard]] Task<S3Answer> download(const S3File& file);
  /// Asks for a copy that S3 makes by itself.
  [[nodiscard]] Task<S3Answer> copy_within(S3File file);
  /// Lists everything that the bucket holds. Refused as a whole if the first page is. `one_off`: no month repeats it.
  [[nodiscard]] Task<S3Answer> list(Bucket& bucket, FlowId flow, NameId phase, bool one_off = false);
  /// Asks for the metadata of so many objects, one after the other, there or not; refused as a whole if the first is.
  [[nodiscard]] Task<S3Answer> head(Bucket& bucket, std::uint64_t objects, FlowId flow, NameId phase);

  /// A place for each file at once: whoever begins one takes it first.
  [[nodiscard]] ServerPool& files() { return files_; }
  [[nodiscard]] const S3ToolSettings& tool() const { return setup_.tool; }
  /// Does a file of this size go in parts? A copy that S3 makes by itself has a threshold of its own.
  [[nodiscard]] bool is_multipart(const Bucket& bucket, std::uint64_t bytes, bool within = false) const;
  /// What a connection carries at most, of S3 and of its window.
  [[nodiscard]] BytesPerSecond rate(const Bucket& bucket, S3Direction direction) const;
  /// Metrics of files and requests.
  void finish(MetricSink& metrics) const;

 private:
  /// A file in parts.
  struct Cut {
    const S3File& file;
    S3Direction direction;
    std::uint64_t part;  // bytes of each but the last
    std::uint32_t parts;
    ServerPool gate;
    ServerPool serial;  // what the program does with one part after the other
    WaitGroup under_way;
    S3Answer answer = {};
    std::uint64_t arrived = 0;  // bytes of the parts that are at S3
    double arrived_at = 0;      // each byte's time, added up
    [[nodiscard]] S3Part part_of(std::uint32_t number) const;
  };

  /// What a request is for.
  struct Exchange {
    S3Operation operation;
    Purpose purpose;
    S3Part part = {};
    bool whole = false;                // is all of its file
    double cpu = 0;                    // s, beside that of each request
    std::optional<double> began = {};  // with the file; default: with the request
    std::uint32_t side_by_side = 1;    // parts of its object
  };

  [[nodiscard]] Task<S3Answer> transfer(const S3File& file, S3Direction direction);
  [[nodiscard]] Task<S3Answer> transfer_prepared(const S3File& file, Exchange whole);
  [[nodiscard]] Task<S3Answer> transfer_parts(const S3File& file, S3Direction direction);
  [[nodiscard]] Task<> transfer_all(Cut& cut);
  /// The upload will not be completed.
  [[nodiscard]] Task<> clear_away(const Cut& cut);
  Process transfer_part(Cut& cut, std::uint32_t number, ServerPool::Place place);
  [[nodiscard]] Task<S3Answer> prepare(const S3File& file);
  /// What a request takes with it, or brings.
  struct Passing {
    S3Direction direction;
    std::uint64_t bytes;  // through the program
    double cpu;           // s
    BytesPerSecond rate;  // of the connection alone
    S3FileBytes* handled;
    bool routed;
  };
  [[nodiscard]] Passing passing_of(const S3File& file, const Exchange& what) const;
  /// A request until S3 has answered, with all attempts.
  struct Asking {
    S3Request request;
    RetryQuota& quota;
    double far;                       // s, of each attempt, beyond S3's own
    double paid = 1;                  // what a success gives back
    Refusal refusal = Refusal::none;  // of the last attempt
  };
  [[nodiscard]] Asking asking_for(const S3File& file, const Exchange& what);
  void answered(const S3File& file, Asking& asking, const Bucket::Answer& answer) const;
  [[nodiscard]] std::optional<double> pause_of(const S3File& file, Asking& asking) const;
  /// A request with everything that belongs to it.
  [[nodiscard]] Task<S3Answer> exchange(const S3File& file, Exchange what);
  /// Gives how many bytes passed.
  [[nodiscard]] Task<std::uint64_t> carry(const S3File& file, const Passing& passing, std::uint64_t bytes);
  [[nodiscard]] Task<std::uint64_t> carry_patiently(const S3File& file, BytesPerSecond rate,
                                                    std::uint64_t bytes);
  /// Gives how long it was: not to the end if the client gives up.
  [[nodiscard]] Task<double> wait_out(Patience& patience, double seconds);
  [[nodiscard]] Task<> compute(const S3File& file, double seconds);
  Process compute_beside(const S3File& file, double seconds, WaitGroup& beside);

  [[nodiscard]] const RetrySettings& retry_of(const Bucket& bucket) const;
  [[nodiscard]] double waits_before_bytes(S3Operation operation) const;
  [[nodiscard]] double cpu_per_file(const S3File& file) const;
  [[nodiscard]] double cpu_per_request(std::uint64_t bytes) const;
  [[nodiscard]] BytesPerSecond copy_rate(std::uint32_t side_by_side) const;
  [[nodiscard]] double round_trip() const {
    return setup_.round_trip + setup_.connections.region_round_trip.count();
  }
  /// Takes one that is idle; false if a new one has to be made.
  [[nodiscard]] bool take_connection();
  /// Seconds that a new connection takes longer for these bytes than one at work: its set-up, its slow start.
  [[nodiscard]] double beginning(std::uint64_t bytes, BytesPerSecond rate) const;
  void waited(const S3File& file, NameId resource, double seconds, double queueing) const;

  const Run& run_;
  Setup setup_;
  S3Route* route_ = nullptr;
  ServerPool files_;
  std::optional<ServerPool> requests_;  // none: no limit
  ServerPool threads_;
  std::vector<RetryQuota> quotas_;
  std::vector<double> idle_;  // when connections were used last, that have nothing to do
  std::uint64_t listings_ = 0;
  NameId cpu_name_;
  NameId round_trips_name_;
  NameId connection_name_;
  Spread file_latency_;
  Spread request_latency_;
};

}  // namespace garoa

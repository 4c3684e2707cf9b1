// A drill of Flow 2: documents of a function's bucket go through the function once more.
//
// Modelled: notice and decision, the start of the tool, listing of the bucket, then a call of the function for each of the documents, so
// many at once. The calls are like any others: they need environments within the function's concurrency, which the flow's own events need
// too, GET the document, work, ask services and write the result, are logged and billed. One that is refused or fails is tried again as
// `retries` say; a document whose tries all failed is missing. The tool waits for each answer.
// The results go to a place that is made for the drill: they are no effects, nobody is told of them, no event follows, and what is done
// already is done again, whatever the function's idempotency.
// Documents are those that clients put into the bucket within `window`, and that are there still: all, or a part of them.
// Not modelled: the fee of S3 Batch Operations for a job and its objects; documents from before the run; durations of a trace; storage of
// the results.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "models/lambda/function.hpp"
#include "models/restore/drill_settings.hpp"
#include "models/restore/restore.hpp"
#include "models/retry/upload_retries.hpp"
#include "models/s3/s3.hpp"
#include "models/s3_client/s3_client.hpp"
#include "sim/flows/handler.hpp"

namespace garoa {

class ReplayDrill final : public Restore {
 public:
  struct Parts {
    Function& function;
    Handler& handler;
    Bucket& bucket;  // whose documents
    LogGroup* logs;  // of their flow; null: none
  };
  ReplayDrill(const Run& run, const DrillSettings& drill, const Parts& parts, Names names);

  /// The documents, of those that are in the bucket now.
  [[nodiscard]] std::optional<Wanted> choose() override;

  [[nodiscard]] bool is_back(std::uint64_t newer) const override { return newer < back_; }
  [[nodiscard]] bool serves_at_once() const override { return false; }
  [[nodiscard]] bool has_source() const override { return true; }
  void finish(MetricSink& metrics) override;

 private:
  struct Stored {
    Document document;
    double created;
  };
  [[nodiscard]] Task<> provision() override { co_return; }
  [[nodiscard]] Task<> copy_all() override;
  [[nodiscard]] Task<> call_all();
  Process replay(ServerPool::Place place, Stored stored);
  /// One try; false if it is refused or fails.
  [[nodiscard]] Task<bool> call(const Stored& stored, std::uint32_t attempt);
  void came_back(const Document& document);

  ReplaySettings how_;
  double at_;
  Parts parts_;
  S3Client client_;
  ServerPool at_once_;
  UploadRetries retries_;
  Stream chance_;
  std::uint32_t rehearsal_;
  NameId start_up_name_;
  std::deque<Stored> stored_;
  std::vector<Stored> chosen_;
  std::uint64_t back_ = 0;
  std::uint64_t bytes_back_ = 0;
  std::uint64_t tries_ = 0;
  std::array<std::uint64_t, events::RestoreFinished::listed> first_missing_{};
  std::size_t missing_ = 0;
};

}  // namespace garoa

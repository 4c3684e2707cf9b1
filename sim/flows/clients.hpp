// The clients of a flow: they send documents, and send a refused one again.
//
// The same for every kind of flow: when documents arrive, how large they are and which keys they get, pauses between tries, what is
// counted and reported. What one try does is the flow's own (UploadPath). Entropy: the streams "flows.X.uploads", ".size",
// ".key" and ".retries".
// With a time-out a client gives up a try that has no answer by then, and tries again as after any failure; the server, which
// does not know, goes on with what it has (what it keeps of it is the flow's): a document may be worked on twice.
// Waits of such a try count to its end.
// Not modelled: time-outs of silence alone (such as the 60 s of AWS's CLI for the next byte), and for connecting.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "models/client/patience.hpp"
#include "models/retry/upload_retries.hpp"
#include "models/service.hpp"
#include "sim/core/calendar.hpp"
#include "sim/engine/process.hpp"
#include "sim/flows/document_amount.hpp"
#include "sim/flows/document_event.hpp"
#include "sim/flows/flow_settings.hpp"
#include "sim/workload/arrivals.hpp"
#include "sim/workload/burstiness.hpp"
#include "sim/workload/document_sizes.hpp"

namespace garoa {

/// A document on its way, over all tries.
struct Upload {
  Document document;
  double own_duration = -1;      // s of a handler, as a trace gives it; negative: none
  ObjectKey key = {};            // of flows whose documents become objects
  bool key_repeats = false;      // other documents of the flow may have the same key
  std::uint32_t tries = 1;       // the one at work included
  bool admitted = false;         // one of the tries has reached the function
  SharedEvent first = nullptr;   // has the effects of all tries, once one may have had some
  Patience* patience = nullptr;  // of the try at work, where the client has a time-out
  [[nodiscard]] bool given_up() const { return patience != nullptr && patience->over(); }
};

/// Why a try failed.
struct UploadFailure {
  Reason reason;
  bool is_final = false;                // no client tries that again
  std::optional<NameId> resource = {};  // that refused it, where that is known
};

/// What a flow does with a document.
class UploadPath {
 public:
  virtual ~UploadPath() = default;
  /// One try. When the client has its success, it says so with Clients::acknowledge(), and gives nothing; else it gives
  /// why it failed.
  [[nodiscard]] virtual Task<std::optional<UploadFailure>> attempt(Upload& upload) = 0;
};

class Clients {
 public:
  /// `path` and `settings` outlive it.
  Clients(const Run& run, const FlowCommon& settings, UploadKeys keys, const Calendar& calendar,
          UploadPath& path);

  /// Starts them; none begins an upload at `end` or later.
  void begin(double end);
  /// The client got its success now.
  void acknowledge(const Document& document);

  [[nodiscard]] FlowId flow() const { return flow_; }
  /// "upload".
  [[nodiscard]] NameId phase() const { return phase_; }
  /// Uploads that have started and not ended.
  [[nodiscard]] std::uint64_t open() const { return open_; }
  [[nodiscard]] const DocumentAmount& acknowledged() const { return acknowledged_; }
  [[nodiscard]] const BurstinessMeter& burstiness() const { return burstiness_; }
  /// Time that an upload spent because of a resource.
  void waited(NameId resource, double seconds, double queueing) const;

 private:
  Process take_uploads(std::unique_ptr<ArrivalProcess> arrivals);
  Process send(const Arrival& arrival);
  /// A try that goes on for itself once its client has given it up.
  struct Try;
  [[nodiscard]] Task<std::optional<UploadFailure>> attempt_in_time(Upload& upload);
  Process work_on(std::shared_ptr<Try> one);
  Process lose_patience(std::shared_ptr<Try> one);
  [[nodiscard]] Upload upload_of(const Arrival& arrival);
  [[nodiscard]] ObjectKey key_of(const Arrival& arrival);

  const Run& run_;
  const FlowCommon& settings_;
  UploadKeys keys_;
  const Calendar& calendar_;
  UploadPath& path_;
  SizeModel sizes_;
  Stream size_stream_;
  Stream key_stream_;
  UploadRetries retries_;
  FlowId flow_;
  NameId phase_;
  std::uint64_t open_ = 0;
  DocumentAmount acknowledged_;
  BurstinessMeter burstiness_;
};

}  // namespace garoa

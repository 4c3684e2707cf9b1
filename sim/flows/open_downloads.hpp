// The downloads of a flow that have begun and not ended: what the journal hears of them, and clients that give up.
//
// With a time-out a client gives up a download that it has not got by then; what it fetches from goes on as far as it must.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "models/client/patience.hpp"
#include "models/service.hpp"
#include "sim/core/units.hpp"
#include "sim/journal/document.hpp"

namespace garoa {

class OpenDownloads {
 public:
  OpenDownloads(const Run& run, FlowId flow, std::optional<Seconds> timeout)
      : run_{run}, flow_{flow}, timeout_{timeout} {}

  [[nodiscard]] std::uint64_t count() const { return open_; }

  struct Download {
    std::uint64_t request;
    double began;
    std::shared_ptr<Patience> patience;  // null: it has no end
  };
  [[nodiscard]] Download begin(std::uint64_t request);
  /// The client has so many bytes, or not, for that reason. Nothing happens if it had given up.
  void end(const Download& download, std::uint64_t bytes, std::optional<Reason> failed);

 private:
  Process lose_patience(Download download);
  void fail(std::uint64_t request, Reason reason);

  const Run& run_;
  FlowId flow_;
  std::optional<Seconds> timeout_;
  std::uint64_t open_ = 0;
};

}  // namespace garoa

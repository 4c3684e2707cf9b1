// A flow: clients that upload documents, and what the run asks of it, whatever its kind.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/restore/restore.hpp"
#include "models/service.hpp"
#include "sim/flows/clients.hpp"
#include "sim/flows/document_amount.hpp"

namespace garoa {

/// How bursty a stream of requests was.
struct NamedBurstiness {
  std::string stream;  // "uploads"
  const BurstinessMeter* meter;
};

/// A kind of flow is its attempt() (see UploadPath), and what it has beside uploads.
class Flow : private UploadPath {
 public:
  Flow(const Flow&) = delete;
  Flow& operator=(const Flow&) = delete;

  /// Starts the clients; none arrives after `end`.
  virtual void begin(double end) { clients_.begin(end); }
  struct Open {
    std::uint64_t uploads;
    std::uint64_t downloads;
  };
  /// Requests that have started and not ended.
  [[nodiscard]] virtual Open open() const { return {clients_.open(), 0}; }
  /// Acknowledged documents that some store holds; by default all.
  [[nodiscard]] virtual DocumentAmount kept() const { return clients_.acknowledged(); }
  [[nodiscard]] virtual std::vector<NamedBurstiness> burstiness() const {
    return {{"uploads", &clients_.burstiness()}};
  }

  // What happens to resources, by name. A flow that does not work with the resource does nothing.

  /// The volume has been lost; `since_failure`: given up, so many s after it went out of reach.
  virtual void volume_lost(const std::string& /*volume*/, double /*since_failure*/) {}
  /// Replaces and restores the lost volume, as the flow's settings say; false if they do not. `noticed`: in another zone.
  [[nodiscard]] virtual Task<bool> recover(const std::string& volume,
                                           std::optional<Restore::Noticed> noticed);
  /// How it moves to another zone what it has on that instance.
  struct Move {
    double detect = 0;       // s
    double switch_over = 0;  // s
    std::vector<std::string> volumes;
  };
  /// Nothing: it waits until the zone is back.
  [[nodiscard]] virtual std::optional<Move> move_from(const std::string& /*instance*/) const {
    return std::nullopt;
  }
  /// The instance has stopped abruptly.
  virtual void instance_stopped(const std::string& /*instance*/) {}
  /// What the copies of the backup hold now of the flow's documents, for a restore; nothing if it copies none of them.
  [[nodiscard]] virtual std::optional<Restore::Wanted> in_copies(const std::string& /*backup*/) const {
    return std::nullopt;
  }

 protected:
  /// `settings` and `calendar` outlive the flow.
  Flow(const Run& run, const FlowCommon& settings, UploadKeys keys, const Calendar& calendar)
      : run_{run}, clients_{run, settings, keys, calendar, *this} {}

  [[nodiscard]] const Run& run() const { return run_; }
  [[nodiscard]] Clients& clients() { return clients_; }
  [[nodiscard]] const Clients& clients() const { return clients_; }

 private:
  const Run& run_;
  Clients clients_;
};

}  // namespace garoa

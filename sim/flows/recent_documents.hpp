// The documents of a flow that were acknowledged last, of which clients want one now and then.
//
// Each lies on the volume of one site, or in a bucket. Memory: 65,536 documents at most; older ones are never wanted.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "sim/journal/events.hpp"

namespace garoa {

class RecentDocuments {
 public:
  struct Stored {
    DocumentId id;
    std::uint64_t bytes;
    std::uint32_t site = 0;    // on whose volume it lies
    bool cold = false;         // of the volume's predecessor, and nobody has read it yet
    std::uint64_t number = 0;  // in the site's ledger
    double stored = 0;         // in a bucket: when
    double used = stored;      // likewise: when it was stored or read last
  };

  void remember(const Stored& stored);
  [[nodiscard]] bool empty() const { return ring_.empty(); }
  [[nodiscard]] std::size_t size() const { return ring_.size(); }
  /// How many documents back from the newest a client wants one: exponentially distributed with that mean, among those that are
  /// there, and so many older ones. `luck` is in (0, 1).
  [[nodiscard]] double distance_wanted(double mean, double luck, std::uint64_t older = 0) const;
  /// Of a distance that leads beyond those that are there: how many older ones lie before the wanted one.
  [[nodiscard]] std::optional<std::uint64_t> beyond(double distance) const {
    if (distance < static_cast<double>(ring_.size())) return std::nullopt;
    return static_cast<std::uint64_t>(distance) - ring_.size();
  }
  /// The place of the one so many documents back from the newest; of the oldest if there are not so many.
  [[nodiscard]] std::size_t place_back(double distance) const;
  /// When the document in that place was used before; it is read now.
  double read(std::size_t place, double now) { return std::exchange(ring_[place].used, now); }
  [[nodiscard]] const Stored& at(std::size_t place) const { return ring_[place]; }
  /// The site's volume was lost.
  void cool(std::size_t site);
  /// Is the document, still in its place, read for the first time since its volume was lost?
  [[nodiscard]] bool first_read(std::size_t place, DocumentId id);
  /// Of the site's documents only those are there still that have the numbers from `first` to before `end`.
  void forget_lost(std::size_t site, std::uint64_t first, std::uint64_t end);

 private:
  static constexpr std::size_t most = 65'536;

  std::vector<Stored> ring_;
  std::uint64_t remembered_ = 0;  // place of the next one, modulo `most`
};

}  // namespace garoa

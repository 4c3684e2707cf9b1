// The documents of a flow that were acknowledged last, of which clients want one now and then.
//
// Each lies on the volume of one site. Memory: 65,536 documents at most; older ones are never wanted.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/journal/events.hpp"

namespace garoa {

class RecentDocuments {
 public:
  struct Stored {
    DocumentId id;
    std::uint64_t bytes;
    std::size_t site;
    std::uint64_t number;  // of the site's documents, the first being 0
    bool cold = false;     // of the volume's predecessor, and nobody has read it yet
  };

  explicit RecentDocuments(std::size_t sites) : kept_(sites) {}

  void remember(const Document& document, std::size_t site);
  [[nodiscard]] bool empty() const { return ring_.empty(); }
  /// The place of the one so many documents back from the newest; of the oldest if there are not so many.
  [[nodiscard]] std::size_t place_back(double distance) const;
  [[nodiscard]] const Stored& at(std::size_t place) const { return ring_[place]; }
  /// The site's volume was lost.
  void cool(std::size_t site);
  /// Is the document, still in its place, read for the first time since its volume was lost?
  [[nodiscard]] bool first_read(std::size_t place, DocumentId id);
  /// The site's newest documents are gone.
  void forget_newest(std::size_t site, std::uint64_t documents);
  /// Documents of the site that were remembered and not forgotten.
  [[nodiscard]] std::uint64_t of_site(std::size_t site) const { return kept_[site]; }

 private:
  static constexpr std::size_t most = 65'536;

  std::vector<Stored> ring_;
  std::uint64_t remembered_ = 0;  // place of the next one, modulo `most`
  std::vector<std::uint64_t> kept_;
};

}  // namespace garoa

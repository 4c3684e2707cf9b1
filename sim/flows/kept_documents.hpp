// Where the acknowledged documents of a flow are: on its volume, in copies only, or lost.
//
// Counts, so memory is flat; every document is in one place: kept + lost = acknowledged. What is lost is reported as
// events::DocumentsLost. Not modelled: copies that a lifecycle rule deletes while the documents are still wanted.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "models/backup/unprotected.hpp"
#include "models/service.hpp"

namespace garoa {

class KeptDocuments {
 public:
  struct Amount {
    std::uint64_t documents = 0;
    std::uint64_t bytes = 0;
  };
  KeptDocuments(const Run& run, NameId flow) : run_{run}, flow_{flow} {}

  /// Acknowledged now, and on the volume.
  void keep(const Document& document);
  /// Acknowledged now, but its volume or cache is gone already.
  void lose(const Document& document, Reason reason);
  /// The volume is gone. `unprotected` had no second copy; null: there are no copies at all.
  void volume_lost(const Unprotected* unprotected);
  /// The instance's memory is gone, and with it these documents' only place on the volume's side. Those in
  /// `lost` had no second copy either.
  void memory_lost(const std::vector<Document>& lost, const std::vector<Document>& copied,
                   double oldest_acknowledged);
  /// The copies are gone too.
  void copies_lost(Reason reason);
  /// What was in copies only is on the volume again.
  void restored();

  [[nodiscard]] std::uint64_t kept() const { return on_volume_.documents + in_copies_only_.documents; }
  /// What a restore has to bring back.
  [[nodiscard]] const Amount& in_copies_only() const { return in_copies_only_; }
  /// What a restore could bring back now, if the volume were lost and `unprotected` with it.
  [[nodiscard]] Amount in_copies(const Unprotected& unprotected) const {
    return {on_volume_.documents + in_copies_only_.documents - unprotected.documents,
            on_volume_.bytes + in_copies_only_.bytes - unprotected.bytes};
  }

 private:
  const Run& run_;
  NameId flow_;
  Amount on_volume_;
  Amount in_copies_only_;
  double oldest_on_volume_ = 0;
  double oldest_in_copies_ = 0;
};

}  // namespace garoa

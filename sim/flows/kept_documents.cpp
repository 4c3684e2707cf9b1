#include "sim/flows/kept_documents.hpp"

#include <utility>

namespace garoa {

void KeptDocuments::keep(const Document& document) {
  if (on_volume_.documents == 0) oldest_on_volume_ = run_.now();
  ++on_volume_.documents;
  on_volume_.bytes += document.bytes;
}

void KeptDocuments::lose(const Document& document, Reason reason) {
  run_.journal.report(
      events::DocumentsLost{run_.now(), flow_, reason, 1, document.bytes, run_.now(), {&document, 1}});
}

void KeptDocuments::volume_lost(const Unprotected* unprotected) {
  const Unprotected lost = unprotected != nullptr
                               ? *unprotected
                               : Unprotected{on_volume_.documents, on_volume_.bytes, oldest_on_volume_};
  if (in_copies_only_.documents == 0) oldest_in_copies_ = oldest_on_volume_;
  in_copies_only_.documents += on_volume_.documents - lost.documents;
  in_copies_only_.bytes += on_volume_.bytes - lost.bytes;
  on_volume_ = {};
  if (lost.documents == 0) return;
  run_.journal.report(events::DocumentsLost{
      run_.now(), flow_, Reason::volume_lost, lost.documents, lost.bytes, lost.oldest_acknowledged, {}});
}

void KeptDocuments::memory_lost(const std::vector<Document>& lost, const std::vector<Document>& copied,
                                double oldest_acknowledged) {
  for (const auto& document : copied) {
    --on_volume_.documents;
    on_volume_.bytes -= document.bytes;
    ++in_copies_only_.documents;
    in_copies_only_.bytes += document.bytes;
  }
  std::uint64_t bytes = 0;
  for (const auto& document : lost) bytes += document.bytes;
  on_volume_.documents -= lost.size();
  on_volume_.bytes -= bytes;
  if (lost.empty()) return;
  run_.journal.report(events::DocumentsLost{run_.now(), flow_, Reason::page_cache, lost.size(), bytes,
                                            oldest_acknowledged, lost});
}

void KeptDocuments::copies_lost(Reason reason) {
  const auto lost = std::exchange(in_copies_only_, {});
  if (lost.documents == 0) return;
  run_.journal.report(
      events::DocumentsLost{run_.now(), flow_, reason, lost.documents, lost.bytes, oldest_in_copies_, {}});
}

void KeptDocuments::restored() {
  if (in_copies_only_.documents > 0) oldest_on_volume_ = oldest_in_copies_;
  on_volume_.documents += in_copies_only_.documents;
  on_volume_.bytes += in_copies_only_.bytes;
  in_copies_only_ = {};
}

}  // namespace garoa

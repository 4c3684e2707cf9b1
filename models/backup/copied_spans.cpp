#include "models/backup/copied_spans.hpp"

#include <algorithm>

namespace garoa {

std::vector<CopiedSpan> held_by_none(std::vector<CopiedSpan> held) {
  std::sort(held.begin(), held.end(),
            [](const CopiedSpan& a, const CopiedSpan& b) { return a.from.files < b.from.files; });
  std::vector<CopiedSpan> gone;
  CopiedSpan next;
  FileAmount most;
  const auto end_at = [&](const FileAmount& to) {
    next.to = to;
    if (next.to.files > next.from.files) gone.push_back(next);
  };
  for (const auto& span : held) {
    if (span.to.files > most.files) most = span.to;
    if (span.from.files >= span.to.files) continue;
    end_at(span.from);
    if (span.to.files > next.from.files) next = {span.to, {}, span.acknowledged};
  }
  end_at(most);
  return gone;
}

}  // namespace garoa

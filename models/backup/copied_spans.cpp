#include "models/backup/copied_spans.hpp"

#include <algorithm>

namespace garoa {

std::vector<CopiedSpan> held_by_none(std::vector<CopiedSpan> held) {
  std::sort(held.begin(), held.end(),
            [](const CopiedSpan& a, const CopiedSpan& b) { return a.from.files < b.from.files; });
  std::vector<CopiedSpan> gone;
  CopiedSpan next;
  CopiedSpan most;
  const auto end_at = [&](const FileAmount& to, double last) {
    next.to = to;
    next.last = last;
    if (next.to.files > next.from.files) gone.push_back(next);
  };
  for (const auto& span : held) {
    if (span.to.files > most.to.files) most = span;
    if (span.from.files >= span.to.files) continue;
    end_at(span.from, span.last);
    if (span.to.files > next.from.files) next = {span.to, {}, span.acknowledged};
  }
  end_at(most.to, most.acknowledged);
  return gone;
}

}  // namespace garoa

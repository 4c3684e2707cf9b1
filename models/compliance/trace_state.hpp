// What D-LG-03 knows of the documents of one flow: which are on their way, which went all of it, and of which a hop is missing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "models/compliance/evidence.hpp"
#include "models/compliance/id_set.hpp"
#include "models/compliance/waiting.hpp"

namespace garoa::compliance {

struct ChainState {
  explicit ChainState(double end) : waiting{end} {}
  Waiting waiting;      // for the last hop
  IdSet open;           // the same documents, of a flow that at most one function works for
  IdSet early;          // copied before the client had its answer
  IdSet broken_before;  // documents whose chain is broken somewhere
  IdSet unrecorded;     // documents a record of which got lost
  /// Of a flow that several functions work for: how many still work on a document, and those that all are done with.
  bool by_several = false;
  std::map<DocumentId, std::uint32_t> at_work;
  IdSet done;                                         // until no next function begins
  std::deque<std::pair<double, DocumentId>> done_at;  // by the time
  std::uint64_t broken_done = 0;                      // of all that are done, those with a broken chain
  std::uint64_t undone = 0;  // documents that went all their way, of which a hop is missing all the same
  /// Notifications on their way, by the document.
  struct Telling {
    double since = 0;
    std::uint64_t deliveries = 0;
  };
  std::map<DocumentId, Telling> telling;
  double longest = 0;
  std::uint64_t complete = 0;
  std::uint64_t silent = 0;  // of them, by functions that log to no group
  NameId silent_function;    // the first of these
  Occurrences untellable;    // documents of both kinds
  Reasons reasons;
  std::uint64_t lost = 0;          // documents, before the last hop
  std::uint64_t records_lost = 0;  // of documents that are known
  std::uint64_t unknown_lost = 0;  // records, of which nobody knows whose they are
  FirstTime first_complete;
  FirstTime first_untold;  // that cannot be told: a hop was not logged, or a record got lost

  [[nodiscard]] bool is_at_work_on(DocumentId id) const { return open.contains(id) || at_work.contains(id); }
  /// Documents whose chain only a lost record breaks: those that went all their way, and those that are still on it.
  struct Unrecorded {
    std::uint64_t complete = 0;
    std::uint64_t open = 0;
  };
  [[nodiscard]] Unrecorded only_unrecorded() const {
    Unrecorded found;
    for (const auto id : unrecorded.lowest(unrecorded.size())) {
      if (broken_before.contains(id)) continue;
      ++(is_at_work_on(id) || telling.contains(id) ? found.open : found.complete);
    }
    return found;
  }
  /// Documents that were processed, and of which a notification is on its way at the end: for longer than that, and the others.
  struct LateTelling {
    std::vector<DocumentId> stuck;
    std::uint64_t under_way = 0;
  };
  [[nodiscard]] LateTelling late_telling(double end, double longest_wait) const {
    LateTelling found;
    for (const auto& [id, notifications] : telling) {
      if (is_at_work_on(id) || broken_before.contains(id)) continue;
      if (end - notifications.since > longest_wait) {
        found.stuck.push_back(id);
      } else {
        ++found.under_way;
      }
    }
    return found;
  }
  /// Documents that went all their way, without those of which a hop is missing all the same, or still to come.
  [[nodiscard]] std::uint64_t all_done(const LateTelling& late) const {
    const auto others = (by_several ? broken_done : undone) + late.stuck.size() + late.under_way;
    return complete - std::min(complete, others);
  }
  /// So many that are at work for too long, by their number, but for those of which a record is lost: they are named with it.
  [[nodiscard]] std::vector<DocumentId> stuck_at_work(std::uint64_t stuck) const {
    auto ids = open.lowest(stuck);
    for (const auto& [id, functions] : at_work)
      if (ids.size() < stuck) ids.push_back(id);
    std::erase_if(ids, [&](DocumentId id) { return unrecorded.contains(id); });
    return ids;
  }
};

}  // namespace garoa::compliance

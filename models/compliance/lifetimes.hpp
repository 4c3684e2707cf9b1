// How long copies of documents live by what is declared: lifecycles, locks, retention, and programs that clear volumes out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "models/compliance/judge.hpp"

namespace garoa::compliance {

/// Days until the bucket deletes an object: by its lifecycle, but not before the end of its lock.
[[nodiscard]] double lifetime_of(const Bucket& bucket);

/// For how many days records of the group are kept, there or in the bucket that they are exported to; and for how many they can be read at
/// once. `setting` decides it.
struct RecordsKept {
  double days = 0;
  std::string setting;
  std::string bucket;  // empty: the group itself
};
[[nodiscard]] RecordsKept records_kept(const Architecture& architecture, const LogGroup& group);
[[nodiscard]] RecordsKept records_at_hand(const Architecture& architecture, const LogGroup& group);

/// The copy of a flow's documents that lives longest: its days after the upload, and whose it is.
struct LastCopy {
  double days = 0;
  std::string path;
  Location where;
  std::string setting;     // that decides it: "s3.archive.expiration"
  std::size_t copies = 0;  // that were looked at
};

/// Which copies count.
enum class Counted {
  kept,  // for a time that is laid down: a volume counts by its `keep`, and what a bucket keeps of deleted objects does not
  lying,  // wherever some may still be: on a volume without `keep` for ever, and what a bucket keeps of deleted objects too
};

/// Replicas stay for ever unless they have a lifecycle of their own: S3 replicates no deletion by a lifecycle.
[[nodiscard]] LastCopy last_copy_of(const Judge& judge, const Flow& flow, Counted which);

/// Does the bucket of the flow's documents delete objects before a recovery point is sure to show them? Documents that leave so are not
/// modelled: in the run a point shows all that came before it.
[[nodiscard]] bool points_miss_objects(const Judge& judge, const Flow& flow);

inline constexpr std::string_view objects_leave_unseen =
    "The bucket deletes objects before a recovery point is sure to show them; what becomes of those is not "
    "modelled.";

/// For how many days the flow's documents are on volumes at least; 0 for a flow without any.
[[nodiscard]] LastCopy longest_on_volumes(const Judge& judge, const Flow& flow, Counted which);

}  // namespace garoa::compliance

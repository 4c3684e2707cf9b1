// Which copies protect a flow's documents, as the scenario declares them.
#pragma once

#include <vector>

#include "models/compliance/owners.hpp"
#include "sim/journal/journal.hpp"

namespace garoa::compliance {

/// How documents of a flow become protected, by job or isolated, where a profile asks for it.
enum class Copies {
  not_asked,
  none,    // they never do
  jobs,    // of the volume: when they end well, or when their backups are copied
  points,  // of the bucket: when a recovery point that shows them is complete
  replicas,
  archives,  // when recovery points of the bucket that the volume's backup copies to are copied
};

struct CopiesOf {
  Copies job = Copies::not_asked;
  Copies isolated = Copies::not_asked;
  bool of_backups = false;  // replicas hold objects of the backups, else the documents as clients put them
};

/// Whether a backup's copies isolate.
[[nodiscard]] bool goes_to_other_account(const BackupJob& job);
/// The bucket of the flow's documents, or of their backups, that has replicas; null if there is none.
[[nodiscard]] const Bucket* replicated_bucket_of(const Owners& owners, const Flow& flow);
/// The backups of the flow's volume that copy to that bucket.
[[nodiscard]] std::vector<NameId> jobs_into(const Bucket& bucket, const Owners& owners, const Flow& flow,
                                            Journal& journal);
[[nodiscard]] Copies job_copies_of(const Owners& owners, const Flow& flow);
[[nodiscard]] Copies isolated_copies_of(const Owners& owners, const Flow& flow);

}  // namespace garoa::compliance

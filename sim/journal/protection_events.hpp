// Of events.hpp: copies and backups, failures and what they cost, restores, and documents that leave their volume.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sim/core/reason.hpp"
#include "sim/journal/document.hpp"

namespace garoa::events {

// --- protection: copies and backups ---

/// An object of a bucket, by the first document in it.
struct ObjectId {
  NameId flow;
  DocumentId id;
};
/// A recoverable second copy exists (mode file_object, or same_region in Flow 2).
struct DocumentProtected {
  double time;
  Document document;
  double acknowledged;
  std::optional<ObjectId> object = {};  // under whose name a bucket holds the copy, alone or with others
  std::optional<NameId> job = {};       // the backup that made it, if one did
};
/// Another backup of the volume has copied a document that has its first copy already.
struct DocumentCopiedAgain {
  DocumentProtected copy;
};
/// Documents from before the run have their first copy now. They came evenly between these times.
struct EarlierProtected {
  double time;
  NameId flow;
  std::uint64_t documents;
  double from;
  double to;
};
/// The replica of a document that came into the bucket from outside, at `stored`, is complete.
struct DocumentReplicated {
  double time;
  NameId bucket;
  Document document;
  double stored;
  bool other_account;
};
struct BackupStarted {
  double time;
  NameId job;
  NameId flow;
  double scheduled;
  std::uint64_t pending_bytes;
  std::uint64_t pending_files;
};
/// A run fell due, at `time`: it starts now, or waits for its turn.
struct BackupDue {
  double time;
  NameId job;
  NameId flow;
};
/// A run goes on to another part of its work: what it waited for before and what it waits for from now on do not overlap.
struct BackupWentOn {
  double time;
  NameId job;
  NameId flow;
};
/// The schedule fired while the previous run was still at work, policy skip.
struct BackupSkipped {
  double time;
  NameId job;
  NameId flow;
};
/// "expired": it did not start, or not end, within the time it was given.
enum class BackupOutcome { completed, partial, failed, expired };
struct BackupFinished {
  double time;  // end of the run
  NameId job;
  NameId flow;
  double scheduled;
  double started;
  double window;  // seconds; infinity when none is declared
  std::uint64_t bytes;
  std::uint64_t files;
  std::uint64_t failed_files;
  BackupOutcome outcome = BackupOutcome::completed;
  std::optional<Reason> reason = {};  // why it failed or expired
  std::uint32_t attempts = 1;
  std::uint64_t left_files = 0;  // due in this run, but not reached: they wait for the next one
};

/// A copy of a backup is complete in another region or account, of all documents acknowledged up to `point`.
struct BackupCopied {
  double time;
  NameId job;
  NameId flow;
  double point;
  bool other_account;
};

/// No recovery point of a bucket's backup is left: the next one that is complete shows all documents again. So many objects from before the run
/// are in none, the oldest of which came then; where the run begins with such, this is told too.
struct PointsGone {
  double time;
  NameId job;
  NameId flow;
  std::uint64_t before = 0;
  std::uint64_t before_bytes = 0;
  double before_since = 0;
};
/// Documents on a volume that had a copy and have none now, since their recovery points were deleted or a rule removed the objects, and those
/// from before the run that have none yet: so many there are from now on.
struct CopiesGone {
  double time;
  NameId flow;
  std::uint64_t documents;
  std::uint64_t bytes;
  double oldest_acknowledged;
};

// --- failures and what they cost ---

/// A declared failure begins. `failure` counts the scenario's failures from 0; `target` is what fails;
/// `flows` are those that work with it.
struct FailureStarted {
  double time;
  std::uint32_t failure;
  NameId target;
  std::string_view kind;  // "loss", "stop", "outage", "errors", "crash"
  std::span<const NameId> flows;
};
/// What failed works again. A lost volume does once its replacement takes requests.
struct FailureEnded {
  double time;
  std::uint32_t failure;
};
/// Acknowledged documents of which no store has a copy any more.
struct DocumentsLost {
  double time;
  NameId flow;
  Reason reason;
  std::uint64_t documents;
  std::uint64_t bytes;
  double oldest_acknowledged;
  /// Each of them; empty when they are all documents of the flow that had no second copy.
  std::span<const Document> listed;
  double since_failure = 0;       // s before `time` their store failed, and has not been within reach since
  std::uint64_t from_before = 0;  // of them, files that were there before the run: no event has told of them
  std::uint64_t from_before_bytes = 0;

  /// s of the oldest when its store failed: the RPO that was achieved.
  [[nodiscard]] double age() const { return time - since_failure - oldest_acknowledged; }
};

/// A restore begins: a drill, or the recovery of a flow from a loss. `source` is the backup job.
struct RestoreStarted {
  double time;
  NameId restore;  // "drills.1", "flows.intake.recovery"
  NameId flow;
  NameId source;
  std::uint64_t files;
  std::uint64_t bytes;
};
struct RestoreFinished {
  double time;
  NameId restore;
  NameId flow;
  NameId source;
  double began;
  /// What the time went to, one after the other; fetching and writing overlap and are told apart by the
  /// time that requests spent in them.
  struct Parts {
    double detect, provision, list, thaw, transfer, write, verify;
    double start, switch_over;  // of a site in another place
    double again;               // until a tool that had left files out was started again
  } seconds;
  double first;            // s after `began`: the first document is back
  double share;            // s: the share of the wanted documents that the restore times is back
  std::uint64_t expected;  // files, as those below
  std::uint64_t uncopied;  // of them: no copy has them, or none any more
  std::uint64_t restored;
  std::uint64_t bytes;
  static constexpr std::size_t listed = 20;     // of those missing, at most
  std::span<const std::uint64_t> missing = {};  // the first of what did not come back
  bool are_documents = false;                   // the missing; else files, by their turn from 0
};

/// Documents have left their volume for their age: to the copies alone (`archived`), or for good.
struct DocumentsLeft {
  double time;
  NameId flow;
  bool archived;
  std::uint64_t documents;
  std::uint64_t bytes;
  /// Of them, those without a copy: all of the flow's that have none and were acknowledged before that.
  std::uint64_t uncopied_documents;
  std::uint64_t uncopied_bytes;
  double acknowledged_before;
  bool from_before = false;  // they came before the run: no event has told of them
};

}  // namespace garoa::events

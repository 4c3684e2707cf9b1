// What the recovery monitor knows of one flow: which of its documents wait for which copy, what was lost, and the last
// recovery point.
//
// Protection object: the copy of the document exists. Protection job: the job that carried it has ended well; of documents
// that clients put into a bucket, their replica exists, or a recovery point that shows them. Protection isolated: a copy of the
// backup's snapshot or recovery point, or of a recovery point of the bucket that the backup copies to, a replica of the object that the
// backup made, or of the document itself, exists in another account. Where a flow has no such copy, its
// documents are never protected.
#pragma once

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "models/compliance/evidence.hpp"
#include "models/compliance/monitor.hpp"
#include "models/compliance/owners.hpp"
#include "models/compliance/profile.hpp"
#include "models/compliance/recovery_copies.hpp"
#include "models/compliance/unprotected.hpp"
#include "sim/core/long_queue.hpp"

namespace garoa::compliance {

/// Documents that wait for what protects them together: the good end of the job that copied them, a copy of the backup in
/// another account, or the replica of the object that holds them.
struct Copied {
  DocumentId id;
  std::uint64_t bytes;
  double acknowledged;
  double there;  // since when it is where that backup or object is made of: at first where the client put it
};

/// Of all profiles, ascending: the RPOs, and the bytes that may be at risk (D-RC-02).
struct RecoveryLimits {
  std::vector<double> ages;
  std::vector<double> bytes;
};

struct RecoveryState {
  RecoveryState(const Architecture& architecture, const RecoveryLimits& limits, const CopiesOf& copies_of)
      : limits_begin{architecture.warmup_s},
        copies{copies_of},
        object{limits_begin, limits.ages, true, architecture.sample_interval_s, architecture.duration_s},
        stored{limits_begin},
        before{limits_begin},
        recovery_point{limits_begin, limits.ages} {
    const auto make = [&](std::optional<UnprotectedDocuments>& documents, Copies kind) {
      documents.emplace(limits_begin, limits.ages, kind != Copies::none, architecture.sample_interval_s,
                        architecture.duration_s);
    };
    if (copies.job != Copies::not_asked) make(job, copies.job);
    if (copies.isolated != Copies::not_asked && !never_in_either()) make(isolated, copies.isolated);
    if (limits.bytes.empty()) return;
    for (auto* const documents : {&object, job ? &*job : nullptr, isolated ? &*isolated : nullptr})
      if (documents != nullptr) documents->watch_bytes(limits.bytes);
  }
  /// As a protection sees them; null where that is not modelled.
  [[nodiscard]] const UnprotectedDocuments* documents(Protection protection) const {
    switch (protection) {
      case Protection::object:
        return &object;
      case Protection::job:
        return job ? &*job : nullptr;
      case Protection::isolated:
        return not_yet_isolated();
    }
    return nullptr;
  }
  /// Documents that were there at the warm-up's end or came since, and what else was lost.
  [[nodiscard]] std::uint64_t observed() const {
    return static_cast<std::uint64_t>(std::max(0.0, stored.level_at_begin())) + came_since + lost_from_before;
  }
  /// The largest age of documents without each kind of copy, over time.
  void tell_series(const std::string& flow, double end, std::vector<Series>& out) const {
    const auto tell = [&](const char* metric, const UnprotectedDocuments& documents) {
      auto points = documents.age().peaks().points(end);
      if (!points.empty()) out.push_back({flow, metric, "Maximum", std::move(points)});
    };
    tell("garoa UnprotectedAge", object);
    if (job) tell("garoa UnprotectedAgeByJob", *job);
    if (const auto* const waiting = not_yet_isolated()) tell("garoa UnprotectedAgeIsolated", *waiting);
  }
  /// Documents that wait for a copy by job and for an isolated one, both for ever, are the same: they are kept once.
  [[nodiscard]] bool never_in_either() const {
    return copies.job == Copies::none && copies.isolated == Copies::none;
  }
  /// Null where the profiles ask for no isolated copy.
  [[nodiscard]] const UnprotectedDocuments* not_yet_isolated() const {
    const auto& documents = never_in_either() ? job : isolated;
    return documents ? &*documents : nullptr;
  }
  /// Files from before the run, of which some may be no documents.
  void before_gone(double time, std::uint64_t files) {
    before.add(time, -std::min(before.level(), static_cast<double>(files)));
  }
  /// These documents are gone for good.
  void lose(double time, std::span<const Document> documents) {
    if (documents.empty()) return;
    object.lose(time, documents);
    if (job) job->lose(time, documents);
    if (!isolated) return;
    isolated->lose(time, documents);
    IdSet ids;
    for (const auto& document : documents) ids.insert(document.id);
    erase_if(not_isolated, [&](const Copied& waiting) { return ids.contains(waiting.id); });
  }
  /// What was given up needs no copy any more.
  void left(const events::DocumentsLeft& event) {
    if (event.from_before) {
      before_gone(event.time, event.documents);
    } else {
      stored.add(event.time, -static_cast<double>(event.documents));
    }
    if (event.uncopied_documents == 0) return;
    if (event.time >= limits_begin) {
      given_up += event.uncopied_documents;
      first_given_up.see(event.time);
    } else {
      gone_early += event.uncopied_documents;
    }
    if (event.from_before) return;  // told as copies_gone()
    for (auto* const documents : {&object, job ? &*job : nullptr, isolated ? &*isolated : nullptr}) {
      if (documents == nullptr) continue;
      documents->lose_before(event.time, event.acknowledged_before, event.uncopied_bytes,
                             event.uncopied_documents);
    }
  }

  /// Of backups that are copied, the copies go with them: they have the same retention, and are there again when the next one is copied.
  void copies_gone(const events::CopiesGone& event) {
    const auto tell = [&](UnprotectedDocuments& documents) {
      documents.expose(event.time, event.documents, event.bytes, event.oldest_acknowledged);
    };
    tell(object);
    if (copies.job == Copies::jobs || copies.job == Copies::none) tell(*job);
    if (copies.isolated == Copies::jobs && event.documents > 0) tell(*isolated);
  }
  /// The bucket holds all that came, as long as its rules let it.
  void points_gone(const events::PointsGone& event) {
    while (!in_bucket.empty() && in_bucket.front().midnight + stays_s <= event.time) in_bucket.pop_front();
    const auto expose = [&](UnprotectedDocuments& documents, const LongQueue<Copied>& waiting) {
      std::uint64_t count = event.before;
      std::uint64_t bytes = event.before_bytes;
      for (const auto& day : in_bucket) {
        count += day.documents;
        bytes += day.bytes;
      }
      for (const auto& document : waiting) bytes -= document.bytes;
      const double oldest =
          event.before > 0 || in_bucket.empty() ? event.before_since : in_bucket.front().first;
      documents.expose(event.time, count - waiting.size(), bytes, oldest);
    };
    if (copies.job == Copies::points) expose(*job, not_in_point);
    if (by_backups()) expose(*isolated, not_isolated);
  }
  /// Copies of backups, of the documents' own store or of the bucket that holds their copies, isolate.
  [[nodiscard]] bool by_backups() const {
    return copies.isolated == Copies::jobs || copies.isolated == Copies::archives;
  }
  void came(double time, std::uint64_t bytes) {
    constexpr double day = 86400;
    const double midnight = std::ceil(time / day) * day;
    if (in_bucket.empty() || in_bucket.back().midnight < midnight)
      in_bucket.push_back({midnight, time, 0, 0});
    ++in_bucket.back().documents;
    in_bucket.back().bytes += bytes;
  }

  /// A job of the flow's volume has ended well: a recovery point, and what it has copied is protected by that.
  void job_ended(const events::BackupFinished& event) {
    recovery_point.piece(last_point, point_since, event.time, good_jobs);
    last_point = std::max(last_point, event.started);
    point_since = event.time;
    ++good_jobs;
    if (copies.job == Copies::points) {
      protect_until(event.started, event.time, not_in_point, *job);
      job->expose(event.time, 0, 0, 0);
    }
    if (copies.job != Copies::jobs) return;
    erase_if(copied, [&](const auto& entry) {
      const auto& [by, document] = entry;
      if (by && *by != event.job) return !waits(document, event.time, *job);
      protect_if_waiting(document, event.time, *job);
      return true;
    });
  }
  /// A backup of the flow's volume or bucket is in another account too.
  void backup_copied(const events::BackupCopied& event) {
    protect_until(event.point, event.time, not_isolated, *isolated);
    isolated->expose(event.time, 0, 0, 0);
  }
  /// A job of the flow's volume has copied the document, if not as the first. What isolates may be made of this job's copies alone, and this
  /// one may end well where another has not.
  void copied_by_job(const events::DocumentProtected& event) {
    const Copied document{event.document.id, event.document.bytes, event.acknowledged, event.time};
    if (archiving && archiving == event.job) {
      came(event.acknowledged, document.bytes);
      not_isolated.push_back(document);
    }
    if (copies.job == Copies::jobs) copied.emplace_back(event.job, document);
  }
  /// Have objects that the job makes a replica? Others wait for none.
  [[nodiscard]] bool replicates(const std::optional<NameId>& by) const {
    return by && std::find(replicated_jobs.begin(), replicated_jobs.end(), *by) != replicated_jobs.end();
  }
  /// All that was there by `point` has the copy at `time`.
  static void protect_until(double point, double time, LongQueue<Copied>& waiting,
                            UnprotectedDocuments& documents) {
    for (; !waiting.empty() && waiting.front().there <= point; waiting.pop_front())
      protect_if_waiting(waiting.front(), time, documents);
  }
  /// Another copy may have protected it, or it was lost before and has come back. True where its client has no answer yet.
  static bool waits(const Copied& document, double time, const UnprotectedDocuments& documents) {
    return !(document.acknowledged < time) || documents.waits(document.id, document.acknowledged);
  }
  static void protect_if_waiting(const Copied& document, double time, UnprotectedDocuments& documents) {
    if (waits(document, time, documents))
      documents.protect(time, document.id, document.bytes, document.acknowledged);
  }

  double limits_begin;  // the warm-up's end
  CopiesOf copies;
  UnprotectedDocuments object;
  LevelOverTime stored;          // documents where clients put them
  LevelOverTime before;          // on volumes, likewise: those that were there when the run began
  std::uint64_t came_since = 0;  // the warm-up
  std::optional<UnprotectedDocuments> job;
  LongQueue<std::pair<std::optional<NameId>, Copied>> copied;  // by the job that did
  std::optional<UnprotectedDocuments> isolated;
  LongQueue<Copied> not_in_point;  // of buckets that are backed up, in the order of acknowledgement
  LongQueue<Copied>
      not_isolated;  // of backups that are copied, in the order in which they came to where those are made of
  std::optional<NameId>
      archiving;  // the backup whose bucket's recovery points are copied, where those isolate
  double stays_s = std::numeric_limits<double>::infinity();  // a document in the bucket
  /// What came into a bucket that is backed up, by the midnight after.
  struct CameOnDay {
    double midnight;
    double first;
    std::uint64_t documents;
    std::uint64_t bytes;
  };
  std::deque<CameOnDay> in_bucket;
  std::optional<NameId> replicated_bucket;  // whose replicas count
  std::vector<NameId> replicated_jobs;      // that copy there
  bool failed = false;                      // a failure hit what takes or keeps the flow's documents
  IdList lost;
  std::uint64_t lost_count = 0;
  std::uint64_t lost_from_before = 0;  // of them, files that were there before the run
  std::uint64_t gone_early = 0;        // lost or given up before the warm-up's end
  Reasons lost_reasons;
  FirstTime first_loss;
  std::uint64_t given_up = 0;  // documents that left their volume without a copy
  FirstTime first_given_up;
  double achieved_rpo = 0;
  Histogram lag;
  AgeRecord recovery_point;
  double last_point = 0;  // the run's start stands for the unknown point before it
  double point_since = 0;
  std::uint64_t good_jobs = 0;
  bool recovery_point_censored = false;
};

/// What violation times are counted against.
[[nodiscard]] RecoveryLimits recovery_limits_of(const MonitorSetup& setup);

/// Why the profile's protection says nothing of a flow.
[[nodiscard]] std::string not_modelled(const Judge& judge);

/// What would protect documents of the flow, where nothing ever does; empty: how often its backup runs, or what its bucket
/// replicates.
[[nodiscard]] std::string protecting_setting(const Judge& judge, std::string_view path, bool ever);

/// What the oldest document waited for: its first copy, as above, or, for most of the time, the replica of that.
[[nodiscard]] std::string late_copy_setting(const Judge& judge, std::string_view path,
                                            const RecoveryState& state, const Journal& journal);

/// Verdicts on a flow: D-AV-03, D-DU-01, D-RC-03, D-RT-03.
void judge_lost_after_answer(const Judge& judge, const std::string& path, const RecoveryState& state);
void judge_durability(const Judge& judge, const std::string& path, const RecoveryState& state);
void judge_expected_loss(const Judge& judge, const std::string& path, const RecoveryState& state);
void judge_last_copies(const Judge& judge, const std::string& path, const RecoveryState& state);

}  // namespace garoa::compliance

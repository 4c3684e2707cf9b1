// What published failure rates let expect of a flow's documents (D-DU-01, D-RC-03), and whether the last copy goes too early
// (D-RT-03). Design figures, no promises: deletion, faults of software and lost keys are not in them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/compliance/lifetimes.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/recovery_state.hpp"
#include "sim/core/human.hpp"

namespace garoa::compliance {
namespace {

constexpr double seconds_a_day = 86400;

Finding open(const Judge& judge, const std::string& path, const RecoveryState& state) {
  const auto* const flow = find_flow(judge.architecture(), path);
  auto finding = judge.open(path, "", flow == nullptr ? Location{} : flow->where);
  finding.n = state.observed();
  return finding;
}

/// Losses of volumes a year: each fails by itself.
double volume_losses(const Architecture& architecture, const Flow& flow) {
  double losses = 0;
  for (const auto& volume : architecture.volumes) {
    const auto times = std::count(flow.volumes.begin(), flow.volumes.end(), volume.name);
    losses -= static_cast<double>(times) * std::log1p(-volume.annual_failure_rate);
  }
  return losses;
}

/// The bucket that clients put the flow's documents into, or null.
const Bucket* bucket_of(const Judge& judge, const Flow& flow) {
  for (const auto* bucket : judge.owners().original_buckets(flow)) {
    if (bucket->name == flow.bucket) return bucket;
  }
  return nullptr;
}

/// Objects lost a year, of those in the bucket: a replica or a recovery point is lost only together with its original.
double object_losses(const Judge& judge, const Bucket& bucket, double objects) {
  if (!bucket.replicated_to.empty() || !judge.owners().vaults_of(bucket.name).empty()) return 0;
  return objects * judge.value("object_loss");
}

const UnprotectedDocuments& unprotected(const Judge& judge, const RecoveryState& state) {
  const auto* const wanted = state.documents(judge.profile().protection);
  return wanted == nullptr ? state.object : *wanted;
}

/// What lets documents go without a copy: a program that clears the volume out, else how often it is copied.
std::string losing_setting(const Judge& judge, const Flow& flow, const RecoveryState& state) {
  if (state.given_up > state.lost_count) return path_of("ebs", flow.volumes.front()) + ".keep";
  const auto jobs = judge.owners().backups_of(flow);
  if (!jobs.empty()) return path_of("backup", jobs.front()->name) + ".schedule";
  return flow.volumes.empty() ? "" : "backup";
}

/// When the first document was lost or given up.
std::optional<double> first_gone(const RecoveryState& state) {
  FirstTime first;
  for (const auto& time : {state.first_loss.time(), state.first_given_up.time()}) {
    if (time) first.see(*time);
  }
  return first.time();
}

/// What was lost before the warm-up's end counts for no limit, but lets nothing pass.
void withdraw_pass(const RecoveryState& state, Finding& finding) {
  if (state.gone_early == 0) return;
  if (finding.status == Status::pass) finding.status = Status::not_evaluated;
  finding.message += fmt::format(" Before the warm-up's end {} were lost, which counts for no limit.",
                                 human_count(state.gone_early));
}

bool withdrawn(const Judge& judge, Finding& finding, const Flow* flow) {
  if (finding.n == 0) finding.message = "No document was acknowledged.";
  const bool elsewhere = flow == nullptr || (flow->volumes.empty() && bucket_of(judge, *flow) == nullptr);
  if (finding.n > 0 && elsewhere)
    finding.message = "Documents come with the calls; where they are kept is not part of the scenario.";
  return finding.n == 0 || elsewhere;
}

}  // namespace

void judge_lost_after_answer(const Judge& judge, const std::string& path, const RecoveryState& state) {
  const auto* const flow = find_flow(judge.architecture(), path);
  auto finding = open(judge, path, state);
  const auto lost = state.lost_count + state.given_up;
  finding.key = lost > 0 || state.failed ? protecting_setting(judge, path, true) : "failures";
  if (flow != nullptr && state.given_up > state.lost_count) finding.key = losing_setting(judge, *flow, state);
  finding.figures = {{"one_copy_only_max", state.object.documents().maximum()},
                     {"one_copy_only_at_end", state.object.documents().level()}};
  if (finding.n == 0 && lost == 0) {
    finding.message = "No document was acknowledged.";
  } else if (!state.failed && lost == 0) {
    finding.message =
        "No failure hit what takes or keeps the documents, and none was given up, so none could get lost.";
  } else {
    judge.at_most(finding, static_cast<double>(lost), 0, "1");
    finding.count = lost;
    finding.first_violation_s = first_gone(state);
    state.lost.tell(finding);
    state.lost_reasons.tell(finding);
    if (state.given_up > 0) finding.reasons.emplace_back("given_up", state.given_up);
    if (state.lost_count > 0) finding.figures.emplace_back("achieved_rpo_s", state.achieved_rpo);
    add_rule_of_three(finding, lost);
    finding.message =
        fmt::format("{} of {} acknowledged documents are lost.", human_count(lost), human_count(finding.n));
  }
  withdraw_pass(state, finding);
  judge.close(std::move(finding));
}

void judge_durability(const Judge& judge, const std::string& path, const RecoveryState& state) {
  const auto* const flow = find_flow(judge.architecture(), path);
  auto finding = open(judge, path, state);
  if (withdrawn(judge, finding, flow)) {
    judge.close(std::move(finding));
    return;
  }
  double events = 0;  // a year that lose a document or more
  if (flow->volumes.empty()) {
    const auto* const bucket = bucket_of(judge, *flow);
    const double objects = state.stored.level() + static_cast<double>(bucket->objects_before);
    events = object_losses(judge, *bucket, objects);
    if (bucket->one_zone && bucket->replicated_to.empty()) events += judge.value("zone_loss");
    finding.figures.emplace_back("objects", objects);
  } else {
    const auto& documents = unprotected(judge, state).documents();
    const double exposed = documents.observed() > 0 ? documents.above_zero() / documents.observed() : 1;
    events = volume_losses(judge.architecture(), *flow) * exposed;
    finding.figures.emplace_back("exposed_share", exposed);
  }
  const double probability = -std::expm1(-events);
  judge.at_most(finding, probability, judge.value("max_probability"), "1");
  finding.figures.emplace_back("losses_per_year", events);
  finding.message = fmt::format(
      "A document or more is lost in a year with probability {}, by published failure rates; expected: "
      "{}.",
      fmt::format("{:.3g}", probability), finding.expected);
  judge.close(std::move(finding));
}

void judge_expected_loss(const Judge& judge, const std::string& path, const RecoveryState& state) {
  const auto* const flow = find_flow(judge.architecture(), path);
  auto finding = open(judge, path, state);
  if (withdrawn(judge, finding, flow)) {
    judge.close(std::move(finding));
    return;
  }
  double lost = 0;
  double stored = state.stored.average() + state.before.average();
  if (flow->volumes.empty()) {
    const auto* const bucket = bucket_of(judge, *flow);
    stored += static_cast<double>(bucket->objects_before);
    lost = object_losses(judge, *bucket, stored);
  } else {
    const auto& documents = unprotected(judge, state);
    const double losses = volume_losses(judge.architecture(), *flow);
    lost = losses * (documents.documents().average() + stored * (1 - judge.value("restore_success")));
    finding.figures.emplace_back("volume_losses_per_year", losses);
    finding.figures.emplace_back("bytes_per_year", losses * documents.bytes().level().average());
  }
  judge.at_most(finding, lost, judge.value("max_documents"), "1");
  finding.figures.emplace_back("documents_average", stored);
  finding.message = fmt::format("Of the flow's documents {} a year are expected to get lost; expected: {}.",
                                fmt::format("{:.3g}", lost), finding.expected);
  judge.close(std::move(finding));
}

void judge_last_copies(const Judge& judge, const std::string& path, const RecoveryState& state) {
  const auto* const flow = find_flow(judge.architecture(), path);
  auto finding = open(judge, path, state);
  if (withdrawn(judge, finding, flow)) {
    judge.close(std::move(finding));
    return;
  }
  const auto required = judge.required_retention();
  auto last = last_copy_of(judge, *flow, Counted::kept);
  const bool too_early = required && last.days * seconds_a_day < required->seconds;
  if (!too_early) finding.key = losing_setting(judge, *flow, state);
  const auto gone = state.lost_count + state.given_up;
  const auto premature = too_early ? finding.n : gone;
  judge.at_most(finding, static_cast<double>(premature), judge.value("max_lost"), "1");
  finding.count = premature;
  if (state.lost_count > 0) finding.reasons.emplace_back("lost", state.lost_count);
  if (state.given_up > 0) finding.reasons.emplace_back("given_up", state.given_up);
  if (too_early) finding.reasons.emplace_back("deleted_by_rules", finding.n);
  finding.first_violation_s = first_gone(state);
  if (too_early) {
    finding.key = last.copies == 0 ? "backup" : std::move(last.setting);
    finding.message =
        last.copies == 0
            ? "The documents are on volumes alone, which keep nothing for any time that is laid down."
            : fmt::format("The last copy of a document is gone after {}; it is required for {}.",
                          human_duration(last.days * seconds_a_day), human_duration(required->seconds));
  } else {
    state.lost.tell(finding);
    add_rule_of_three(finding, gone);
    finding.message = fmt::format("{} of {} documents have no copy any more, though they are required.",
                                  human_count(gone), human_count(finding.n));
  }
  if (!required && finding.status != Status::fail) {
    finding.status = Status::not_evaluated;
    finding.message = "Neither the policy nor the profile says for how long documents must be kept.";
  }
  withdraw_pass(state, finding);
  judge.close(std::move(finding));
}

}  // namespace garoa::compliance

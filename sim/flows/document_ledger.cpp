#include "sim/flows/document_ledger.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace garoa {

DocumentLedger::DocumentLedger(const Run& run, FlowId flow, Protections& protections,
                               const std::optional<KeepSettings>& keep)
    : run_{run}, flow_{flow}, protections_{protections}, keep_{keep} {
  protections.on_gone([this] { tell_without_copies(); });
  if (!keep_) return;
  shelf_.emplace(*keep_, protections.any());
  protections.on_first_copy([this](double acknowledged, std::uint64_t bytes) {
    shelf_->copied(acknowledged, bytes);
    if (!keep_->needs_copy()) shelf_->released(run_.now(), acknowledged);
  });
  if (keep_->needs_copy())
    protections.on_archived(
        [this](double acknowledged, std::uint64_t /*bytes*/) { shelf_->released(run_.now(), acknowledged); });
}

std::uint64_t DocumentLedger::keep(const Document& document, Place place) {
  if (on_volume_.documents + in_memory_.documents == 0) oldest_on_volume_ = run_.now();
  (place == Place::memory ? in_memory_ : on_volume_) += {1, document.bytes};
  if (shelf_) shelf_->put(run_.now(), document.bytes);
  return end_++;
}

void DocumentLedger::lose(const Document& document, Reason reason) {
  report_lost(reason, {1, document.bytes}, run_.now(), {&document, 1});
}

void DocumentLedger::written_back(const Amount& amount) {
  in_memory_ -= amount;
  on_volume_ += amount;
}

void DocumentLedger::volume_lost(double since_failure, const FromBefore& uncopied) {
  const Amount there = on_volume_ + in_memory_;
  const auto copies_gone = with_files_from_before(without_copies());
  volume_is_lost_ = true;
  const auto spans = protections_.gone();
  Unprotected lost{there.documents, there.bytes, oldest_on_volume_};
  if (protections_.any()) lost = protections_.source_lost(spans);
  protections_.lost(spans, {first_, first_bytes_});
  const Amount gone{lost.documents, lost.bytes};
  if (in_copies_only_.documents == 0) oldest_in_copies_ = oldest_on_volume_;
  in_copies_only_ += there - gone;
  on_volume_ = {};
  in_memory_ = {};
  end_ -= gone.documents;
  restore_before_ = end_;
  if (shelf_) shelf_->volume_lost();
  double oldest = lost.oldest_acknowledged;
  if (uncopied.amount.documents > 0)
    oldest = gone.documents > 0 ? std::min(oldest, uncopied.oldest) : uncopied.oldest;
  report_lost(Reason::volume_lost, gone, oldest, {}, since_failure, uncopied.amount);
  lose_gone(copies_gone);
}

DocumentLedger::Amount DocumentLedger::after_first(const FileAmount& ever) const {
  const auto had = ever - FileAmount{first_, first_bytes_};
  const auto all = in_use();
  return {std::min(had.files, all.documents), std::min(had.bytes, all.bytes)};
}

DocumentLedger::Gone DocumentLedger::without_copies() const {
  const double oldest = in_copies_only_.documents > 0 ? oldest_in_copies_ : oldest_on_volume_;
  Gone gone{{}, {}, {}, oldest, oldest, {}, {}};
  for (const auto& span : protections_.gone()) {
    const auto there = after_first(span.to) - after_first(span.from);
    if (there.documents == 0) continue;
    if (gone.oldest.documents + gone.others.documents == 0) gone.since = std::max(oldest, span.acknowledged);
    (span.from.files <= first_ ? gone.oldest : gone.others) += there;
    if (span.from.files > first_) gone.between.emplace_back(span.acknowledged, there);
    if (span.from.files <= first_) gone.until = std::max(oldest, span.last);
  }
  return gone;
}

DocumentLedger::Gone DocumentLedger::with_files_from_before(Gone gone) const {
  if (!before_) return gone;
  const auto told = before_();
  gone.before = told.gone;
  gone.uncopied = told.uncopied;
  if (gone.before.amount.documents > 0) gone.since = gone.before.oldest;
  return gone;
}

void DocumentLedger::tell_without_copies() {
  const auto gone = volume_is_lost_ ? without_copies() : with_files_from_before(without_copies());
  const auto all = gone.all() + gone.uncopied.amount;
  if (all == std::exchange(told_gone_, all)) return;
  const double since = gone.all().documents > 0 ? gone.since : gone.uncopied.oldest;
  run_.journal.report(events::CopiesGone{run_.now(), flow_, all.documents, all.bytes, since});
}

/// With the volume, which had the only ones.
void DocumentLedger::lose_gone(const Gone& gone) {
  gone_with_volume_ = gone.all().documents;
  if (gone_with_volume_ == 0) return;
  first_ += gone.oldest.documents;
  first_bytes_ += gone.oldest.bytes;
  end_ -= gone.others.documents;
  restore_before_ = end_;
  in_copies_only_ -= gone.oldest + gone.others;
  if (gone.oldest.documents > 0) oldest_in_copies_ = std::max(oldest_in_copies_, gone.until);
  if (shelf_) shelf_->lose(gone.oldest, gone.between);
  report_lost(Reason::copies_gone, gone.oldest + gone.others, gone.since, {}, 0, gone.before.amount);
  tell_without_copies();
}

void DocumentLedger::memory_lost(const std::deque<PageCache::Dirty>& dirty) {
  std::vector<Document> lost;
  Amount gone;
  double oldest = run_.now();
  for (const auto& [document, since] : dirty) {
    const Amount one{1, document.bytes};
    in_memory_ -= one;
    const bool copied = protections_.any() && !protections_.withdraw(document);
    if (shelf_) shelf_->take(since, document.bytes, copied);
    if (copied) {
      in_copies_only_ += one;
      continue;
    }
    gone += one;
    lost.push_back(document);
    oldest = std::min(oldest, since);
  }
  end_ -= gone.documents;
  report_lost(Reason::page_cache, gone, oldest, lost);
}

void DocumentLedger::copies_lost(Reason reason) {
  first_ = restore_before_;
  first_bytes_ += in_copies_only_.bytes;
  if (shelf_) shelf_->copies_lost();
  report_lost(reason, std::exchange(in_copies_only_, {}), oldest_in_copies_, {});
}

void DocumentLedger::restored() {
  volume_is_lost_ = false;
  if (in_copies_only_.documents > 0) oldest_on_volume_ = oldest_in_copies_;
  on_volume_ += std::exchange(in_copies_only_, {});
  restore_before_ = first_;
  if (shelf_) shelf_->restored();
  tell_without_copies();
}

/// What is not on the volume yet, after a long write-back, leaves later.
DocumentLedger::Amount DocumentLedger::clear_out() {
  if (!shelf_) return {};
  Amount left;
  while (const auto next = shelf_->next_to_leave(run_.now())) {
    if (next->all.documents > on_volume_.documents || next->all.bytes > on_volume_.bytes) break;
    shelf_->leave();
    on_volume_ -= next->all;
    (keep_->then == Leaving::archive ? archived_ : deleted_) += next->all;
    first_ += next->all.documents;
    first_bytes_ += next->all.bytes;
    restore_before_ = std::max(restore_before_, first_);
    oldest_on_volume_ = next->before;
    left += next->all;
    report_left(*next);
  }
  protections_.begins_after({first_, first_bytes_});
  tell_without_copies();
  return left;
}

void DocumentLedger::left_from_before(const Amount& amount, double before, bool uncopied) {
  if (amount.documents == 0) return;
  const auto without_copy = uncopied ? amount : Amount{};
  run_.journal.report(events::DocumentsLeft{.time = run_.now(),
                                            .flow = flow_,
                                            .archived = keep_->then == Leaving::archive,
                                            .documents = amount.documents,
                                            .bytes = amount.bytes,
                                            .uncopied_documents = without_copy.documents,
                                            .uncopied_bytes = without_copy.bytes,
                                            .acknowledged_before = before,
                                            .from_before = true});
}

void DocumentLedger::report_left(const Shelf::Left& left) {
  if (left.all.documents == 0) return;
  run_.journal.report(events::DocumentsLeft{.time = run_.now(),
                                            .flow = flow_,
                                            .archived = keep_->then == Leaving::archive,
                                            .documents = left.all.documents,
                                            .bytes = left.all.bytes,
                                            .uncopied_documents = left.uncopied.documents,
                                            .uncopied_bytes = left.uncopied.bytes,
                                            .acknowledged_before = left.before});
  protections_.left(left.all.documents, left.before);
}

DocumentLedger::Amount DocumentLedger::in_copies(const BackupJob& job) const {
  const Unprotected unprotected = job.unprotected(flow_);
  return in_use() - Amount{unprotected.documents, unprotected.bytes} - no_more_in_copies(job);
}

std::optional<std::uint64_t> DocumentLedger::newer_to_restore(std::uint64_t number) const {
  if (number >= restore_before_) return std::nullopt;
  return restore_before_ - 1 - number;
}

void DocumentLedger::report_lost(Reason reason, const Amount& gone, double oldest_acknowledged,
                                 std::span<const Document> listed, double since_failure,
                                 const Amount& from_before) {
  const Amount all = gone + from_before;
  if (all.documents == 0) return;
  lost_ += gone;
  run_.journal.report(events::DocumentsLost{.time = run_.now(),
                                            .flow = flow_,
                                            .reason = reason,
                                            .documents = all.documents,
                                            .bytes = all.bytes,
                                            .oldest_acknowledged = oldest_acknowledged,
                                            .listed = listed,
                                            .since_failure = since_failure,
                                            .from_before = from_before.documents,
                                            .from_before_bytes = from_before.bytes});
}

}  // namespace garoa

#include "models/backup/protections.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace garoa {

Protections::Protections(const Run& run, FlowId flow, std::vector<BackupJob*> jobs)
    : run_{run}, flow_{flow}, jobs_{std::move(jobs)} {
  for (auto* const job : jobs_)
    job->protect(flow_, [this, job](const Document& document, double acknowledged) {
      return copied(*job, document, acknowledged);
    });
  const auto longest = std::max_element(
      jobs_.begin(), jobs_.end(),
      [](const BackupJob* a, const BackupJob* b) { return a->archives_for() < b->archives_for(); });
  if (longest != jobs_.end() && (*longest)->archives_for() > 0) archive_ = *longest;
}

const BackupJob* Protections::find(const std::string& job) const {
  const auto found =
      std::find_if(jobs_.begin(), jobs_.end(), [&](const BackupJob* j) { return j->name() == job; });
  return found == jobs_.end() ? nullptr : *found;
}

double Protections::next_copy(double time) const {
  if (archive_ != nullptr) return archive_->next_run_after(time);
  double first = std::numeric_limits<double>::infinity();
  for (const auto* const job : jobs_) first = std::min(first, job->next_run_after(time));
  return first;
}

bool Protections::copied(const BackupJob& job, const Document& document, double acknowledged) {
  if (archived_ && &job == archive_) archived_(acknowledged, document.bytes);
  auto copier =
      std::find_if(copiers_.begin(), copiers_.end(), [&](const Copier& one) { return one.job == &job; });
  if (copier == copiers_.end()) copier = copiers_.insert(copier, {&job, {}});
  ++copier->copied.files;
  copier->copied.bytes += document.bytes;
  if (several()) {
    auto place =
        std::lower_bound(uncopied_.begin(), uncopied_.end(), acknowledged,
                         [](const WaitingFile& file, double time) { return file.acknowledged() < time; });
    while (place != uncopied_.end() && place->acknowledged() == acknowledged && place->id() != document.id)
      ++place;
    if (place == uncopied_.end() || place->id() != document.id || place->copied()) return false;
    place->set_copied();
    while (!uncopied_.empty() && uncopied_.front().copied()) uncopied_.pop_front();
  }
  if (first_copy_) first_copy_(acknowledged, document.bytes);
  return true;
}

/// Jobs copy documents in one order: what the one has that has the oldest ones is not gone. One that has none any more does not count,
/// unless none has any: then all are gone that any had.
FileAmount Protections::gone() const {
  std::optional<FileAmount> least;
  FileAmount most;
  for (const auto& [job, copied] : copiers_) {
    const auto gone = job->gone(flow_);
    if (gone.files >= copied.files) {
      if (copied.files > most.files) most = copied;
    } else if (!least || gone.files < least->files) {
      least = gone;
    }
  }
  return least.value_or(most);
}

void Protections::begin(double end) {
  for (auto* const job : jobs_) {
    if (job->flow() == flow_) job->begin(end);
  }
}

void Protections::add(const Document& document) {
  for (auto* const job : jobs_) job->add(document);
  if (several()) uncopied_.emplace_back(document, run_.now());
}

Unprotected Protections::unprotected() const {
  if (jobs_.size() == 1) return jobs_.front()->unprotected(flow_);
  Unprotected all;
  for (const auto& file : uncopied_) {
    if (!file.copied()) all.add(file.bytes(), file.acknowledged());
  }
  return all;
}

bool Protections::withdraw(const Document& document) {
  bool withdrawn = false;
  for (auto* const job : jobs_) withdrawn = job->withdraw(document);
  if (!several()) return withdrawn;
  const auto found = std::find_if(uncopied_.rbegin(), uncopied_.rend(),
                                  [&](const WaitingFile& file) { return file.id() == document.id; });
  if (found == uncopied_.rend() || found->copied()) return false;
  uncopied_.erase(std::next(found).base());
  return true;
}

Unprotected Protections::source_lost() {
  const Unprotected lost = unprotected();
  for (auto* const job : jobs_) job->source_lost(flow_);
  uncopied_.clear();
  return lost;
}

void Protections::restored(std::uint64_t files) {
  for (auto* const job : jobs_) job->restored(files);
}

void Protections::left(std::uint64_t documents, double acknowledged_before) {
  for (auto* const job : jobs_) job->left(flow_, documents, acknowledged_before);
}

void Protections::agent_crashed() {
  for (auto* const job : jobs_) job->agent_crashed();
}

}  // namespace garoa

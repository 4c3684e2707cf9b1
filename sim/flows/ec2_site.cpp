#include "sim/flows/ec2_site.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace garoa {

Ec2Site::Ec2Site(const Run& run, const Parts& parts, const std::optional<PageCacheSettings>& page_cache,
                 FlowId flow)
    : run_{run},
      parts_{parts},
      protections_{run, flow, parts.backups},
      ledger_{run, flow, protections_, parts.volume.settings().keep},
      oldest_before_{parts.volume.settings().data.oldest},
      staying_{parts.volume.settings().data.at_start - parts.volume.settings().data.documents} {
  const auto& settings = parts.volume.settings();
  parts_.sharing.push_back(this);
  const bool first_of_volume = parts_.sharing.size() == 1;
  ledger_.tells_from_before([this] { return before_without_copies(); });
  const auto& data = settings.data;
  if (!data.all_leave)
    staying_files_ = FileAmount{data.files, data.at_start.count()} -
                     FileAmount{data.document_files, data.documents.count()};
  waiting_before_ = std::min(from_before().uncopied.files, data.document_files);
  protections_.on_gone([this] { tell_copied(); });
  if (settings.keep && first_of_volume && !settings.data.leaving.empty())
    initial_shelf_.emplace(*settings.keep, protections_.any(), settings.data.leaving);
  if (!page_cache) return;
  cache_.emplace(run, *page_cache, parts.app, parts.volume, flow,
                 [this](std::uint64_t documents, std::uint64_t bytes) {
                   ledger_.written_back({documents, bytes});
                 });
}

void Ec2Site::begin(NameId flow, double end) {
  auto& volume = parts_.volume;
  volume.begin(flow);
  if (volume.settings().keep) {
    std::function<double(double)> next_copy;
    if (protections_.any()) next_copy = [this](double time) { return protections_.next_copy(time); };
    volume.clears_out(std::move(next_copy));
  }
  protections_.begin(end);
  ledger_.tell_without_copies();
}

void Ec2Site::log(DocumentKey document) {
  if (parts_.logs != nullptr) parts_.logs->put(1, false, document);
}

std::optional<Reason> Ec2Site::broken(const Lives& began) const {
  if (!parts_.app.running() || parts_.app.life() != began.instance) return Reason::instance_stopped;
  if (parts_.volume.lost() || parts_.volume.life() != began.volume) return Reason::volume_lost;
  return std::nullopt;
}

bool Ec2Site::takes_into_memory(const Document& document) const {
  return cache_ && !cache_->is_full_for(document.bytes);
}

std::optional<std::uint64_t> Ec2Site::keep(const Document& document, const Lives& began,
                                           DocumentLedger::Place place) {
  if (const auto why = broken(began)) {
    ledger_.lose(document, *why);  // between the write and the answer
    return std::nullopt;
  }
  const auto number = ledger_.keep(document, place);
  if (place == DocumentLedger::Place::memory) cache_->hold(document);
  protections_.add(document);
  return number;
}

void Ec2Site::volume_lost(double since_failure) {
  if (cache_) (void)cache_->drop();  // its documents have lost their volume
  if (!parts_.recoveries.empty()) source_ = fullest();
  auto* const first = parts_.sharing.front();
  if (first == this) lose_from_before();
  const auto& before = first->before_at_loss_;
  if (const auto all = parts_.volume.settings().data.document_files; all > 0)
    kept_share_ -= std::min(kept_share_, static_cast<double>(before.uncopied.files + before.gone.files) /
                                             static_cast<double>(all));
  ledger_.volume_lost(since_failure, {part_of(before.uncopied, Counted::all_files), before.uncopied_since});
}

void Ec2Site::lose_from_before() {
  before_at_loss_ = from_before();
  lost_before_ = true;
  const auto& uncopied = before_at_loss_.uncopied;
  const auto& gone = before_at_loss_.gone;
  protections_.lost_from_before(uncopied, gone);
  const FileAmount stayed{std::min(gone.files, staying_files_.files),
                          std::min(gone.bytes, staying_files_.bytes)};
  staying_files_ -= stayed;
  if (!initial_shelf_) return;
  const auto left = gone - stayed;
  initial_shelf_->volume_lost();
  initial_shelf_->lose({left.files, left.bytes}, {});
  initial_shelf_->lose_newest({uncopied.files, uncopied.bytes});
}

DocumentLedger::Amount Ec2Site::part_of(const FileAmount& before, Counted counted) const {
  const auto& data = parts_.volume.settings().data;
  const bool is_more = before.files > data.document_files;
  const auto documents = is_more ? FileAmount{data.document_files, data.documents.count()} : before;
  const auto share = [](double of, std::uint64_t all) {
    return static_cast<std::uint64_t>(std::llround(of * static_cast<double>(all)));
  };
  DocumentLedger::Amount part{share(parts_.before.documents, documents.files),
                              share(parts_.before.bytes, documents.bytes)};
  if (counted == Counted::documents || parts_.sharing.front() != this) return part;
  const auto files = before - documents;
  return part + DocumentLedger::Amount{files.files, files.bytes};
}

/// Nobody counted on copies of what was there before the scenario's start.
DocumentLedger::BeforeWithoutCopies Ec2Site::before_without_copies() const {
  const bool lost = parts_.volume.lost();
  const auto before = lost ? parts_.sharing.front()->before_at_loss_ : from_before();
  auto uncopied = lost ? FileAmount{} : before.uncopied;
  if (parts_.backups.empty() && uncopied.files > 0) uncopied -= staying_files_;
  return {{part_of(before.gone, Counted::all_files), std::max(oldest_before_, before.gone_since)},
          {part_of(uncopied, Counted::documents), before.uncopied_since}};
}

std::uint64_t Ec2Site::share_of(std::uint64_t documents) const {
  return static_cast<std::uint64_t>(std::llround(parts_.before.documents * static_cast<double>(documents)));
}

/// With the volume, what waited is gone.
void Ec2Site::tell_copied() {
  const auto& data = parts_.volume.settings().data;
  if (parts_.sharing.front()->lost_before_ || waiting_before_ == 0) return;
  const auto waiting = std::min(from_before().uncopied.files, data.document_files);
  each_between(
      data.came, waiting_before_, waiting,
      [&](std::uint64_t older, std::uint64_t newer, double from, double to) {
        const auto documents = share_of(older) - share_of(newer);
        if (documents == 0) return;
        run_.journal.report(events::EarlierProtected{run_.now(), protections_.flow(), documents, from, to});
      });
  waiting_before_ = std::min(waiting_before_, waiting);
}

BackupJob::FromBefore Ec2Site::from_before() const {
  const auto& data = parts_.volume.settings().data;
  if (parts_.backups.empty() && parts_.sharing.front()->lost_before_) return {};
  auto before = protections_.from_before({data.files, data.at_start.count()});
  if (!data.came.empty())
    before.uncopied_since =
        std::max(oldest_before_, came_at(data.came, std::min(before.uncopied.files, data.document_files)));
  return before;
}

/// The first of equals.
std::size_t Ec2Site::fullest() const {
  const auto& jobs = parts_.backups;
  const auto end = jobs.begin() + static_cast<std::ptrdiff_t>(parts_.recoveries.size());
  const auto held = [&](const BackupJob* job) {
    return ledger_.in_copies(*job).documents + job->from_before().copied.files;
  };
  const auto most = std::max_element(
      jobs.begin(), end, [&](const BackupJob* a, const BackupJob* b) { return held(a) < held(b); });
  return static_cast<std::size_t>(most - jobs.begin());
}

bool Ec2Site::clear_out_initial() {
  bool any = false;
  while (const auto next =
             initial_shelf_ ? initial_shelf_->next_to_leave(run_.now()) : std::optional<Shelf::Left>{}) {
    if (!have_copies(next->all.documents)) break;
    initial_shelf_->leave();
    const auto there = documents_from_before();
    parts_.volume.remove_initial(next->all.documents, next->all.bytes);
    protections_.left(next->all.documents, next->before);
    const auto left = there - documents_from_before();
    for (auto* const site : parts_.sharing) {
      site->oldest_before_ = next->before;
      site->ledger_.left_from_before(site->part_of(left, Counted::documents), next->before,
                                     site->parts_.backups.empty());
    }
    any = any || next->all.documents > 0;
  }
  return any;
}

FileAmount Ec2Site::documents_from_before() const {
  const auto& data = parts_.volume.settings().data;
  const auto there = FileAmount{data.files, data.at_start.count()} - staying_files_;
  return {std::min(there.files, data.document_files), std::min(there.bytes, data.documents.count())};
}

bool Ec2Site::have_copies(std::uint64_t files) const {
  const auto has = [&](const BackupJob* job) {
    const auto before = job->from_before();
    return before.uncopied.files == 0 || before.once_copied().files >= files;
  };
  const auto archives = [](const BackupJob* job) { return job->archives_for() > 0; };
  const auto& jobs = parts_.backups;
  if (std::any_of(jobs.begin(), jobs.end(), archives))
    return std::any_of(jobs.begin(), jobs.end(),
                       [&](const BackupJob* job) { return archives(job) && has(job); });
  return jobs.empty() || std::any_of(jobs.begin(), jobs.end(), has);
}

bool Ec2Site::clear_out() {
  const bool from_before = clear_out_initial();
  const auto left = ledger_.clear_out();
  if (left.documents == 0) return from_before;
  parts_.volume.remove(left.bytes);
  return true;
}

void Ec2Site::instance_stopped() {
  protections_.agent_crashed();
  if (parts_.logs != nullptr) parts_.logs->crash();
  if (!cache_) return;
  const auto dirty = cache_->drop();
  for (const auto& entry : dirty) parts_.volume.release(entry.document.bytes);
  ledger_.memory_lost(dirty);
}

Restore::Wanted Ec2Site::in_copies(const BackupJob& job, double recent) const {
  const auto documents = ledger_.in_copies(job);
  auto wanted = job.flow() == protections_.flow()
                    ? with_data_from_before(job.from_before(), documents, recent)
                    : Restore::Wanted{documents.documents, documents.bytes, recent};
  wanted.uncopied += ledger_.no_more_in_copies(job).documents;
  return wanted;
}

bool Ec2Site::leads() const {
  const auto first = std::find_if(parts_.sharing.begin(), parts_.sharing.end(),
                                  [](const Ec2Site* site) { return !site->parts_.recoveries.empty(); });
  return first != parts_.sharing.end() && *first == this;
}

DocumentLedger::Amount Ec2Site::to_bring_back() const {
  auto all = ledger_.in_copies_only();
  if (!leads()) return all;
  for (const auto* const site : parts_.sharing) {
    if (site->parts_.recoveries.empty()) all += site->ledger_.in_copies_only();
  }
  return all;
}

std::uint64_t Ec2Site::gone_with_volume() const {
  auto all = ledger_.gone_with_volume();
  if (!leads()) return all;
  for (const auto* const site : parts_.sharing) {
    if (site->parts_.recoveries.empty()) all += site->ledger_.gone_with_volume();
  }
  return all;
}

void Ec2Site::brought_back(bool from_copies) {
  if (!from_copies) ledger_.copies_lost(Reason::no_snapshot);
  documents_are_back(from_copies);
  if (!leads()) return;
  parts_.sharing.front()->data_from_before_is_back(from_copies);
  for (auto* const site : parts_.sharing) {
    if (site->parts_.recoveries.empty()) site->documents_are_back(from_copies);
  }
}

void Ec2Site::documents_are_back(bool from_copies) {
  from_copies ? protections_.restored() : protections_.not_restored();
  ledger_.restored();
}

void Ec2Site::data_from_before_is_back(bool back) {
  if (before_at_loss_.gone.files > 0) oldest_before_ = std::max(oldest_before_, before_at_loss_.gone_until);
  if (!initial_shelf_) return;
  back ? initial_shelf_->restored() : initial_shelf_->copies_lost();
}

Restore::Wanted Ec2Site::with_data_from_before(const BackupJob::FromBefore& before,
                                               const DocumentLedger::Amount& documents, double recent) const {
  const auto of_documents = parts_.volume.settings().data.document_files;
  return {documents.documents + before.copied.files, documents.bytes + before.copied.bytes, recent,
          before.uncopied.files - std::min(before.uncopied.files, of_documents) + before.gone.files};
}

/// A volume that is lost again meanwhile is restored again.
Task<bool> Ec2Site::recover(std::optional<bool> online, double recent,
                            std::optional<Restore::Noticed> noticed) {
  if (parts_.recoveries.empty()) co_return false;
  auto& volume = parts_.volume;
  Restore* recovery = nullptr;
  std::uint64_t life = 0;
  do {
    life = volume.life();
    recovery = parts_.recoveries[source_];
    const auto documents = to_bring_back();
    auto wanted = leads() && volume.lacks_initial_data()
                      ? with_data_from_before(from_before(), documents, recent)
                      : Restore::Wanted{documents.documents, documents.bytes, recent};
    wanted.uncopied = gone_with_volume();  // and not what never had a copy: it is lost
    co_await recovery->notice_and_provision(wanted, noticed);
    noticed.reset();
    if (life != volume.life()) continue;
    (void)volume.reserve(wanted.bytes);  // it fitted on the volume before
    if (online.value_or(recovery->serves_at_once())) {
      co_await recovery->switch_over();
      parts_.app.serve();
      if (volume.lost()) volume.replace();
    }
    co_await recovery->bring_back();
    if (life != volume.life()) continue;
    protections_.restored(wanted.files);
    if (wanted.bytes > documents.bytes) volume.bring_back_initial_data(wanted.bytes - documents.bytes);
  } while (life != volume.life());
  parts_.app.serve();
  if (volume.lost()) volume.replace();
  brought_back(recovery->has_source());
  co_return true;
}

double Ec2Site::share_from_before() const {
  const auto& data = parts_.volume.settings().data;
  if (data.documents.count() == 0) return 0;
  const auto there = data.all_leave ? std::min(data.at_start, data.documents)
                                    : data.at_start - staying_;  // the oldest leave first
  return kept_share_ * static_cast<double>(there.count()) / static_cast<double>(data.documents.count());
}

std::optional<Reason> Ec2Site::unreadable_from_before() const {
  if (parts_.volume.lost()) return Reason::volume_lost;
  return parts_.volume.lacks_initial_data() ? std::optional{Reason::not_restored} : std::nullopt;
}

std::optional<Reason> Ec2Site::unreadable(std::uint64_t number) const {
  if (parts_.volume.lost()) return Reason::volume_lost;
  const auto newer = ledger_.newer_to_restore(number);
  if (!newer || (!parts_.recoveries.empty() && parts_.recoveries[source_]->is_back(*newer)))
    return std::nullopt;
  return Reason::not_restored;
}

}  // namespace garoa

#include "models/backup/file_copy.hpp"
#include "sim/core/long_queue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace garoa {
namespace {

constexpr Purpose backup_read{"backup: read"};
constexpr Purpose backup_put{"backup: PUT"};

/// What the bucket holds at the start are copies of it, unless it is known what has none.
InitialFiles initial_files(const VolumeData& data, const ExistingObjects& existing,
                           const std::optional<FileAmount>& uncopied) {
  const FileAmount documents{data.document_files, data.documents.count()};
  const FileAmount first{data.files - documents.files, data.at_start.count() - documents.bytes};
  if (!uncopied) return {{first, documents, {}, data.all_leave}, std::min(data.files, existing.objects)};
  const FileAmount newest{std::min(uncopied->files, documents.files),
                          std::min(uncopied->bytes, documents.bytes)};
  const FileAmount others{documents.files - newest.files, documents.bytes - newest.bytes};
  return {{first, others, newest, data.all_leave}, data.files - std::min(uncopied->files, data.files)};
}

}  // namespace

FileCopyBackup::FileCopyBackup(const Run& run, PhysicalWorld& world, BackupSettings settings,
                               Ec2Instance& instance, EbsVolume& volume, Bucket& bucket, Vpc& vpc,
                               NameId flow)
    : BackupJob{run, std::move(settings), flow},
      instance_{instance},
      volume_{volume},
      bucket_{bucket},
      initial_{initial_files(volume.settings().data, bucket.settings().storage.existing,
                             this->settings().file_copy.uncopied_at_start)},
      kept_{run, bucket.settings().storage.days_until_gone(), copying().mode == CopyMode::full,
            [this] { tell_gone(); }},
      initial_kept_{run, bucket.settings().storage.days_until_gone(), copying().mode == CopyMode::full,
                    [this] { tell_gone(); }},
      present_{initial_.files()},
      memory_{run},
      packs_{run.simulator, std::max<std::uint64_t>(1, copying().tool.concurrency)} {
  add_copies_from_before();
  const auto path = fmt::format("backup.{}", this->settings().name);
  const auto name = [&](const char* part) { return run.journal.intern(path + part); };
  names_ = {name(".start_up"), name(".scan"),
            copying().stream.rate ? name(".streams") : bucket.names().transfer};
  client_.emplace(run, S3Client::Setup{.path = path,
                                       .tool = copying().tool,
                                       .connections = copying().connections,
                                       .instance = &instance,
                                       .round_trip = copying().stream.latency.count(),
                                       .round_trips = static_cast<double>(copying().stream.round_trips),
                                       .connection_rate = copying().stream.rate,
                                       .compression = copying().compression.pack,
                                       .measured = true});
  const auto rate = client_->rate(bucket, S3Direction::up);
  connections_.emplace(run, world, instance, vpc, S3Connections::Owner{path, names_.transfer},
                       copying().tool.concurrency, S3Connections::Rates{rate, rate});
  client_->set_route(*connections_);
}

void FileCopyBackup::add_copies_from_before() {
  const auto& data = volume_.settings().data;
  const auto& existing = bucket_.settings().storage.existing;
  const auto files = std::min(data.files - data.document_files, existing.objects);
  initial_kept_.add_before(0, -static_cast<double>(existing.age_days) * ObjectStore::day,
                           initial_.there_of(files));
  for (const auto& before : copying().copied_before) initial_kept_.add_before(0, before.time, before.amount);
}

void FileCopyBackup::add(const Document& document) {
  ++present_;
  wait_for(waiting(document));
}

void FileCopyBackup::wait_for(const WaitingFile& file) {
  pending_.push_back(file);
  pending_bytes_ += file.bytes();
}

LongQueue<WaitingFile> FileCopyBackup::take_files(const Work& work) {
  auto files = std::exchange(pending_, {});
  pending_bytes_ = 0;
  const bool first_attempt = work.attempts == 1;
  if (first_attempt) {
    files.insert(files.end(), copied_.begin(), copied_.end());
    copied_.clear();
  }
  if (takes_initial_again(work)) erase_if(files, InitialFiles::has);  // they are among those
  return files;
}

BackupJob::Pending FileCopyBackup::pending() const {
  const auto initial = initial_.waiting();
  return {pending_bytes_ + initial_.waiting_bytes(), pending_.size() + initial};
}

double FileCopyBackup::archives_for() const {
  const auto& expires = bucket_.settings().storage.expiration_days;
  return expires ? static_cast<double>(*expires) * 86400 : std::numeric_limits<double>::infinity();
}

BackupJob::FromBefore FileCopyBackup::from_before() const {
  const auto gone = initial_.there_of(initial_kept_.gone(0).files) - lost_from_before_;
  return {.copied = FileAmount{initial_.copied(), initial_.copied_bytes()} - gone,
          .uncopied = {initial_.uncopied(), initial_.uncopied_bytes()},
          .gone = gone,
          .uncopied_since = copying().uncopied_since,
          .gone_until = initial_kept_.gone_until(0)};
}

void FileCopyBackup::leave_initial(Round& round) {
  round.work.failed_files += round.initial;
  initial_.bring_back(std::exchange(round.initial, 0));
}

Task<> FileCopyBackup::attempt(Work& work) {
  Round round{.work = work,
              .files = take_files(work),
              .initial = take_initial(work),
              .shipments = WaitGroup{run().simulator}};
  rounds_.push_back(&round);
  const auto life = volume_.life();
  work.failure = co_await prepare();
  went_on();
  if (!work.failure) {
    co_await send_off(round);
    co_await round.shipments;
    // What was copied until then stays: such a run is partial.
    if (volume_.life() != life && work.files == 0) work.failure = Reason::volume_lost;
  }
  work.left_files = round.files.size() + round.initial;
  initial_.bring_back(round.initial);
  for (const auto& file : round.files) wait_for(file);
  std::erase(rounds_, &round);
  tell_gone();
}

Task<std::optional<Reason>> FileCopyBackup::prepare() {
  if (!instance_.running()) co_return Reason::instance_stopped;
  if (volume_.lost()) co_return Reason::volume_lost;
  if (const double start_up = instance_.core_time(copying().tool.start.count()); start_up > 0) {
    co_await run().simulator.delay(start_up);
    waited(names_.start_up, start_up, 0);
  }
  S3Answer compared;
  if (copying().compare == CopyCompare::head) {
    compared = co_await client_->head(bucket_, present_, flow(), phase());
  } else {
    compared = co_await client_->list(bucket_, flow(), phase());
  }
  if (!compared) co_return compared.reason();
  const bool alive = co_await scan();
  if (!alive) co_return Reason::out_of_memory;
  co_return std::nullopt;
}

/// Whether the run goes on is decided when a place is free: waiting for it may take long.
Task<> FileCopyBackup::send_off(Round& round) {
  auto& places = copying().pack ? packs_ : client_->files();
  while (!round.is_empty()) {
    auto place = co_await places.enter();
    if (round.is_empty() || cancelled(round.work)) co_return;
    round.shipments.add();
    run().simulator.start(copy(std::move(place), round));
  }
}

Task<bool> FileCopyBackup::scan() {
  const auto& walk = copying().scan;
  double share = 1;  // of the walk that the memory lasts for
  if (copying().memory) {
    const auto entries = static_cast<double>(present_ + walk.directories);
    const double needed = entries * static_cast<double>(copying().memory->per_entry.count());
    const auto limit = static_cast<double>(copying().memory->limit.count());
    if (needed > limit) share = limit / needed;
    memory_.add(share * needed);
  }
  const double seconds =
      instance_.core_time(share * (static_cast<double>(present_) * walk.per_file.count() +
                                   static_cast<double>(walk.directories) * walk.per_directory.count()));
  if (seconds > 0) {
    const double took = co_await instance_.compute(seconds);
    waited(names_.scan, took, std::max(took - seconds, 0.0));
  }
  co_return share == 1;
}

WaitingFile FileCopyBackup::next_file(Round& round) {
  if (round.initial > 0) return initial_.next(round.initial--);
  const auto file = round.files.front();
  round.files.pop_front();
  return file;
}

void FileCopyBackup::take_next(Shipment& shipment, Round& round) {
  const std::uint64_t wanted = copying().pack ? copying().pack->count() : 0;
  do {
    shipment.files.push_back(next_file(round));
    shipment.bytes += shipment.files.back().bytes();
  } while (stored_bytes(shipment) < wanted && !round.is_empty());
}

Process FileCopyBackup::copy([[maybe_unused]] ServerPool::Place place, Round& round) {
  Shipment shipment{*this, round};
  take_next(shipment, round);
  round.under_way.push_back(&shipment);
  auto object = document_of(shipment.files.front());
  object.bytes = stored_bytes(shipment);
  const S3File sent{.bucket = bucket_,
                    .flow = flow(),
                    .phase = phase(),
                    .document = object,
                    .purpose = backup_put,
                    .files = static_cast<std::uint32_t>(shipment.files.size()),
                    .bytes = &shipment,
                    .one_off = is_one_off(shipment)};
  const bool stored = co_await client_->upload(sent);
  ended(shipment, stored, round);
  round.shipments.done();
}

Task<> FileCopyBackup::read(const Shipment& shipment, S3Part part) {
  if (copying().pack) return read_pack(shipment);
  const auto& file = shipment.files.front();
  return volume_.read(flow(), phase(), part.bytes, document_of(file).entity(), backup_read.at(part.number));
}

/// The readers are those of all packs.
Task<> FileCopyBackup::read_pack(const Shipment& shipment) {
  for (const auto& file : shipment.files) {
    const auto reader = co_await client_->files().enter();
    co_await volume_.read(flow(), phase(), file.bytes(), document_of(file).entity(), backup_read.at(0));
  }
}

void FileCopyBackup::ended(Shipment& shipment, bool stored, Round& round) {
  if (round.broken_off) return;
  auto& files = shipment.files;
  std::erase(round.under_way, &shipment);
  if (!stored) {
    round.work.failed_files += files.size();
    for (const auto& file : files) wait_for(file);
    return;
  }
  auto object = document_of(files.front());
  object.bytes = stored_bytes(shipment);
  bucket_.stored(object, nullptr,
                 is_one_off(shipment) ? Bucket::Origin::before_the_run : Bucket::Origin::outside);
  round.work.files += files.size();
  round.work.bytes += shipment.bytes;
  for (const auto& file : files) note_copy(file, {object.flow, object.id});
}

void FileCopyBackup::note_copy(WaitingFile file, const events::ObjectId& object) {
  if (InitialFiles::has(file)) {
    const bool first = initial_.add_copied(file);
    initial_kept_.add(0, file.bytes(), file.acknowledged(), first);
    if (first && !initial_.is_first_of_all(file)) tell_gone();
    return;
  }
  kept_.add(file.source(), file.bytes(), file.acknowledged(), !file.copied());
  if (!file.copied()) report_protected(file, object);
  file.set_copied();
  if (copying().mode == CopyMode::full && !has_left(file)) copied_.push_back(file);
}

LongQueue<WaitingFile> FileCopyBackup::break_off() {
  LongQueue<WaitingFile> unfinished;
  const auto add = [&](const auto& files) {
    unfinished.insert(unfinished.end(), files.begin(), files.end());
  };
  for (auto* const round : rounds_) {
    const auto before = unfinished.size();
    for (const auto* const shipment : round->under_way) add(shipment->files);
    add(round->files);
    round->work.failed_files += unfinished.size() - before;
    leave_initial(*round);
    round->under_way.clear();
    round->files.clear();
    round->broken_off = true;
  }
  add(pending_);
  pending_.clear();
  pending_bytes_ = 0;
  return unfinished;
}

Unprotected FileCopyBackup::unprotected(FlowId of) const {
  Unprotected all;
  const auto add = [&, source = place_of(of)](const auto& files) {
    for (const auto& file : files) {
      if (file.source() == source && !file.copied() && !InitialFiles::has(file))
        all.add(file.bytes(), file.acknowledged());
    }
  };
  for (const auto* const round : rounds_) {
    for (const auto* const shipment : round->under_way) add(shipment->files);
    add(round->files);
  }
  add(pending_);
  add(coming_back());
  return all;
}

/// Looked for from the newest on: what can go is new.
bool FileCopyBackup::withdraw(const Document& document) {
  const auto found = std::find_if(pending_.rbegin(), pending_.rend(), [&](const WaitingFile& file) {
    return file.id() == document.id && file.source() == place_of(document.flow);
  });
  if (found == pending_.rend() || found->copied()) return false;
  pending_bytes_ -= found->bytes();
  pending_.erase(std::next(found).base());
  --present_;
  return true;
}

void FileCopyBackup::lost_from_before(const FileAmount& newest, const FileAmount& oldest) {
  for (auto* const round : rounds_) leave_initial(*round);
  lost_from_before_ += oldest;
  initial_.lose(newest.files, oldest);
}

/// What waits for other flows is theirs to tell. What it has copied itself comes back, unless its copies are gone. Files from before the
/// run are counted again.
void FileCopyBackup::source_lost(FlowId of, const ComesBack& has_other_copy) {
  const auto source = place_of(of);
  const bool has_copies = kept_.gone(source).files == 0;
  const auto is_back = [&](const WaitingFile& file) {
    return file.copied() ? has_copies : has_other_copy(file);
  };
  for (const auto& file : break_off()) {
    if (InitialFiles::has(file)) continue;
    if (file.source() != source) {
      wait_for(file);
    } else if (is_back(file)) {
      comes_back(file);
    }
  }
  erase_if(copied_, [&](const WaitingFile& file) {
    if (file.source() != source) return false;
    if (has_copies) comes_back(file);
    return true;
  });
  present_ = 0;
}

void FileCopyBackup::volume_restored(FlowId of) {
  auto back = take_back(of);
  std::copy_if(back.begin(), back.end(), std::back_inserter(copied_),
               [](const WaitingFile& file) { return file.copied(); });
  erase_if(back, [](const WaitingFile& file) { return file.copied(); });
  for (const auto& file : back) pending_bytes_ += file.bytes();
  pending_.insert(pending_.begin(), back.begin(), back.end());
}

/// A run at work copies them to its end.
void FileCopyBackup::left(FlowId of, std::uint64_t documents, double acknowledged_before) {
  present_ -= documents;
  const std::size_t source = place_of(of);
  left_before_.resize(std::max(left_before_.size(), source + 1));
  left_before_[source] = acknowledged_before;
  if (acknowledged_before <= 0) initial_.leave(documents);
  erase_if(copied_, [&](const WaitingFile& file) { return has_left(file); });
  erase_if(pending_, [&](const WaitingFile& file) {
    if (!has_left(file) || InitialFiles::has(file)) return false;
    pending_bytes_ -= file.bytes();
    return true;
  });
}

/// Nobody is left to end or to abort the uploads in parts.
void FileCopyBackup::agent_crashed() {
  for (const auto* const round : rounds_) {
    for (const auto* const shipment : round->under_way) {
      if (in_parts(*shipment) && shipment->arrived > 0) bucket_.left_incomplete(shipment->arrived);
    }
  }
  for (const auto& file : break_off()) wait_for(file);
}

void FileCopyBackup::finish(MetricSink& metrics) {
  client_->finish(metrics);
  const MetricsOf before{metrics, fmt::format("backup.{}.from_before", settings().name)};
  if (initial_.copied() + initial_.never_copied() > 0) {
    before.add_count("copied_files", initial_.copied());
    before.add_count("uncopied_files", initial_.never_copied());
  }
  const auto& memory = memory_.histogram();
  if (copying().memory)
    metrics.add(fmt::format("backup.{}.memory.max", settings().name), memory.maximum(), memory.count());
}

}  // namespace garoa

#include "models/backup/file_copy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace garoa {
namespace {

constexpr Purpose backup_read{"backup: read"};
constexpr Purpose backup_put{"backup: PUT"};

}  // namespace

FileCopyBackup::FileCopyBackup(const Run& run, PhysicalWorld& world, BackupSettings settings,
                               Ec2Instance& instance, EbsVolume& volume, Bucket& bucket, Vpc& vpc,
                               NameId flow)
    : BackupJob{run, std::move(settings), flow},
      instance_{instance},
      volume_{volume},
      bucket_{bucket},
      memory_{run},
      requests_{run.simulator, tool().concurrency},
      threads_{run.simulator, tool().cpu_threads} {
  const auto& job = this->settings().name;
  const auto name = [&](const char* part) {
    return run.journal.intern(fmt::format("backup.{}{}", job, part));
  };
  names_ = {name(".agent_cpu"), name(".scan"), name(".round_trips"),
            tool().stream.rate ? name(".streams") : bucket.names().transfer};
  const auto rate = tool().stream.rate.value_or(bucket.settings().client.put_rate_per_connection);
  connections_.emplace(run, world, instance, vpc,
                       S3Connections::Owner{fmt::format("backup.{}", job), names_.transfer},
                       tool().concurrency, S3Connections::Rates{rate, rate});
}

void FileCopyBackup::add(const Document& document) {
  ++present_;
  wait_for({document, run().now()});
}

void FileCopyBackup::wait_for(const WaitingFile& file) {
  pending_.push_back(file);
  pending_bytes_ += file.bytes();
}

std::deque<WaitingFile> FileCopyBackup::take_files(const Work& work) {
  auto files = std::exchange(pending_, {});
  pending_bytes_ = 0;
  const bool first_attempt = work.attempts == 1;
  if (first_attempt) {
    files.insert(files.end(), copied_.begin(), copied_.end());
    copied_.clear();
  }
  return files;
}

Task<> FileCopyBackup::attempt(Work& work) {
  Round round{.work = work, .files = take_files(work), .parts = WaitGroup{run().simulator}};
  rounds_.push_back(&round);
  work.failure = co_await prepare();
  if (!work.failure) {
    co_await send_off(round);
    co_await round.parts;
  }
  for (const auto& file : round.files) wait_for(file);
  std::erase(rounds_, &round);
}

Task<std::optional<Reason>> FileCopyBackup::prepare() {
  if (!instance_.running()) co_return Reason::instance_stopped;
  S3Answer compared;
  if (tool().compare == CopyCompare::head) {
    compared = co_await bucket_.head_all(flow(), phase());
  } else {
    compared = co_await bucket_.list(flow(), phase());
  }
  if (!compared) co_return compared.reason();
  const bool alive = co_await scan();
  if (!alive) co_return Reason::out_of_memory;
  co_return std::nullopt;
}

/// Whether the run goes on is decided when a request is free: waiting for it may take long.
Task<> FileCopyBackup::send_off(Round& round) {
  while (!round.files.empty()) {
    auto place = co_await requests_.enter();
    if (round.files.empty() || cancelled(round.work)) co_return;
    const auto shipment = next_shipment(round.files);
    const std::uint32_t parts = shipment->parts_left;
    round.under_way.push_back(shipment);
    round.parts.add();
    run().simulator.start(copy(std::move(place), {shipment, 0, part_bytes(*shipment, 0, parts)}, round));
    for (std::uint32_t number = 1; number < parts; ++number) {
      auto next_place = co_await requests_.enter();
      round.parts.add();
      run().simulator.start(
          copy(std::move(next_place), {shipment, number, part_bytes(*shipment, number, parts)}, round));
    }
  }
}

std::uint64_t FileCopyBackup::part_bytes(const Shipment& shipment, std::uint32_t number,
                                         std::uint32_t parts) const {
  if (parts == 1) return shipment.bytes;
  const auto part = bucket_.settings().client.multipart_part.count();
  return std::min(part, shipment.bytes - number * part);
}

Task<bool> FileCopyBackup::scan() {
  const auto& walk = tool().scan;
  double share = 1;  // of the walk that the memory lasts for
  if (tool().memory) {
    const auto entries = static_cast<double>(present_ + walk.directories);
    const double needed = entries * static_cast<double>(tool().memory->per_entry.count());
    const auto limit = static_cast<double>(tool().memory->limit.count());
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

std::shared_ptr<FileCopyBackup::Shipment> FileCopyBackup::next_shipment(
    std::deque<WaitingFile>& files) const {
  auto shipment = std::make_shared<Shipment>();
  const std::uint64_t wanted = tool().pack ? tool().pack->count() : 0;
  do {
    shipment->files.push_back(files.front());
    shipment->bytes += files.front().bytes();
    files.pop_front();
  } while (shipment->bytes < wanted && !files.empty());
  if (shipment->files.size() == 1) shipment->parts_left = parts_of(shipment->bytes);
  return shipment;
}

std::uint32_t FileCopyBackup::parts_of(std::uint64_t bytes) const {
  const auto& client = bucket_.settings().client;
  if (bytes <= client.multipart_threshold.count()) return 1;
  const auto part = std::max<std::uint64_t>(client.multipart_part.count(), 1);
  return static_cast<std::uint32_t>((bytes + part - 1) / part);
}

Process FileCopyBackup::copy([[maybe_unused]] ServerPool::Place place, Part part, Round& round) {
  auto object = part.shipment->files.front().document(flow());
  object.bytes = part.shipment->bytes;
  co_await read(part);
  const bool accepted = co_await bucket_.begin_put(flow(), phase(), object, backup_put.at(part.number));
  if (accepted) co_await send(part.bytes);
  if (accepted) part.shipment->sent += part.bytes;
  part_ended(part.shipment, accepted, round);
  round.parts.done();
}

Task<> FileCopyBackup::read(const Part& part) {
  const auto& files = part.shipment->files;
  for (const auto& file : files) {
    const std::uint64_t bytes = files.size() == 1 ? part.bytes : file.bytes();
    const double per_file = part.number == 0 ? tool().cpu_per_file.count() : 0;
    const double per_byte = tool().cpu_per_mb.count() / 1e6;
    co_await use_cpu(instance_.core_time(per_file + per_byte * static_cast<double>(bytes)));
    co_await volume_.read(flow(), phase(), bytes, flow().entity(file.id()), backup_read.at(part.number));
  }
}

Task<> FileCopyBackup::use_cpu(double seconds) {
  if (seconds <= 0) co_return;
  const double began = run().now();
  auto turn = co_await threads_.enter();
  co_await instance_.compute(seconds);
  const double took = run().now() - began;
  waited(names_.cpu, took, std::max(took - seconds, 0.0));
}

Task<> FileCopyBackup::send(std::uint64_t bytes) {
  const double round_trips = tool().stream.round_trips * tool().stream.latency.count();
  if (round_trips > 0) {
    co_await run().simulator.delay(round_trips);
    waited(names_.round_trips, round_trips, 0);
  }
  co_await connections_->carry(flow(), phase(), S3Connections::Direction::to_s3, bytes);
}

void FileCopyBackup::part_ended(const std::shared_ptr<Shipment>& shipment, bool stored, Round& round) {
  auto& files = shipment->files;
  if (!stored) shipment->failed = true;
  if (--shipment->parts_left > 0 || round.broken_off) return;
  std::erase(round.under_way, shipment);
  if (shipment->failed) {
    round.work.failed_files += files.size();
    for (const auto& file : files) wait_for(file);
    return;
  }
  const bool multipart = files.size() == 1 && parts_of(shipment->bytes) > 1;
  if (multipart) bucket_.bill_writes(2);  // creation and completion of the upload
  auto object = files.front().document(flow());
  object.bytes = shipment->bytes;
  bucket_.stored(object);
  round.work.files += files.size();
  round.work.bytes += shipment->bytes;
  for (auto& file : files) {
    if (!file.copied())
      run().journal.report(
          events::DocumentProtected{run().now(), file.document(flow()), file.acknowledged()});
    file.set_copied();
    if (tool().mode == CopyMode::full) copied_.push_back(file);
  }
}

std::deque<WaitingFile> FileCopyBackup::break_off() {
  std::deque<WaitingFile> unfinished;
  const auto add = [&](const auto& files) {
    unfinished.insert(unfinished.end(), files.begin(), files.end());
  };
  for (auto* const round : rounds_) {
    const auto before = unfinished.size();
    for (const auto& shipment : round->under_way) add(shipment->files);
    add(round->files);
    round->work.failed_files += unfinished.size() - before;
    round->under_way.clear();
    round->files.clear();
    round->broken_off = true;
  }
  add(pending_);
  pending_.clear();
  pending_bytes_ = 0;
  return unfinished;
}

Unprotected FileCopyBackup::unprotected() const {
  Unprotected all;
  const auto add = [&](const auto& files) {
    for (const auto& file : files) {
      if (!file.copied()) all.add(file.bytes(), file.acknowledged());
    }
  };
  for (const auto* const round : rounds_) {
    for (const auto& shipment : round->under_way) add(shipment->files);
    add(round->files);
  }
  add(pending_);
  return all;
}

/// Looked for from the newest on: what can go is new.
bool FileCopyBackup::withdraw(const Document& document) {
  const auto found = std::find_if(pending_.rbegin(), pending_.rend(),
                                  [&](const WaitingFile& file) { return file.id() == document.id; });
  if (found == pending_.rend() || found->copied()) return false;
  pending_bytes_ -= found->bytes();
  pending_.erase(std::next(found).base());
  --present_;
  return true;
}

Unprotected FileCopyBackup::source_lost() {
  const Unprotected lost = unprotected();
  (void)break_off();
  copied_.clear();
  present_ = 0;
  return lost;
}

/// Nobody is left to end or to abort the uploads in parts.
void FileCopyBackup::agent_crashed() {
  for (const auto* const round : rounds_) {
    for (const auto& shipment : round->under_way) {
      const bool multipart = shipment->files.size() == 1 && parts_of(shipment->bytes) > 1;
      if (multipart && shipment->sent > 0) bucket_.left_incomplete(shipment->sent);
    }
  }
  for (const auto& file : break_off()) wait_for(file);
}

void FileCopyBackup::finish(MetricSink& metrics) {
  const auto& memory = memory_.histogram();
  if (tool().memory)
    metrics.add(fmt::format("backup.{}.memory.max", settings().name), memory.maximum(), memory.count());
}

}  // namespace garoa

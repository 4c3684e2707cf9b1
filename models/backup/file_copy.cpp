#include "models/backup/file_copy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace garoa {
namespace {

constexpr std::uint32_t read_draw = 1;  // the volume's luck for the backup's read; 0 is the client's write

}  // namespace

FileCopyBackup::FileCopyBackup(const Run& run, PhysicalWorld& world, BackupSettings settings,
                               Ec2Instance& instance, EbsVolume& volume, Bucket& bucket, NameId flow)
    : run_{run},
      world_{world},
      settings_{std::move(settings)},
      instance_{instance},
      volume_{volume},
      bucket_{bucket},
      flow_{flow},
      name_{run.journal.intern(fmt::format("backup.{}", settings_.name))},
      phase_{run.journal.intern(fmt::format("backup {}", settings_.name))},
      agent_name_{run.journal.intern(fmt::format("backup.{}.agent_cpu", settings_.name))},
      requests_{run.simulator, settings_.concurrency},
      agent_{run.simulator, 1} {
  const BitsPerSecond rate{8 * bucket.settings().client.put_rate_per_connection.count()};
  for (std::uint32_t i = 0; i < settings_.concurrency; ++i) {
    connections_.push_back(world.add_endpoint(
        {fmt::format("backup.{} connection {}", settings_.name, i), rate, rate, Seconds{0}, 1}));
  }
}

Process FileCopyBackup::follow_schedule() {
  for (auto tick = settings_.schedule->next_after(0); tick; tick = settings_.schedule->next_after(*tick)) {
    co_await run_.simulator.wait_until(*tick);
    if (working_) {
      run_.journal.report(events::BackupSkipped{run_.now(), name_, flow_});
    } else {
      run_.simulator.start(work(*tick));
    }
  }
}

Process FileCopyBackup::work(double scheduled) {
  working_ = true;
  const double started = run_.now();
  queue_ = std::exchange(pending_, {});
  job_ = {};
  std::uint64_t bytes = 0;
  for (const auto& file : queue_) bytes += file.document.bytes;
  run_.journal.report(events::BackupStarted{started, name_, flow_, scheduled, bytes, queue_.size()});

  co_await bucket_.list(flow_, phase_);
  while (!queue_.empty()) {
    auto copy = std::make_shared<Copy>(Copy{queue_.front(), parts_of(queue_.front().document.bytes), life_});
    queue_.pop_front();
    under_way_.push_back(copy.get());
    const std::uint32_t parts = copy->parts_left;
    std::uint64_t rest = copy->file.document.bytes;
    for (std::uint32_t part = 0; part < parts; ++part) {
      const auto part_bytes =
          parts == 1 ? rest : std::min(rest, bucket_.settings().client.multipart_part.count());
      rest -= part_bytes;
      auto place = co_await requests_.enter();
      run_.simulator.start(copy_part(std::move(place), copy, part, part_bytes));
    }
  }
  std::vector<ServerPool::Place> all;
  for (std::uint32_t i = 0; i < settings_.concurrency; ++i) all.push_back(co_await requests_.enter());

  const double window =
      settings_.window ? settings_.window->count() : std::numeric_limits<double>::infinity();
  run_.journal.report(events::BackupFinished{run_.now(), name_, flow_, scheduled, started, window, job_.bytes,
                                             job_.files, job_.failed});
  working_ = false;
}

Process FileCopyBackup::copy_part([[maybe_unused]] ServerPool::Place place, std::shared_ptr<Copy> copy,
                                  std::uint32_t part, std::uint64_t bytes) {
  const auto& document = copy->file.document;
  if (part == 0) co_await use_agent();
  co_await volume_.transfer(flow_, phase_, bytes, document.id, read_draw + part);
  const bool accepted = co_await bucket_.begin_put(flow_, phase_, document, part);
  if (accepted) co_await send(bytes);
  part_ended(*copy, accepted);
}

std::uint32_t FileCopyBackup::parts_of(std::uint64_t bytes) const {
  const auto& client = bucket_.settings().client;
  if (bytes <= client.multipart_threshold.count()) return 1;
  const auto part = std::max<std::uint64_t>(client.multipart_part.count(), 1);
  return static_cast<std::uint32_t>((bytes + part - 1) / part);
}

Task<> FileCopyBackup::use_agent() {
  const double began = run_.now();
  auto turn = co_await agent_.enter();
  co_await instance_.compute(settings_.cpu_per_file.count());
  run_.journal.report(events::Waited{run_.now(), flow_, phase_, agent_name_, run_.now() - began});
}

/// The bytes go over one of the tool's connections; what they take beyond the slower of both ends is
/// competition in the instance's network.
Task<> FileCopyBackup::send(std::uint64_t bytes) {
  const Endpoint connection = connections_.back();
  connections_.pop_back();
  const double alone = world_.unloaded_transfer_time(instance_.endpoint(), connection, bytes);
  const double took = co_await world_.transfer(instance_.endpoint(), connection, bytes);
  connections_.push_back(connection);
  const bool connection_binds = world_.receiver_is_slower(instance_.endpoint(), connection);
  run_.journal.report(events::Waited{
      run_.now(), flow_, phase_, connection_binds ? bucket_.names().transfer : instance_.names().network_out,
      std::min(alone, took)});
  if (took > alone)
    run_.journal.report(
        events::Waited{run_.now(), flow_, phase_, instance_.names().network_out, took - alone});
}

void FileCopyBackup::part_ended(Copy& copy, bool stored) {
  if (!stored) copy.failed = true;
  if (--copy.parts_left > 0 || copy.life != life_) return;
  std::erase(under_way_, &copy);
  const auto& file = copy.file;
  if (copy.failed) {
    ++job_.failed;
    pending_.push_back(file);
    return;
  }
  if (parts_of(file.document.bytes) > 1)
    bucket_.bill_writes(2);  // creation and completion of the multipart upload
  bucket_.stored(file.document.bytes);
  ++job_.files;
  job_.bytes += file.document.bytes;
  run_.journal.report(events::DocumentProtected{run_.now(), file.document, file.acknowledged});
}

void FileCopyBackup::break_off() {
  job_.failed += queue_.size() + under_way_.size();
  queue_.clear();
  under_way_.clear();
  ++life_;
}

Unprotected FileCopyBackup::source_lost() {
  Unprotected lost;
  for (const auto& file : pending_) lost.add(file.document.bytes, file.acknowledged);
  for (const auto& file : queue_) lost.add(file.document.bytes, file.acknowledged);
  for (const auto* copy : under_way_) lost.add(copy->file.document.bytes, copy->file.acknowledged);
  pending_.clear();
  break_off();
  return lost;
}

void FileCopyBackup::agent_crashed() {
  pending_.insert(pending_.begin(), queue_.begin(), queue_.end());
  for (auto copy = under_way_.rbegin(); copy != under_way_.rend(); ++copy) pending_.push_front((*copy)->file);
  break_off();
}

}  // namespace garoa

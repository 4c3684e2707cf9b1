#include "models/restore/file_restore.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

constexpr Purpose get_of_restore{"restore: GET"};
constexpr Purpose write_of_restore{"restore: write"};
constexpr Purpose read_of_restore{"restore: read back"};

}  // namespace

FileRestore::FileRestore(const Run& run, PhysicalWorld& world, RestoreSettings settings, Bucket& source,
                         Vpc& vpc, Site site, Names names)
    : Restore{run, std::move(settings), std::move(names)},
      source_{source},
      site_{site},
      agent_name_{run.journal.intern(fmt::format("{}.agent_cpu", this->names().path))},
      workers_{run.simulator, this->settings().concurrency},
      agent_{run.simulator, 1} {
  const auto& client = source.settings().client;
  connections_.emplace(run, world, site.instance, vpc,
                       S3Connections::Owner{this->names().path, source.names().transfer},
                       this->settings().concurrency,
                       S3Connections::Rates{client.put_rate_per_connection, client.get_rate_per_connection});
}

Task<> FileRestore::provision() {
  next_ = next_read_ = back_ = bytes_back_ = 0;
  fetching_ = writing_ = 0;
  co_await run().simulator.delay(settings().provision.count());
  report().seconds.provision = settings().provision.count();
}

Task<> FileRestore::copy_all() {
  double since = run().now();
  const bool listed = co_await source_.list(flow(), phase());
  report().seconds.list = run().now() - since;
  since = run().now();
  if (listed) co_await thaw();
  report().seconds.thaw = run().now() - since;
  since = run().now();
  if (listed) {
    for (std::uint32_t i = 0; i < settings().concurrency; ++i) {
      auto place = co_await workers_.enter();
      run().simulator.start(work_on_files(std::move(place)));
    }
    co_await all_idle();
  }
  const double copied = run().now() - since;
  const double worked = fetching_ + writing_;
  report().seconds.transfer = worked > 0 ? copied * fetching_ / worked : copied;
  report().seconds.write = copied - report().seconds.transfer;
  since = run().now();
  if (settings().verify && site_.volume != nullptr) {
    for (std::uint32_t i = 0; i < settings().concurrency; ++i) {
      auto place = co_await workers_.enter();
      run().simulator.start(read_back(std::move(place)));
    }
    co_await all_idle();
  }
  report().seconds.verify = run().now() - since;
  report().restored = back_;
  report().bytes = bytes_back_;
}

/// The coldest objects are the oldest ones, and those of the restore as far as it has so many bytes.
Task<> FileRestore::thaw() {
  stretches_.clear();
  WaitGroup retrievals{run().simulator};
  std::uint64_t rest = wanted().bytes;
  for (const auto& held : source_.held()) {
    const auto bytes = std::min(rest, held.bytes);
    if (bytes == 0) continue;
    rest -= bytes;
    const bool archived = is_archive(held.storage_class);
    stretches_.push_back({archived ? StorageClass::standard : held.storage_class, bytes});
    const double share = static_cast<double>(bytes) / static_cast<double>(held.bytes);
    const auto objects = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(held.objects)));
    retrievals.add();
    run().simulator.start(retrieve({held.storage_class, objects, bytes}, retrievals));
  }
  co_await retrievals;
}

Process FileRestore::retrieve(ObjectStore::Held archived, WaitGroup& retrievals) {
  co_await source_.retrieve(flow(), phase(), archived.storage_class, settings().retrieval, archived.objects,
                            archived.bytes);
  retrievals.done();
}

/// What a file is read from, archives having been thawed.
StorageClass FileRestore::class_of(std::uint64_t file) const {
  const bool oldest_first = settings().order == RestoreOrder::oldest_first;
  const auto older_files = oldest_first ? file : wanted().files - 1 - file;
  auto older_bytes = older_files * (wanted().bytes / wanted().files);
  for (const auto& stretch : stretches_) {
    if (older_bytes < stretch.bytes) return stretch.storage_class;
    older_bytes -= stretch.bytes;
  }
  return source_.settings().storage.upload_class;
}

Process FileRestore::work_on_files([[maybe_unused]] ServerPool::Place place) {
  while (next_ < wanted().files) {
    const auto file = next_++;
    const auto bytes = bytes_of(file);
    co_await use_agent();
    if (!site_.server_side) {
      const bool fetched = co_await fetch(file, bytes);
      if (!fetched) continue;
    }
    const bool written = co_await write(file, bytes);
    if (written) file_is_back(bytes);
  }
}

/// A large file comes in ranges, one after the other over the same connection.
Task<bool> FileRestore::fetch(std::uint64_t file, std::uint64_t bytes) {
  const double since = run().now();
  const auto& client = source_.settings().client;
  const auto range = bytes > client.multipart_threshold.count() ? client.multipart_part.count() : bytes;
  std::uint64_t rest = bytes;
  const auto from = class_of(file);
  std::uint32_t number = 0;
  do {
    const auto part = std::min(rest, range);
    const bool answered = co_await source_.begin_get(flow(), phase(), {flow(), file, part, began()},
                                                     get_of_restore.at(number++), from);
    if (!answered) co_return false;
    co_await connections_->carry(flow(), phase(), S3Connections::Direction::from_s3, part);
    rest -= part;
  } while (rest > 0);
  fetching_ += run().now() - since;
  co_return true;
}

Task<bool> FileRestore::write(std::uint64_t file, std::uint64_t bytes) {
  const double since = run().now();
  bool written = true;
  if (site_.volume != nullptr) {
    co_await site_.volume->write(flow(), phase(), bytes, flow().entity(file), write_of_restore);
  } else {
    const Document object{flow(), file, bytes, began()};
    written = co_await site_.bucket->begin_put(flow(), phase(), object, write_of_restore);
    if (written && !site_.server_side)
      co_await connections_->carry(flow(), phase(), S3Connections::Direction::to_s3, bytes);
    if (written) site_.bucket->stored(object);
  }
  writing_ += run().now() - since;
  co_return written;
}

Task<> FileRestore::use_agent() {
  if (settings().cpu_per_file.count() == 0) co_return;
  const double since = run().now();
  const double seconds = site_.instance.core_time(settings().cpu_per_file.count());
  auto turn = co_await agent_.enter();
  co_await site_.instance.compute(seconds);
  const double took = run().now() - since;
  waited(agent_name_, took, std::max(took - seconds, 0.0));
}

Process FileRestore::read_back([[maybe_unused]] ServerPool::Place place) {
  while (next_read_ < back_) {
    const auto file = next_read_++;
    co_await site_.volume->read(flow(), phase(), bytes_of(file), flow().entity(file), read_of_restore);
  }
}

Task<> FileRestore::all_idle() {
  std::vector<ServerPool::Place> all;
  for (std::uint32_t i = 0; i < settings().concurrency; ++i) all.push_back(co_await workers_.enter());
}

void FileRestore::file_is_back(std::uint64_t bytes) {
  bytes_back_ += bytes;
  if (back_++ == 0) report().first = elapsed();
  if (back_ == needed_for_share()) report().share = elapsed();
}

std::uint64_t FileRestore::bytes_of(std::uint64_t file) const {
  return wanted().bytes / wanted().files + (file < wanted().bytes % wanted().files ? 1 : 0);
}

/// Wanted documents lie at an exponential distance from the newest one, cut off at the oldest one.
std::uint64_t FileRestore::needed_for_share() const {
  const auto all = static_cast<double>(wanted().files);
  const double p = settings().share;
  double needed = p * all;
  if (wanted().recent > 0) {
    const double oldest = std::exp(-all / wanted().recent);
    needed = settings().order == RestoreOrder::newest_first
                 ? -wanted().recent * std::log(1 - p * (1 - oldest))
                 : all + wanted().recent * std::log(p * (1 - oldest) + oldest);
  }
  return static_cast<std::uint64_t>(std::clamp(std::ceil(needed), 1.0, all));
}

bool FileRestore::is_back(std::uint64_t newer) const {
  return settings().order == RestoreOrder::newest_first ? newer < back_ : newer + back_ >= wanted().files;
}

}  // namespace garoa

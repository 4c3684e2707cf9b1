#include "models/restore/file_restore.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

constexpr std::uint32_t write_draw = 2'000'000;  // apart from clients' requests and the backup's reads
constexpr std::uint32_t read_draw = 2'000'001;
constexpr std::uint32_t get_draws = 1'000'000;

}  // namespace

FileRestore::FileRestore(const Run& run, PhysicalWorld& world, RestoreSettings settings, Bucket& source,
                         Vpc& vpc, Site site, Names names)
    : run_{run},
      settings_{settings},
      source_{source},
      site_{site},
      names_{std::move(names)},
      phase_{run.journal.intern(fmt::format("restore {}", names_.path))},
      agent_name_{run.journal.intern(fmt::format("{}.agent_cpu", names_.path))},
      workers_{run.simulator, settings.concurrency},
      agent_{run.simulator, 1} {
  const auto& client = source.settings().client;
  connections_.emplace(run, world, site.instance, vpc,
                       S3Connections::Owner{names_.path, source.names().transfer}, settings.concurrency,
                       S3Connections::Rates{client.put_rate_per_connection, client.get_rate_per_connection});
}

Task<> FileRestore::restore(Wanted wanted) {
  co_await notice_and_provision(wanted);
  co_await copy_all();
}

Task<> FileRestore::notice_and_provision(Wanted wanted) {
  wanted_ = wanted;
  began_ = run_.now();
  next_ = next_read_ = back_ = bytes_back_ = 0;
  fetching_ = writing_ = 0;
  report_ = {};
  report_.restore = names_.restore;
  report_.flow = names_.flow;
  report_.source = names_.source;
  report_.began = began_;
  report_.expected = wanted.files;
  run_.journal.report(
      events::RestoreStarted{began_, names_.restore, names_.flow, names_.source, wanted.files, wanted.bytes});
  co_await run_.simulator.delay(settings_.detect.count());
  co_await run_.simulator.delay(settings_.provision.count());
  report_.seconds.detect = settings_.detect.count();
  report_.seconds.provision = settings_.provision.count();
}

Task<> FileRestore::copy_all() {
  double since = run_.now();
  const bool listed = co_await source_.list(names_.flow, phase_);
  report_.seconds.list = run_.now() - since;
  since = run_.now();
  if (listed) co_await thaw();
  report_.seconds.thaw = run_.now() - since;
  since = run_.now();
  if (listed) {
    for (std::uint32_t i = 0; i < settings_.concurrency; ++i) {
      auto place = co_await workers_.enter();
      run_.simulator.start(work_on_files(std::move(place)));
    }
    co_await all_idle();
  }
  const double copied = run_.now() - since;
  const double worked = fetching_ + writing_;
  report_.seconds.transfer = worked > 0 ? copied * fetching_ / worked : copied;
  report_.seconds.write = copied - report_.seconds.transfer;
  since = run_.now();
  if (settings_.verify && site_.volume != nullptr) {
    for (std::uint32_t i = 0; i < settings_.concurrency; ++i) {
      auto place = co_await workers_.enter();
      run_.simulator.start(read_back(std::move(place)));
    }
    co_await all_idle();
  }
  report_.seconds.verify = run_.now() - since;
  report_.time = run_.now();
  report_.restored = back_;
  report_.bytes = bytes_back_;
  run_.journal.report(report_);
}

/// The coldest objects are the oldest ones, and those of the restore as far as it has so many bytes.
Task<> FileRestore::thaw() {
  stretches_.clear();
  WaitGroup retrievals{run_.simulator};
  std::uint64_t rest = wanted_.bytes;
  for (const auto& held : source_.held()) {
    const auto bytes = std::min(rest, held.bytes);
    if (bytes == 0) continue;
    rest -= bytes;
    const bool archived = is_archive(held.storage_class);
    stretches_.push_back({archived ? StorageClass::standard : held.storage_class, bytes});
    if (!archived) continue;
    const double share = static_cast<double>(bytes) / static_cast<double>(held.bytes);
    const auto objects = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(held.objects)));
    retrievals.add();
    run_.simulator.start(retrieve({held.storage_class, objects, bytes}, retrievals));
  }
  co_await retrievals;
}

Process FileRestore::retrieve(ObjectStore::Held archived, WaitGroup& retrievals) {
  co_await source_.retrieve(names_.flow, phase_, archived.storage_class, settings_.retrieval,
                            archived.objects, archived.bytes);
  retrievals.done();
}

/// What a file is read from, archives having been thawed.
StorageClass FileRestore::class_of(std::uint64_t file) const {
  const bool oldest_first = settings_.order == RestoreOrder::oldest_first;
  const auto older_files = oldest_first ? file : wanted_.files - 1 - file;
  auto older_bytes = older_files * (wanted_.bytes / wanted_.files);
  for (const auto& stretch : stretches_) {
    if (older_bytes < stretch.bytes) return stretch.storage_class;
    older_bytes -= stretch.bytes;
  }
  return source_.settings().storage.upload_class;
}

Process FileRestore::work_on_files([[maybe_unused]] ServerPool::Place place) {
  while (next_ < wanted_.files) {
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
  const double since = run_.now();
  const auto& client = source_.settings().client;
  const auto range = bytes > client.multipart_threshold.count() ? client.multipart_part.count() : bytes;
  std::uint64_t rest = bytes;
  const auto from = class_of(file);
  std::uint32_t draw = get_draws;
  do {
    const auto part = std::min(rest, range);
    const bool answered =
        co_await source_.begin_get(names_.flow, phase_, {names_.flow, file, part, began_}, draw++, from);
    if (!answered) co_return false;
    co_await connections_->carry(names_.flow, phase_, S3Connections::Direction::from_s3, part);
    rest -= part;
  } while (rest > 0);
  fetching_ += run_.now() - since;
  co_return true;
}

Task<bool> FileRestore::write(std::uint64_t file, std::uint64_t bytes) {
  const double since = run_.now();
  bool written = true;
  if (site_.volume != nullptr) {
    co_await site_.volume->transfer(names_.flow, phase_, bytes, file, write_draw);
  } else {
    const Document object{names_.flow, file, bytes, began_};
    written = co_await site_.bucket->begin_put(names_.flow, phase_, object, 0);
    if (written && !site_.server_side)
      co_await connections_->carry(names_.flow, phase_, S3Connections::Direction::to_s3, bytes);
    if (written) site_.bucket->stored(object);
  }
  writing_ += run_.now() - since;
  co_return written;
}

Task<> FileRestore::use_agent() {
  if (settings_.cpu_per_file.count() == 0) co_return;
  const double since = run_.now();
  auto turn = co_await agent_.enter();
  co_await site_.instance.compute(settings_.cpu_per_file.count());
  waited(agent_name_, run_.now() - since);
}

Process FileRestore::read_back([[maybe_unused]] ServerPool::Place place) {
  while (next_read_ < back_) {
    const auto file = next_read_++;
    co_await site_.volume->transfer(names_.flow, phase_, bytes_of(file), file, read_draw);
  }
}

Task<> FileRestore::all_idle() {
  std::vector<ServerPool::Place> all;
  for (std::uint32_t i = 0; i < settings_.concurrency; ++i) all.push_back(co_await workers_.enter());
}

void FileRestore::file_is_back(std::uint64_t bytes) {
  bytes_back_ += bytes;
  if (back_++ == 0) report_.first = run_.now() - began_;
  if (back_ == needed_for_share()) report_.share = run_.now() - began_;
}

std::uint64_t FileRestore::bytes_of(std::uint64_t file) const {
  return wanted_.bytes / wanted_.files + (file < wanted_.bytes % wanted_.files ? 1 : 0);
}

/// Wanted documents lie at an exponential distance from the newest one, cut off at the oldest one.
std::uint64_t FileRestore::needed_for_share() const {
  const auto all = static_cast<double>(wanted_.files);
  const double p = settings_.share;
  double needed = p * all;
  if (wanted_.recent > 0) {
    const double oldest = std::exp(-all / wanted_.recent);
    needed = settings_.order == RestoreOrder::newest_first
                 ? -wanted_.recent * std::log(1 - p * (1 - oldest))
                 : all + wanted_.recent * std::log(p * (1 - oldest) + oldest);
  }
  return static_cast<std::uint64_t>(std::clamp(std::ceil(needed), 1.0, all));
}

bool FileRestore::is_back(std::uint64_t newer) const {
  return settings_.order == RestoreOrder::newest_first ? newer < back_ : newer + back_ >= wanted_.files;
}

void FileRestore::waited(NameId resource, double seconds) const {
  if (seconds > 0) run_.journal.report(events::Waited{run_.now(), names_.flow, phase_, resource, seconds});
}

}  // namespace garoa

#include "models/restore/file_restore.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

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
      start_up_name_{run.journal.intern(this->names().path + ".start_up")},
      behind_{run.simulator},
      dirty_limit_{static_cast<std::uint64_t>(
          this->settings().dirty_share * static_cast<double>(site.instance.settings().type.memory.count()))} {
  const auto& tool = this->settings().tool;
  client_.emplace(run, S3Client::Setup{.path = this->names().path,
                                       .tool = tool,
                                       .connections = this->settings().connections,
                                       .instance = &site.instance,
                                       .copy_rates = this->settings().copy_rates.value_or(S3CopyRates{}),
                                       .compression = site.volume == nullptr ? S3Compression{}
                                                                             : this->settings().compression,
                                       .measured = true});
  connections_.emplace(
      run, world, site.instance, vpc, S3Connections::Owner{this->names().path, source.names().transfer},
      tool.concurrency,
      S3Connections::Rates{client_->rate(source, S3Direction::up), client_->rate(source, S3Direction::down)});
  client_->set_route(*connections_);
}

Task<> FileRestore::provision() {
  left_out_.reset();
  next_read_ = back_ = bytes_back_ = 0;
  fetching_ = writing_ = 0;
  co_await run().simulator.delay(settings().provision.count());
  report().seconds.provision = settings().provision.count();
}

/// The tool runs once.
Task<> FileRestore::copy_all() {
  double since = run().now();
  const double start_up = site_.instance.core_time(settings().tool.start.count());
  if (start_up > 0) {
    co_await run().simulator.delay(start_up);
    waited(start_up_name_, start_up, 0);
  }
  const bool listed = co_await client_->list(source_, flow(), phase(), true);
  report().seconds.list += run().now() - since;
  since = run().now();
  if (listed) co_await thaw();
  report().seconds.thaw += run().now() - since;
  since = run().now();
  fetching_ = writing_ = 0;
  if (listed) co_await copy_files();
  const double copied = run().now() - since;
  const double worked = fetching_ + writing_;
  const double fetched = worked > 0 ? copied * fetching_ / worked : copied;
  co_await behind_;
  report().seconds.transfer += fetched;
  report().seconds.write += run().now() - since - fetched;
  since = run().now();
  if (settings().verify && site_.volume != nullptr) co_await read_all_back();
  report().seconds.verify += run().now() - since;
  report().restored = back_;
  report().bytes = bytes_back_;
  if (left_out_)
    report().missing =
        std::span{*left_out_}.first(std::min(left_out_->size(), events::RestoreFinished::listed));
}

Task<> FileRestore::copy_files() {
  const auto again = std::exchange(left_out_, std::vector<std::uint64_t>{});
  const auto count = again ? again->size() : wanted().files;
  for (std::uint64_t i = 0; i < count; ++i) {
    auto place = co_await client_->files().enter();
    run().simulator.start(bring_back(std::move(place), again ? (*again)[i] : i));
  }
  co_await all_idle();
}

Task<> FileRestore::read_all_back() {
  const auto readers = std::min<std::uint64_t>(client_->files().servers(), wanted().files);
  for (std::uint64_t i = 0; i < readers; ++i)
    run().simulator.start(read_back(co_await client_->files().enter()));
  co_await all_idle();
}

/// The coldest objects are the oldest ones; what is wanted are the newest, so many bytes of them.
Task<> FileRestore::thaw() {
  stretches_.clear();
  WaitGroup retrievals{run().simulator};
  const auto all = source_.held();
  const auto there = std::accumulate(all.begin(), all.end(), std::uint64_t{0},
                                     [](std::uint64_t sum, const auto& held) { return sum + held.bytes; });
  std::uint64_t older = there - std::min(there, settings().compression.stored(wanted().bytes));
  for (const auto& held : all) {
    const auto passed = std::min(older, held.bytes);
    const auto bytes = held.bytes - passed;
    older -= passed;
    if (bytes == 0) continue;
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
  auto older_bytes = older_files * (settings().compression.stored(wanted().bytes) / wanted().files);
  for (const auto& stretch : stretches_) {
    if (older_bytes < stretch.bytes) return stretch.storage_class;
    older_bytes -= stretch.bytes;
  }
  return source_.settings().storage.upload_class;
}

Process FileRestore::bring_back([[maybe_unused]] ServerPool::Place place, std::uint64_t file) {
  bool back = false;
  if (site_.volume != nullptr) {
    back = co_await to_volume(file);
  } else {
    back = co_await to_bucket(file);
  }
  if (back) {
    file_is_back(bytes_of(file));
  } else {
    left_out_->push_back(file);
  }
}

S3File FileRestore::file_of(Bucket& bucket, std::uint64_t file, Purpose purpose) const {
  return {.bucket = bucket,
          .flow = flow(),
          .phase = phase(),
          .document = {flow(), file, settings().compression.stored(bytes_of(file)), began()},
          .purpose = purpose,
          .one_off = true};
}

/// Parts that are fetched side by side are written side by side.
Task<bool> FileRestore::to_volume(std::uint64_t file) {
  const double since = run().now();
  Landing landing{*this, file};
  S3File wanted = file_of(source_, file, get_of_restore);
  wanted.from = class_of(file);
  wanted.bytes = &landing;
  const bool fetched = co_await client_->download(wanted);
  const double side_by_side = std::clamp(landing.parts, 1U, settings().tool.parts);
  const double writing = landing.writing / side_by_side;
  writing_ += writing;
  fetching_ += std::max(run().now() - since - writing, 0.0);
  co_return fetched;
}

Task<bool> FileRestore::to_bucket(std::uint64_t file) {
  const double since = run().now();
  if (!site_.server_side) {
    S3File wanted = file_of(source_, file, get_of_restore);
    wanted.from = class_of(file);
    const bool fetched = co_await client_->download(wanted);
    if (!fetched) co_return false;
    fetching_ += run().now() - since;
  }
  const double fetched_at = run().now();
  const S3File copy = file_of(*site_.bucket, file, write_of_restore);
  bool written = false;
  if (site_.server_side) {
    written = co_await client_->copy_within(copy);
  } else {
    written = co_await client_->upload(copy);
  }
  if (written) site_.bucket->stored(copy.document);
  writing_ += run().now() - fetched_at;
  co_return written;
}

/// The tool goes on at once as long as memory takes what has come.
Task<> FileRestore::write(Landing& landing, S3Part part) {
  ++landing.parts;
  if (dirty_ + part.bytes <= dirty_limit_) {
    dirty_ += part.bytes;
    behind_.add();
    run().simulator.start(write_behind(landing.file, part));
    co_return;
  }
  const double since = run().now();
  co_await write_through(landing.file, part);
  landing.writing += run().now() - since;
}

Task<> FileRestore::write_through(std::uint64_t file, S3Part part) {
  return site_.volume->write(flow(), phase(), part.bytes, flow().entity(file),
                             write_of_restore.at(part.number));
}

Process FileRestore::write_behind(std::uint64_t file, S3Part part) {
  co_await write_through(file, part);
  dirty_ -= part.bytes;
  behind_.done();
}

Process FileRestore::read_back([[maybe_unused]] ServerPool::Place place) {
  while (next_read_ < back_) {
    const auto file = next_read_++;
    co_await site_.volume->read(flow(), phase(), bytes_of(file), flow().entity(file), read_of_restore);
  }
}

Task<> FileRestore::all_idle() {
  std::vector<ServerPool::Place> all;
  const auto places = client_->files().servers();
  for (std::uint64_t i = 0; i < places; ++i) all.push_back(co_await client_->files().enter());
}

void FileRestore::finish(MetricSink& metrics) {
  client_->finish(metrics);
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

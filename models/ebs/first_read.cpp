#include "models/ebs/first_read.hpp"

#include <algorithm>

#include "models/ebs/ebs.hpp"

namespace garoa {
namespace {

constexpr Purpose first_read{"first read"};

/// Few enough pieces that petabytes are no more work than gibibytes, many enough that requests mix.
std::uint64_t piece_of(const FirstReadSettings& settings, std::uint64_t block) {
  constexpr std::uint64_t most_pieces = 1U << 14;
  const std::uint64_t blocks = (settings.size.count() + block - 1) / block;
  return block * std::max<std::uint64_t>(1, (blocks + most_pieces - 1) / most_pieces);
}

}  // namespace

FirstRead::FirstRead(const Run& run, const FirstReadSettings& settings, Bytes block, EbsVolume& volume,
                     SnapshotLoad& load)
    : run_{run},
      settings_{settings},
      volume_{volume},
      load_{load},
      phase_{run.journal.intern("first read")},
      piece_{piece_of(settings, block.count())},
      requests_{run.simulator, settings.requests} {}

Process FirstRead::read(NameId flow) {
  for (std::uint32_t pass = 0; pass < settings_.passes; ++pass) {
    const double began = run_.now();
    for (std::uint32_t part = 0; part < settings_.requests; ++part) {
      auto place = co_await requests_.enter();
      run_.simulator.start(read_part(std::move(place), flow, pass, part));
    }
    std::vector<ServerPool::Place> all;
    for (std::uint32_t i = 0; i < settings_.requests; ++i) all.push_back(co_await requests_.enter());
    seconds_.push_back(run_.now() - began);
  }
}

Process FirstRead::read_part([[maybe_unused]] ServerPool::Place place, NameId flow, std::uint32_t pass,
                             std::uint32_t part) {
  const std::uint64_t bytes = settings_.size.count();
  const std::uint64_t begin = bytes / settings_.requests * part;
  const std::uint64_t end = part + 1 == settings_.requests ? bytes : bytes / settings_.requests * (part + 1);
  // Requests that begin together would wait together for ever: their first pieces are of different sizes.
  std::uint64_t piece = piece_ / settings_.requests * (part + 1);
  for (std::uint64_t at = begin; at < end; at += piece, piece = piece_) {
    piece = std::clamp<std::uint64_t>(piece, 1, end - at);
    if (pass == 0) co_await load_.touch(flow, phase_, piece, Entity::nth(at), first_read);
    co_await volume_.read(flow, phase_, piece, Entity::nth(at), first_read.at(pass));
  }
}

void FirstRead::finish(const MetricsOf& metrics) const {
  if (!seconds_.empty()) metrics.add("first_read.duration", seconds_.front());
  if (seconds_.size() > 1) metrics.add("repeated_read.duration", seconds_.back());
}

}  // namespace garoa

#include "models/page_cache/page_cache.hpp"

#include <utility>

namespace garoa {
namespace {

constexpr Purpose write_back_purpose{"write-back"};

std::uint64_t share_of(Bytes memory, double share) {
  return static_cast<std::uint64_t>(share * static_cast<double>(memory.count()));
}

}  // namespace

PageCache::PageCache(const Run& run, const PageCacheSettings& settings, const Ec2Instance& instance,
                     EbsVolume& volume, NameId flow, WrittenBack written_back)
    : run_{run},
      settings_{settings},
      volume_{volume},
      flow_{flow},
      written_back_{std::move(written_back)},
      phase_{run.journal.intern("write-back")},
      background_{share_of(instance.settings().type.memory, settings.background)},
      limit_{share_of(instance.settings().type.memory, settings.limit)} {}

void PageCache::hold(const Document& document) {
  dirty_.push_back({document, run_.now()});
  dirty_bytes_ += document.bytes;
  if (writing_) return;
  writing_ = true;
  run_.simulator.start(write_back());
}

PageCache::Due PageCache::due() const {
  Due found;
  const bool all = dirty_bytes_ > background_;
  for (const auto& entry : dirty_) {
    if (!all && entry.since + settings_.expire.count() > run_.now()) break;
    ++found.documents;
    found.bytes += entry.document.bytes;
  }
  return found;
}

/// Lives while something is dirty.
Process PageCache::write_back() {
  while (!dirty_.empty()) {
    co_await run_.simulator.delay(settings_.interval.count());
    const Due found = due();
    if (found.documents == 0) continue;
    const auto life = life_;
    co_await volume_.write(flow_, phase_, found.bytes, dirty_.front().document.entity(), write_back_purpose);
    if (life != life_) continue;
    dirty_.erase(dirty_.begin(), dirty_.begin() + static_cast<std::ptrdiff_t>(found.documents));
    dirty_bytes_ -= found.bytes;
    written_back_(found.documents, found.bytes);
  }
  writing_ = false;
}

std::deque<PageCache::Dirty> PageCache::drop() {
  dirty_bytes_ = 0;
  ++life_;
  return std::exchange(dirty_, {});
}

}  // namespace garoa

#include "models/ebs/snapshot_chain.hpp"

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

std::uint64_t whole_blocks(std::uint64_t bytes, std::uint64_t block) {
  return (bytes + block - 1) / block;
}

/// Of `blocks`, how many are hit at least once by so many hits, each of which finds any of them alike.
std::uint64_t distinct(std::uint64_t blocks, double hits) {
  const double all = static_cast<double>(blocks);
  return blocks == 0 ? 0 : static_cast<std::uint64_t>(std::llround(all * -std::expm1(-hits / all)));
}

}  // namespace

SnapshotChain::SnapshotChain(Bytes block, Bytes fixed, Bytes rewritten)
    : block_{block.count()},
      fixed_{whole_blocks(fixed.count(), block_)},
      rewritten_{whole_blocks(rewritten.count(), block_)} {}

SnapshotChain::Taken SnapshotChain::take(Bytes appended, double overwritten, Bytes reused) {
  const Id id = next_++;
  replace(Area::rewritten,
          std::min(held(Area::rewritten), distinct(rewritten_, overwritten / static_cast<double>(block_))),
          id);
  replace(Area::fixed, std::min(held(Area::fixed), whole_blocks(reused.count(), block_)), id);
  if (appended.count() > appended_) {
    if (appended_ % block_ != 0) replace_last_block(id);
    last_block_born_ = id;
  }
  appended_ = std::max(appended_, appended.count());
  const std::uint64_t fixed = fixed_ + whole_blocks(appended_, block_);
  const std::uint64_t new_fixed = fixed - held(Area::fixed);
  const std::uint64_t new_rewritten = rewritten_ - held(Area::rewritten);
  if (new_fixed > 0) versions_.push_back({new_fixed, id, alive, Area::fixed});
  if (new_rewritten > 0) versions_.push_back({new_rewritten, id, alive, Area::rewritten});
  kept_.push_back(id);
  std::erase_if(versions_, [](const Version& version) { return version.blocks == 0; });
  return {id, Bytes{(fixed + rewritten_) * block_}, Bytes{(new_fixed + new_rewritten) * block_}, appended_,
          last_block_born_};
}

void SnapshotChain::restart() {
  for (auto& version : versions_) version.died = std::min(version.died, next_);
  fixed_ = rewritten_ = appended_ = 0;
}

void SnapshotChain::revert(const Taken& taken) {
  const bool kept = std::binary_search(kept_.begin(), kept_.end(), taken.id);
  for (auto& version : versions_) {
    const bool shown = kept && version.born <= taken.id && taken.id < version.died;
    version.died = shown ? alive : std::min(version.died, next_);
  }
  appended_ = taken.appended;
  last_block_born_ = taken.last_block_born;
}

void SnapshotChain::remove(Id id) {
  std::erase(kept_, id);
  std::erase_if(versions_, [&](const Version& version) { return !needed(version); });
}

Bytes SnapshotChain::stored() const {
  std::uint64_t blocks = 0;
  for (const auto& version : versions_) blocks += version.blocks;
  return Bytes{blocks * block_};
}

std::uint64_t SnapshotChain::held(Area area) const {
  std::uint64_t blocks = 0;
  for (const auto& version : versions_) {
    if (version.area == area && version.died == alive) blocks += version.blocks;
  }
  return blocks;
}

void SnapshotChain::replace(Area area, std::uint64_t blocks, Id by) {
  std::uint64_t rest = held(area);
  const std::size_t count = versions_.size();
  for (std::size_t i = 0; i < count && blocks > 0; ++i) {
    auto& version = versions_[i];
    if (version.area != area || version.died != alive) continue;
    // The last version takes what rounding left.
    const double share = static_cast<double>(version.blocks) / static_cast<double>(rest);
    const auto gone = std::min(version.blocks,
                               static_cast<std::uint64_t>(std::llround(share * static_cast<double>(blocks))));
    rest -= version.blocks;
    blocks -= gone;
    version.blocks -= gone;
    if (gone > 0) versions_.push_back({gone, version.born, by, area});
  }
}

void SnapshotChain::replace_last_block(Id by) {
  const auto version = std::find_if(versions_.begin(), versions_.end(), [&](const Version& v) {
    return v.born == last_block_born_ && v.died == alive && v.area == Area::fixed;
  });
  if (version == versions_.end()) return;  // its snapshot was removed
  --version->blocks;
  versions_.push_back({1, last_block_born_, by, Area::fixed});
}

bool SnapshotChain::needed(const Version& version) const {
  const auto first = std::lower_bound(kept_.begin(), kept_.end(), version.born);
  return first != kept_.end() && *first < version.died;
}

}  // namespace garoa

// What the snapshots of one volume store: each snapshot is whole on its own, yet a block that did not change
// between two of them is stored once.
//
// Modelled: blocks of 512 KiB. A snapshot stores the blocks that changed since the volume's newest kept
// snapshot; the first stores all blocks that were ever written. Documents are appended, so a partly filled
// last block is stored again. Other software rewrites blocks of its own area, which every rewrite hits with
// the same probability. Documents in space that others had left replace its blocks, of each age their share. Removing a snapshot frees the
// versions of blocks that no kept snapshot refers to.
// Not modelled: where the file system puts its metadata, freed space that is given back (TRIM), compression.
//
// A version of blocks is (born, died): stored first by snapshot `born`, replaced by what snapshot `died`
// stored. Versions are counted, not located: memory follows the kept snapshots, not the volume's size.
// Source: Amazon EC2 user guide, EBSSnapshots.md, ebs-accessing-snapshot.md (2023-05).
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "sim/core/units.hpp"

namespace garoa {

class SnapshotChain {
 public:
  using Id = std::uint64_t;
  struct Taken {
    Id id;
    Bytes full;                  // a volume made from it holds so much
    Bytes changed;               // what it had to store
    std::uint64_t appended = 0;  // the chain's, for revert()
    Id last_block_born = 0;      // likewise
  };

  /// `fixed` bytes never change, `rewritten` ones do; documents come behind both.
  SnapshotChain(Bytes block, Bytes fixed, Bytes rewritten);

  /// The volume as it is now: `appended` bytes of documents (never fewer than before), `overwritten` bytes that hit the
  /// rewritten area since the last snapshot, and `reused` bytes of documents in space that others had left.
  Taken take(Bytes appended, double overwritten, Bytes reused = {});
  /// An empty volume takes the place of the one that the kept snapshots show.
  void restart();
  /// One made from that snapshot does: the next snapshot stores what changed since. One that is kept no longer shares
  /// no blocks, so the next is whole.
  void revert(const Taken& taken);
  /// A kept snapshot goes.
  void remove(Id id);

  /// All blocks that the kept snapshots need.
  [[nodiscard]] Bytes stored() const;
  [[nodiscard]] std::size_t kept() const { return kept_.size(); }

 private:
  enum class Area { fixed, rewritten };  // documents are fixed but for the last block
  static constexpr Id alive = std::numeric_limits<Id>::max();
  struct Version {
    std::uint64_t blocks;
    Id born;
    Id died;
    Area area;
  };
  /// Blocks of the present content of `area` that kept snapshots hold.
  [[nodiscard]] std::uint64_t held(Area area) const;
  /// Ends the life of so many held blocks of the area, of each version its share.
  void replace(Area area, std::uint64_t blocks, Id by);
  void replace_last_block(Id by);
  [[nodiscard]] bool needed(const Version& version) const;

  std::uint64_t block_;
  std::uint64_t fixed_;
  std::uint64_t rewritten_;
  std::uint64_t appended_ = 0;  // at the last snapshot
  Id last_block_born_ = 0;
  Id next_ = 0;
  std::vector<Id> kept_;  // ascending
  std::vector<Version> versions_;
};

}  // namespace garoa

// The events that wait in a function's asynchronous queue, each in 80 B: what it is about and how far it has come. What
// many have in common (flow, logs, bucket, names and affixes of keys) is kept once.
//
// An event that somebody else holds too, or that has a history of functions or effects already, is kept whole beside, in some
// 400 B.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "sim/flows/document_event.hpp"

namespace garoa {

class WaitingEvents {
 public:
  using Index = std::uint32_t;

  /// How far an event has come in the queue.
  struct Progress {
    std::uint64_t number = 0;   // its place: they are numbered as they come
    std::uint32_t refused = 0;  // so often without an environment
    double since = 0;           // it stands in line
  };

  Index put(Delivery delivery, const Progress& progress);
  /// It waits no longer.
  [[nodiscard]] Delivery take(Index index);
  [[nodiscard]] Document document(Index index) const;
  [[nodiscard]] double queued(Index index) const { return at(index).queued; }
  [[nodiscard]] std::uint64_t number(Index index) const { return at(index).number; }
  /// Is it kept in the 80 B?
  [[nodiscard]] bool is_packed(Index index) const { return !whole_.contains(index); }
  [[nodiscard]] Progress progress(Index index) const {
    return {at(index).number, at(index).refused, at(index).since};
  }

 private:
  /// What the events of a flow have in common.
  struct Origin {
    FlowId flow;
    LogGroup* logs;
    Bucket* bucket;
    const TraceKeys* names;
    const KeyAffixes* affixes;
    bool key_repeats;
    [[nodiscard]] bool is_of(const DocumentEvent& event) const;
  };
  static constexpr int bits_of_bytes = 48;   // of a document: 280 TB
  static constexpr int bits_of_number = 40;  // a million million events come to one function
  static constexpr std::size_t most_origins = 1U << 16U;
  struct Waiting {
    DocumentId id;
    double arrived;
    double created;
    std::uint64_t sequencer;
    std::uint64_t key;
    double queued;
    double since;
    std::uint32_t refused;
    std::uint32_t message_bytes;
    std::uint64_t bytes : bits_of_bytes;
    std::uint32_t origin : 16;
    std::uint64_t number : bits_of_number;
    std::uint32_t attempt : 8;
    std::uint32_t copy : 16;
  };
  static_assert(sizeof(Waiting) == 80);
  /// A deque of the standard library puts five of them into a block.
  static constexpr std::size_t per_block = 1024;
  using Block = std::array<Waiting, per_block>;

  [[nodiscard]] Waiting& at(Index index) { return (*blocks_[index / per_block])[index % per_block]; }
  [[nodiscard]] const Waiting& at(Index index) const {
    return (*blocks_[index / per_block])[index % per_block];
  }
  [[nodiscard]] Index free_place();
  [[nodiscard]] static bool is_plain(const SharedEvent& event);
  /// Nothing where there are too many.
  [[nodiscard]] std::optional<std::size_t> origin_of(const DocumentEvent& event);
  [[nodiscard]] SharedEvent unpacked(Index index) const;
  void keep_own_duration(Index index, double seconds);

  std::vector<Origin> origins_;
  std::size_t last_origin_ = 0;
  std::vector<std::unique_ptr<Block>> blocks_;
  Index used_ = 0;
  std::vector<Index> free_;
  std::vector<double> own_durations_;  // by index, where a trace has told any; those beyond its end have none
  std::map<Index, SharedEvent> whole_;
};

}  // namespace garoa

// A document, as events name it: a pair (flow, id). Ids count from 0 in the order of arrival within the flow. Its luck hangs
// on the flow's name, not on the flow's place among others.
#pragma once

#include <cstdint>
#include <string_view>

#include "sim/core/random.hpp"

namespace garoa {

/// An interned name of a flow or resource.
using NameId = std::uint32_t;
using DocumentId = std::uint64_t;

/// A flow, as its documents carry it. Journal::flow() makes it.
class FlowId {
 public:
  FlowId() = default;
  FlowId(NameId name, std::string_view path) : name_{name}, luck_{short_hash_of(path)} {}
  /// Observers know a flow by its name.
  operator NameId() const { return name_; }  // NOLINT(google-explicit-constructor)
  /// Its n-th document, or request.
  [[nodiscard]] Entity entity(std::uint64_t number) const { return Entity::of(luck_, number); }

 private:
  NameId name_ = 0;
  std::uint32_t luck_ = 0;
};

struct Document {
  FlowId flow;
  DocumentId id = 0;
  std::uint64_t bytes = 0;
  double arrived = 0;

  [[nodiscard]] Entity entity() const { return flow.entity(id); }
};
static_assert(sizeof(Document) == 32);

/// A document's number with its flow's, in one: numbers of flows repeat each other.
using DocumentKey = std::uint64_t;
constexpr int bits_of_document = 40;
[[nodiscard]] inline DocumentKey key_of(const Document& document) {
  return (DocumentKey{document.flow} << bits_of_document) | document.id;
}
[[nodiscard]] constexpr DocumentId document_of(DocumentKey key) {
  return key & ((DocumentKey{1} << bits_of_document) - 1);
}
/// Of what belongs to no document.
constexpr DocumentKey no_document = ~DocumentKey{0};
[[nodiscard]] constexpr NameId flow_name_of(DocumentKey key) {
  return static_cast<NameId>(key >> bits_of_document);
}

}  // namespace garoa

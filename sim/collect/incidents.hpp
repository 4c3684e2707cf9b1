// Documents that were lost, processed twice or in the wrong order, by function, with the ids of the first ones.
// Counted over the whole run.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/journal/journal.hpp"
#include "sim/results/result.hpp"

namespace garoa {

class Incidents {
 public:
  explicit Incidents(Journal& journal);
  Incidents(const Incidents&) = delete;
  Incidents& operator=(const Incidents&) = delete;

  /// By flow, function and kind.
  [[nodiscard]] std::vector<IncidentList> lists() const;

 private:
  enum class Kind { lost, duplicated, out_of_order };
  struct Found {
    std::uint64_t count = 0;
    double first = 0;
    std::vector<DocumentId> ids;
  };
  using Key = std::pair<std::pair<NameId, NameId>, Kind>;
  void add(Kind kind, NameId function, const Document& document, double time);
  [[nodiscard]] static std::string_view name_of(Kind kind);

  const Journal& journal_;
  std::map<Key, Found> found_;
};

}  // namespace garoa

#include "sim/journal/journal.hpp"

namespace garoa {

NameId Journal::intern(std::string_view name) {
  const auto [found, added] = ids_.try_emplace(std::string{name}, static_cast<NameId>(names_.size()));
  if (added) names_.emplace_back(name);
  return found->second;
}

}  // namespace garoa

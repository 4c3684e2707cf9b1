#include "models/compliance/role_actions.hpp"

#include <algorithm>
#include <optional>

namespace garoa::compliance {
namespace {

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

/// The last star takes one letter more whenever what follows it does not fit: what fits before it stays.
bool covers(std::string_view pattern, std::string_view action) {
  std::size_t at = 0;
  std::size_t letter = 0;
  std::optional<std::size_t> star;
  std::size_t taken = 0;  // letters until which the star stands
  while (letter < action.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      taken = letter;
    } else if (at < pattern.size() && (pattern[at] == '?' || lower(pattern[at]) == lower(action[letter]))) {
      ++at;
      ++letter;
    } else if (star) {
      at = *star + 1;
      letter = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

bool allows(const Role& role, std::string_view action) {
  return std::any_of(role.actions.begin(), role.actions.end(),
                     [&](const std::string& pattern) { return covers(pattern, action); });
}

bool has_wildcard(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

}  // namespace garoa::compliance

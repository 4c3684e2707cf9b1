#include "models/compliance/role_actions.hpp"

#include <algorithm>

namespace garoa::compliance {
namespace {

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

bool covers(std::string_view pattern, std::string_view action) {
  while (!pattern.empty() && pattern.front() != '*') {
    if (action.empty() || (pattern.front() != '?' && lower(pattern.front()) != lower(action.front())))
      return false;
    pattern.remove_prefix(1);
    action.remove_prefix(1);
  }
  if (pattern.empty()) return action.empty();
  const auto rest = pattern.substr(1);
  for (std::size_t from = 0; from <= action.size(); ++from) {
    if (covers(rest, action.substr(from))) return true;
  }
  return false;
}

bool allows(const Role& role, std::string_view action) {
  return std::any_of(role.actions.begin(), role.actions.end(),
                     [&](const std::string& pattern) { return covers(pattern, action); });
}

bool has_wildcard(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

}  // namespace garoa::compliance

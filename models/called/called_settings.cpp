#include "models/called/called_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace garoa {
namespace {

constexpr std::size_t called_kind_count = std::variant_size_v<CalledSettings::Kinds>;

constexpr auto kinds_of_called = []<std::size_t... Place>(std::index_sequence<Place...>) {
  return std::array{std::variant_alternative_t<Place, CalledSettings::Kinds>::called...};
}
(std::make_index_sequence<called_kind_count>{});

template <class Settings>
void read_section(std::vector<CalledSettings>& declared, Fields& fields, Catalogue& catalogue) {
  fields.named(Settings::called.section, Settings::called.meaning, [&](const std::string& name, Fields& own) {
    declared.push_back(CalledSettings{CalledSettings::Kinds{Settings::read(name, own, catalogue)}});
  });
}

/// "a or b" of what `part` gives of each.
template <class Part>
std::string any_of_kinds(std::span<const CalledKind> kinds, const Part& part) {
  std::string text;
  for (const auto& kind : kinds) text += (text.empty() ? "" : " or ") + part(kind);
  return text;
}

}  // namespace

std::span<const CalledKind> called_kinds() {
  return kinds_of_called;
}

std::span<const CalledKind> called_kinds(std::string_view section) {
  const auto all = called_kinds();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const CalledKind& kind) { return kind.section == section; });
  return {found, found == all.end() ? found : found + 1};
}

std::string sections_of(std::span<const CalledKind> kinds) {
  return any_of_kinds(kinds, [](const CalledKind& kind) { return fmt::format("'{}'", kind.section); });
}

std::vector<CalledSettings> read_called(Fields& fields, Catalogue& catalogue) {
  std::vector<CalledSettings> declared;
  [&]<std::size_t... Place>(std::index_sequence<Place...>) {
    (read_section<std::variant_alternative_t<Place, CalledSettings::Kinds>>(declared, fields, catalogue),
     ...);
  }
  (std::make_index_sequence<called_kind_count>{});
  return declared;
}

void check_names(const std::vector<CalledSettings>& declared, Diagnostics& diagnostics) {
  std::map<std::string_view, const CalledSettings*> first;
  for (const auto& service : declared) {
    const auto [other, is_first] = first.emplace(service.name(), &service);
    if (is_first) continue;
    diagnostics.error(service.where(),
                      fmt::format("'{}' has the name of '{}', and functions call both by it; "
                                  "rename one",
                                  service.path(), other->second->path()));
  }
}

void demand_called(const Reference& reference, const std::vector<CalledSettings>& declared,
                   std::span<const CalledKind> kinds, Diagnostics& diagnostics) {
  std::vector<std::string_view> known;
  std::vector<CalledKind> in_use;
  for (const auto& kind : kinds) {
    const auto before = known.size();
    for (const auto& service : declared) {
      if (service.kind().section == kind.section) known.push_back(service.name());
    }
    if (known.size() > before) in_use.push_back(kind);
  }
  if (std::find(known.begin(), known.end(), reference.name) != known.end()) return;
  const std::span<const CalledKind> asked = in_use.empty() ? kinds : in_use;
  const auto nouns = any_of_kinds(asked, [](const CalledKind& kind) { return std::string{kind.noun}; });
  diagnostics.error(reference.where, fmt::format("there is no {} '{}' under {}{}", nouns, reference.name,
                                                 sections_of(asked), did_you_mean(reference.name, known)));
}

}  // namespace garoa

// The settings of a service that functions call by their `calls`, of any kind, and the one list of the kinds.
//
// A kind is a struct of settings that answers for itself; adding one means its folder and its place in
// CalledSettings::Kinds. Each has
//   called           its section in scenarios, which is also the key of its failures, and the words for it
//   name, where      of the one that is declared
//   read()           its own keys
//   build()          the service that a run calls; defined with its behaviour, so that settings need no engine
// The names of all kinds differ, since `calls` gives names alone.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "models/called/called_kind.hpp"
#include "models/http/http_settings.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

class CalledSettings {
 public:
  using Kinds = std::variant<HttpSettings>;

  explicit CalledSettings(Kinds of_kind) : of_kind_{std::move(of_kind)} {}

  /// Calls `visitor` with the settings of the service's kind.
  template <class Visitor>
  decltype(auto) visit(Visitor&& visitor) const {
    return std::visit(std::forward<Visitor>(visitor), of_kind_);
  }
  [[nodiscard]] const CalledKind& kind() const {
    return visit([](const auto& settings) -> const CalledKind& { return settings.called; });
  }
  [[nodiscard]] const std::string& name() const {
    return visit([](const auto& settings) -> const std::string& { return settings.name; });
  }
  [[nodiscard]] const Location& where() const {
    return visit([](const auto& settings) -> const Location& { return settings.where; });
  }
  /// "http.check".
  [[nodiscard]] std::string path() const { return std::string{kind().section} + "." + name(); }

 private:
  Kinds of_kind_;
};

/// In the order of CalledSettings::Kinds.
[[nodiscard]] std::span<const CalledKind> called_kinds();
/// The one of this section; none if there is no such kind.
[[nodiscard]] std::span<const CalledKind> called_kinds(std::string_view section);
/// Where a name of these kinds is looked up: "'http'", of several "'a' or 'b'".
[[nodiscard]] std::string sections_of(std::span<const CalledKind> kinds);

/// Reads the sections of all kinds.
[[nodiscard]] std::vector<CalledSettings> read_called(Fields& fields, Catalogue& catalogue);

/// Errors: two of one name.
void check_names(const std::vector<CalledSettings>& declared, Diagnostics& diagnostics);
/// An error if the reference names no service of these kinds; it tells of the sections that the scenario uses, or else of
/// all.
void demand_called(const Reference& reference, const std::vector<CalledSettings>& declared,
                   std::span<const CalledKind> kinds, Diagnostics& diagnostics);

}  // namespace garoa

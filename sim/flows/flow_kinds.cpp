#include "sim/flows/flow_kinds.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace garoa {
namespace {

/// A kind's place in FlowSettings::Kinds.
enum class FlowKind : std::size_t {};

constexpr std::size_t kind_count = std::variant_size_v<FlowSettings::Kinds>;

/// Calls `visitor` with each kind and an object that has nothing but the type of its settings.
template <class Visitor, std::size_t... Place>
void visit_each_kind(const Visitor& visitor, std::index_sequence<Place...> /*places*/) {
  (visitor(FlowKind{Place}, std::variant_alternative<Place, FlowSettings::Kinds>{}), ...);
}
template <class Visitor>
void visit_each_kind(const Visitor& visitor) {
  visit_each_kind(visitor, std::make_index_sequence<kind_count>{});
}

}  // namespace

template <>
struct EnumNames<FlowKind> {
  static constexpr std::string_view kind = "kind of flow";
  static constexpr auto names = []<std::size_t... Place>(std::index_sequence<Place...>) {
    return std::array{
        std::pair{std::variant_alternative_t<Place, FlowSettings::Kinds>::kind, FlowKind{Place}}...};
  }
  (std::make_index_sequence<kind_count>{});
};

FlowSettings read_flow(const std::string& name, Fields& fields, Catalogue& catalogue,
                       const ScenarioFrame& frame) {
  const auto errors_before = catalogue.diagnostics().count();
  auto kind = fields.required<FlowKind>("kind", "which architecture");
  const bool kind_is_unknown = catalogue.diagnostics().count() > errors_before;
  auto keys = fields.describing() ? UploadKeys::of_objects : UploadKeys::none;
  visit_each_kind([&](FlowKind candidate, auto type) {
    // One message about the kind, not one more about each key of another kind.
    if (kind_is_unknown && fields.given(decltype(type)::type::telltale)) kind = candidate;
  });
  visit_each_kind([&](FlowKind candidate, auto type) {
    if (candidate == kind && !fields.describing()) keys = decltype(type)::type::keys;
  });
  const FlowCommon common = read_flow_common(name, fields, catalogue, frame, keys);
  FlowSettings::Kinds of_kind;
  visit_each_kind([&](FlowKind candidate, auto type) {
    if (candidate != kind && !fields.describing()) return;
    auto settings = decltype(type)::type::read(fields, catalogue, frame);
    const auto timeout = settings.common.timeout;  // of the kind's clients
    settings.common = common;
    settings.common.timeout = timeout;
    if (candidate == kind) of_kind = std::move(settings);
  });
  return FlowSettings{std::move(of_kind)};
}

std::vector<Reliance> FlowSettings::relies_on(const Declared& declared) const {
  auto reliances = visit([&](const auto& settings) { return settings.relies_on(declared); });
  if (common().logs.given()) reliances.push_back({FailureTarget::logs, common().logs.name});
  return reliances;
}

}  // namespace garoa

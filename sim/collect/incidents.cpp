#include "sim/collect/incidents.hpp"

#include <algorithm>
#include <tuple>

#include "sim/collect/short_name.hpp"

namespace garoa {
namespace {

constexpr std::size_t listed_ids = 20;

}  // namespace

Incidents::Incidents(Journal& journal) : journal_{journal} {
  journal.on<events::DocumentDropped>([this](const auto& e) {
    if (!e.to_dlq && e.reason != Reason::recursion) add(Kind::lost, e.function, e.document, e.time);
  });
  journal.on<events::EventPassedOver>([this](const auto& e) {
    if (e.wanted) add(Kind::lost, e.function, e.document, e.time);
  });
  journal.on<events::DocumentProcessed>([this](const auto& e) {
    if (e.effects > 1) add(Kind::duplicated, e.function, e.document, e.time);
  });
  journal.on<events::OutOfOrder>(
      [this](const auto& e) { add(Kind::out_of_order, e.function, e.document, e.time); });
}

void Incidents::add(Kind kind, NameId function, const Document& document, double time) {
  auto& found = found_[{{document.flow, function}, kind}];
  if (found.count++ == 0) found.first = time;
  if (found.ids.size() < listed_ids) found.ids.push_back(document.id);
}

std::string_view Incidents::name_of(Kind kind) {
  switch (kind) {
    case Kind::lost:
      return "lost";
    case Kind::duplicated:
      return "duplicated";
    case Kind::out_of_order:
      return "out_of_order";
  }
  return "";
}

std::vector<IncidentList> Incidents::lists() const {
  std::vector<IncidentList> lists;
  for (const auto& [key, found] : found_) {
    lists.push_back({short_name(journal_.name(key.first.first)), short_name(journal_.name(key.first.second)),
                     std::string{name_of(key.second)}, found.count, found.first, found.ids});
  }
  std::sort(lists.begin(), lists.end(), [](const IncidentList& a, const IncidentList& b) {
    return std::tie(a.flow, a.function, a.kind) < std::tie(b.flow, b.function, b.kind);
  });
  return lists;
}

}  // namespace garoa

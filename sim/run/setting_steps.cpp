#include "sim/run/setting_steps.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {
namespace {

const FieldRecord* find_record(const FieldRecord& record, std::string_view path) {
  if (path.empty()) return &record;
  const auto dot = std::min(path.find('.'), path.size());
  for (const auto& child : record.children) {
    if (child->key == path.substr(0, dot))
      return find_record(*child, path.substr(std::min(dot + 1, path.size())));
  }
  return nullptr;
}

/// A number, or an amount of any kind in its base unit.
template <class... Kinds>
std::optional<double> amount_of(std::string_view text, std::string_view like) {
  std::optional<double> amount;
  std::string why;
  const auto read = [&](const UnitTable& table) {
    if (!amount && parse_with_unit(like, table, why)) amount = parse_with_unit(text, table, why);
  };
  (read(unit_table<Kinds>()), ...);
  return amount ? amount : parse_number(text);
}

std::optional<double> amount_like(std::string_view text, std::string_view like) {
  return amount_of<Seconds, Bytes, BytesPerSecond, BitsPerSecond, PerSecond>(text, like);
}

}  // namespace

std::optional<SettingSteps> SettingSteps::between(const FieldRecord& scenario, std::string_view path,
                                                  std::string_view bound) {
  const auto digits = std::min(bound.find_first_not_of("0123456789."), bound.size());
  const auto number = parse_number(bound.substr(0, digits));
  const auto amount = amount_like(bound, bound);
  if (!number || !amount || *number <= 0) return std::nullopt;
  const auto* const record = find_record(scenario, path);
  const bool is_set = record != nullptr && !record->value.empty();
  const auto present = is_set ? amount_like(record->value, bound) : std::optional{0.0};
  if (!present) return std::nullopt;
  SettingSteps steps;
  steps.unit_ = bound.substr(digits);
  steps.bound_ = *number;
  steps.present_ = *present / (*amount / *number);
  return steps.present_ == steps.bound_ ? std::nullopt : std::optional{steps};
}

std::string SettingSteps::text(double steps) const {
  return fmt::format("{}{}", steps, unit_);
}

}  // namespace garoa

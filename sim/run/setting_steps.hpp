// The values of a number between what a scenario says and a bound, in whole steps of the bound's unit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/core/fields.hpp"

namespace garoa {

class SettingSteps {
 public:
  /// Of the setting at that path (as of --set), whose bound is a number with or without its unit. A setting that is not set and
  /// has no default counts as 0. Nothing where either is no number of the other's kind, or the setting is at its bound.
  [[nodiscard]] static std::optional<SettingSteps> between(const FieldRecord& scenario, std::string_view path,
                                                           std::string_view bound);

  /// In steps.
  [[nodiscard]] double present() const { return present_; }
  [[nodiscard]] double bound() const { return bound_; }
  /// So many steps as they would be written: "250 MiB/s".
  [[nodiscard]] std::string text(double steps) const;

 private:
  double present_ = 0;
  double bound_ = 0;
  std::string unit_;
};

}  // namespace garoa

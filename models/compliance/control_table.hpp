// The one table of what decides the controls: an id and its function.
//
// A static control has a check, which looks at the architecture. A dynamic one has a monitor, which watches the
// run, and a verdict, which asks the monitor after it. Controls with the same monitor share one in a run.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "models/compliance/judge.hpp"
#include "models/compliance/monitor.hpp"

namespace garoa::compliance {

struct ControlFunction {
  std::string_view id;
  void (*check)(const Judge& judge) = nullptr;
  std::unique_ptr<Monitor> (*monitor)(const MonitorSetup& setup) = nullptr;
  void (*verdict)(const Monitor& monitor, const Judge& judge) = nullptr;

  [[nodiscard]] ControlKind kind() const {
    return check != nullptr ? ControlKind::static_check : ControlKind::dynamic;
  }
};

/// Static controls first, each kind by id.
[[nodiscard]] std::span<const ControlFunction> control_functions();

/// The row of that id, or null.
[[nodiscard]] const ControlFunction* find_function(std::string_view id);

}  // namespace garoa::compliance

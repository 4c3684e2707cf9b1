// Which settings of the scenario decide a finding, and where they are written.
//
// A control says in its file which settings decide it (control.hpp); here their patterns become paths of the finding's own
// resources. The first one is what the finding names. A check that knows better sets the finding's key itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/compliance/control.hpp"
#include "models/compliance/owners.hpp"

namespace garoa::compliance {

/// One setting of one resource.
struct DecidingSetting {
  std::string path;  // "backup.nightly.schedule"
  const SettingInfo* info = nullptr;
};

/// Those of the control that the finding has, in the control's order.
[[nodiscard]] std::vector<DecidingSetting> deciding_settings(const Finding& finding,
                                                             const ControlInfo& control,
                                                             const Owners& owners);

/// Where the value of that path stands in the scenario, which the architecture knows; where it is not given, the innermost block around
/// it that is.
[[nodiscard]] Location place_in(const Owners& owners, std::string_view path);

/// Gives the finding its key, if it has none, and the key's place, if the architecture knows the scenario's text.
void name_deciding_setting(Finding& finding, const ControlInfo& control, const Owners& owners);

}  // namespace garoa::compliance

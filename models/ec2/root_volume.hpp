// The bill of the volume that an instance boots from (root_volume_settings.hpp): it costs while it is there, whether the instance runs or not.
#pragma once

#include <string>

#include "models/ec2/root_volume_settings.hpp"
#include "models/service.hpp"

namespace garoa {

class RootVolume {
 public:
  /// `instance` is the path that it stands under, such as "ec2.app".
  RootVolume(const Run& run, const RootVolumeSettings& settings, const std::string& instance)
      : run_{run}, settings_{settings}, name_{run.journal.intern(root_volume_of(instance))} {}

  /// It was there for so long.
  void bill(double seconds) {
    const auto units = held_.take(settings_.billed_bytes(), seconds);
    if (units > 0) run_.journal.report(events::Billed{name_, settings_.meter(), units});
  }

 private:
  const Run& run_;
  RootVolumeSettings settings_;
  NameId name_;
  TimeMeter held_;
};

}  // namespace garoa

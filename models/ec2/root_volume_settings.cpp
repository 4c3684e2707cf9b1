#include "models/ec2/root_volume_settings.hpp"

namespace garoa {

RootVolumeSettings read_root_volume(Fields& fields, Figures& figures) {
  RootVolumeSettings root;
  fields.section("root_volume", "volume that it boots from, which is billed", [&](Fields& f) {
    root.type = f.optional("type", "gp3, gp2, or none: it has none, or `ebs` has it already",
                           figures.fallback<RootVolumeType>("default.root_volume.type"));
    const Range<Bytes> range{1_GiB, 16_TiB, "gp2 and gp3 allow"};
    root.assumed = root.type != RootVolumeType::none && !f.given("type") && !f.given("size");
    if (root.type == RootVolumeType::none) {
      if (f.given("size")) f.error("size", "'size' is of a root volume, and there is none");
      (void)f.maybe<Bytes>("size", "that is provisioned", range);
      return;
    }
    root.size =
        f.optional("size", "that is provisioned", figures.fallback<Bytes>("default.root_volume.size"), range);
  });
  return root;
}

}  // namespace garoa

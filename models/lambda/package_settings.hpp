// What the package of a function costs a new environment: its download, and what INIT reads of it.
//
// A zip package is downloaded and unpacked before INIT, which reads freshly written files; of an image INIT fetches what it reads, block
// by block, from caches that all environments share. Of a new image (`new_image`) nothing is there at the start of the run: see
// package_cache.hpp. The size of an image is what it has beyond one of hello world, whose reading is in the measured INIT.
//
// Shape: a few MB of zip or the image of hello world unless given. Errors: sizes beyond Lambda's limits, the size of the other kind of
// package, a new image of which nothing is read. Figures: models/lambda (download.*, package.*, image.*).
#pragma once

#include <optional>

#include "models/lambda/init_duration.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct PackageSettings {
  Bytes more;        // than a small package has
  Bytes usual_read;  // by its size
  Seconds download;
  Seconds read;                       // by INIT, where all environments read it
  std::optional<Seconds> first_read;  // by INIT of the first environment; of a new image
};

/// Reads the keys beside `package`.
[[nodiscard]] PackageSettings read_package(LambdaPackage package, Fields& fields, Figures& figures);
/// Reads `reads` in the section `init`.
void read_package_reads(PackageSettings& settings, LambdaPackage package, Fields& init, Figures& figures);

}  // namespace garoa

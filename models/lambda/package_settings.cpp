#include "models/lambda/package_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {
namespace {

Bytes share_of(Bytes size, double share) {
  return Bytes{static_cast<std::uint64_t>(static_cast<double>(size.count()) * share)};
}

void read_zip(PackageSettings& s, LambdaPackage package, Fields& fields, Figures& figures) {
  const auto free = figures.get<Bytes>("download.free");
  const auto size =
      fields.optional("package_size", "zip package with its layers, as it is downloaded", free,
                      {Bytes{0}, figures.limit<Bytes>("package.zip.max"), "Lambda allows a zip package of"});
  if (package == LambdaPackage::image && fields.given("package_size"))
    fields.error("package_size",
                 "an image is loaded lazily: 'package_size' is for zip packages, 'image_size' for images");
  if (!(size > free)) return;
  s.more = size - free;
  s.download =
      figures.get<Seconds>("download.set_up") + s.more / figures.get<BytesPerSecond>("download.rate");
  s.usual_read = share_of(s.more, figures.get<double>("package.read.share"));
}

void read_image(PackageSettings& s, LambdaPackage package, Fields& fields, Figures& figures) {
  const auto size =
      fields.optional("image_size", "what the image has beyond one of hello world", Bytes{0},
                      {Bytes{0}, figures.limit<Bytes>("package.image.max"), "Lambda allows an image of"});
  if (package == LambdaPackage::zip && fields.given("image_size"))
    fields.error("image_size", "'image_size' is for 'package: image', 'package_size' for zip packages");
  if (size.count() > 0) s.usual_read = share_of(size, figures.get<double>("image.read.share"));
}

}  // namespace

PackageSettings read_package(LambdaPackage package, Fields& fields, Figures& figures) {
  PackageSettings s;
  read_zip(s, package, fields, figures);
  read_image(s, package, fields, figures);
  const bool is_new = fields.optional(
      "new_image", "the image is new when the run begins: nothing of it is in a cache", false);
  if (is_new) s.first_read = Seconds{0};
  if (is_new && package == LambdaPackage::zip)
    fields.error("new_image", "'new_image' is for 'package: image': a zip package is downloaded each time");
  return s;
}

void read_package_reads(PackageSettings& s, LambdaPackage package, Fields& init, Figures& figures) {
  const auto read = init.optional("reads",
                                  "of the package, beyond what hello world does: libraries, models "
                                  "(default: a share of package_size or image_size)",
                                  s.usual_read, {Bytes{0}, figures.limit<Bytes>("package.image.max"), ""});
  if (read.count() == 0) {
    if (s.first_read)
      init.error("reads", fmt::format("'new_image' changes nothing while INIT reads nothing of the image: "
                                      "give 'image_size' or '{}.reads'",
                                      init.path()));
    return;
  }
  const bool zip = package == LambdaPackage::zip;
  s.read = read / figures.get<BytesPerSecond>(zip ? "package.read.rate" : "image.read.rate");
  if (s.first_read) s.first_read = read / figures.get<BytesPerSecond>("image.read.first_rate");
}

}  // namespace garoa

#include "models/lambda/snap_start_settings.hpp"

#include <fmt/format.h>

#include "models/lambda/runtime_kind.hpp"

namespace garoa {
namespace {

/// Reports why there is none.
bool is_offered(const std::optional<SnapStartOffer>& offer, const std::string& runtime, LambdaPackage package,
                Fields& fields, const Catalogue& catalogue) {
  if (package == LambdaPackage::image) {
    fields.error("snap_start", "SnapStart is for zip packages, not for images");
  } else if (!offer) {
    fields.error("snap_start",
                 fmt::format("'{}' has no SnapStart: Java 11, Python 3.12, .NET 8 and later managed "
                             "runtimes have it",
                             runtime));
  } else if (offer->since && catalogue.rules_date() < *offer->since) {
    fields.error("snap_start", fmt::format("'{}' has SnapStart since {}", runtime,
                                           Scalar<RulesDate>::format(*offer->since)));
  } else {
    return true;
  }
  return false;
}

}  // namespace

std::optional<SnapStartSettings> read_snap_start(const RuntimeSettings& of, Fields& fields,
                                                 Catalogue& catalogue) {
  const bool wanted = fields.optional("snap_start", "new environments are restored from a snapshot", false);
  if (!wanted || of.name.empty()) return std::nullopt;
  const auto offer = find_snap_start(catalogue, of.name);
  if (!is_offered(offer, of.name, of.package, fields, catalogue)) return std::nullopt;
  auto& figures = catalogue.figures("lambda");
  const bool python = runtime_kind(of.name) == "python";
  const std::string median_of = python ? "snap_start.restore.median.python" : "snap_start.restore.median";
  const double median = figures.get<Seconds>(median_of).count() +
                        figures.get<Seconds>("snap_start.restore.cpu").count() / of.cpu.speed(1);
  return SnapStartSettings{Distribution::lognormal(median, figures.get<double>("snap_start.restore.sigma")),
                           figures.get<double>("snap_start.restore.billed"), offer->billed};
}

}  // namespace garoa

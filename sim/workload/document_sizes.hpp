// How large documents are.
//
//   size: office_document      a preset: invoice_pdf, office_document (the default), scan_bw, scan_colour,
//                              app_objects, media_mix
//   size: { constant: 1 MB }
//   size: { mean: 350 kB }     only the mean is known: log-normal, spread as the preset office_document
//   size: { uniform: { min: 10 kB, max: 2 MB } }
//   size: { lognormal: { median: 400 kB, sigma: 1.35, min: 1 kB, max: 100 MB } }
//   size: { lognormal: { mean: 1 MB, sigma: 1.35 } }
//                            the median follows, so that the sizes within min and max have this mean
//   size: { pareto: { minimum: 27 kB, alpha: 1.2, max: 2 GB } }
//   size: { lognormal_pareto: { median: 5.3 kB, sigma: 1.26, tail_share: 0.1, alpha: 0.55, max: 2 GB } }
//                            up to the quantile 1 - tail_share the log-normal distribution itself; above, a
//                            Pareto tail that starts there
//   size: { empirical: [ { share: 0.5, size: 100 kB }, { share: 1, size: 5 MB } ] }
//                            `share` of the documents has at most `size`; linear in between. Shares ascend to
//                            1; a first share above 0 is the share of documents that have the first size
//                            exactly
//   size: { scanned: { pages: 4, page_min: 25 kB, page_max: 45 kB } }
//                            pages x size of a page; pages are geometric on 1, 2, 3 ... with mean `pages`.
//                            All pages of a document have the same size, since they pass one scanner with one
//                            setting: it is uniform on [page_min, page_max] over documents
//
// `min` and `max` (defaults 1 B and the largest object that S3 takes) cut a distribution: the sizes within keep their proportions, none
// pile up at the bounds. A Pareto tail with alpha <= 1 needs `max`, since its mean is infinite without.
// Presets are these forms (media_mix: two log-normal classes) with the figures of
// models/workload/workload.yaml.
//
// Every model draws by inverse transform from one number of the document (scanned: from two): the size is a function of
// (stream, the document's number in its flow). The result is rounded to whole bytes, at least 1. Not modelled: dependence
// of the size on the hour, the client or the previous document.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/random.hpp"
#include "sim/core/units.hpp"

namespace garoa {

struct ConstantSize {
  Bytes value;
};

/// From `low` to `high`.
struct UniformSize {
  Bytes low;
  Bytes high;
};

/// `max` without value (here and below): no bound.
struct LognormalSize {
  Bytes median;
  double sigma = 0;
  Bytes min{1};
  std::optional<Bytes> max;
};

struct ParetoSize {
  Bytes minimum;
  double alpha = 0;
  std::optional<Bytes> max;
};

struct LognormalParetoSize {
  Bytes median;
  double sigma = 0;
  double tail_share = 0;
  double alpha = 0;
  std::optional<Bytes> max;
};

struct EmpiricalSize {
  struct Point {
    double share;
    Bytes size;
  };
  std::vector<Point> points;
};

struct ScannedSize {
  double pages = 1;
  Bytes page_min;
  Bytes page_max;
  std::optional<Bytes> max;  // a document of more has as many pages as fit
};

/// Log-normal classes of documents with their shares, which sum to 1.
struct MixedSize {
  std::vector<std::pair<double, LognormalSize>> classes;
};

using SizeSettings = std::variant<ConstantSize, UniformSize, LognormalSize, ParetoSize, LognormalParetoSize,
                                  EmpiricalSize, ScannedSize, MixedSize>;

/// What S3 takes as one object, on the date of the rules: no document is larger.
[[nodiscard]] Bytes largest_object(Catalogue& catalogue);

/// Reads the forms above at `key`; absent is the preset office_document.
[[nodiscard]] SizeSettings read_sizes(Fields& fields, std::string_view key, std::string_view meaning,
                                      Catalogue& catalogue);

/// The same for other things than documents: a plain size is the size of each, absent is `fallback`.
[[nodiscard]] SizeSettings read_sizes(Fields& fields, std::string_view key, std::string_view meaning,
                                      Bytes fallback, const Range<Bytes>& range);

/// Means that log-normal sizes can have between these bounds, with a median between them too.
struct MeanRange {
  double low;
  double high;
};
[[nodiscard]] MeanRange lognormal_means(double sigma, double min, double max);
/// The median of log-normal sizes that have this mean between these bounds; `mean` is in lognormal_means().
[[nodiscard]] double lognormal_median(double mean, double sigma, double min, double max);

/// No document is smaller.
[[nodiscard]] Bytes smallest_of(const SizeSettings& settings);

class SizeModel {
 public:
  explicit SizeModel(const SizeSettings& settings);

  /// The size of a document, at least 1.
  [[nodiscard]] std::uint64_t bytes(const Stream& stream, std::uint64_t id) const;
  /// Mean size in bytes, before rounding to whole bytes. Closed forms.
  [[nodiscard]] double mean() const;

 private:
  /// A share of the documents whose size is the part [from, to] of a distribution's quantiles.
  struct Part {
    double share;
    Distribution distribution;
    double from;
    double to;
    double mean;
  };
  struct Builder;

  std::vector<Part> parts_;
  double log_miss_ = 0;  // scanned documents: logarithm of the chance that another page follows
  double mean_pages_ = 1;
  bool scanned_ = false;
  double most_scanned_ = 0;  // bytes
};

}  // namespace garoa

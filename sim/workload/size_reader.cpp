#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/core/human.hpp"
#include "sim/core/sigma_reader.hpp"
#include "sim/workload/document_sizes.hpp"

namespace garoa {

enum class SizePreset { invoice_pdf, office_document, scan_bw, scan_colour, app_objects, media_mix };

template <>
struct EnumNames<SizePreset> {
  static constexpr std::string_view kind = "size preset";
  static constexpr std::array names{
      std::pair{std::string_view{"invoice_pdf"}, SizePreset::invoice_pdf},
      std::pair{std::string_view{"office_document"}, SizePreset::office_document},
      std::pair{std::string_view{"scan_bw"}, SizePreset::scan_bw},
      std::pair{std::string_view{"scan_colour"}, SizePreset::scan_colour},
      std::pair{std::string_view{"app_objects"}, SizePreset::app_objects},
      std::pair{std::string_view{"media_mix"}, SizePreset::media_mix}};
};

namespace {

const Range<double> sigmas{0.0, 5.0, ""};
const Range<double> alphas{0.01, 100.0, ""};

std::optional<Bytes> read_max(Fields& f, const Range<Bytes>& sizes) {
  return f.maybe<Bytes>("max", "no document is larger", sizes);
}

void check_order(Fields& f, std::string_view key, Bytes lower, const std::optional<Bytes>& upper) {
  if (upper && *upper <= lower)
    f.error(key, fmt::format("'{}.{}' must be above {}", f.path(), key, format_quantity(lower)));
}

void check_tail(Fields& f, double alpha, const std::optional<Bytes>& max) {
  if (alpha > 0 && alpha <= 1 && !max && !f.given("max")) {
    f.error("alpha", fmt::format("'{}.alpha' is {}: at 1 and below the mean is infinite, so 'max' is needed",
                                 f.path(), alpha));
  }
}

/// The median of sizes with this mean; the mean itself, and why not, if there is none.
Bytes median_of(Bytes mean, const LognormalSize& s, const Range<Bytes>& sizes, std::string& why) {
  const auto number = [](Bytes size) { return static_cast<double>(size.count()); };
  const double min = number(s.min);
  const double max = number(s.max.value_or(*sizes.high));
  if (min >= max) return mean;
  const auto possible = lognormal_means(s.sigma, min, max);
  if (number(mean) < possible.low || number(mean) > possible.high) {
    why = fmt::format("is {}; with this spread and these bounds the mean is {} to {}", format_quantity(mean),
                      human_bytes(possible.low), human_bytes(possible.high));
    return mean;
  }
  return Bytes{static_cast<std::uint64_t>(std::llround(lognormal_median(number(mean), s.sigma, min, max)))};
}

void resolve_median(Fields& f, Bytes mean, const Range<Bytes>& sizes, LognormalSize& s) {
  if (f.given("median")) {
    f.error("mean", fmt::format("'{}' has 'median' and 'mean'; give one", f.path()));
    return;
  }
  std::string why;
  s.median = median_of(mean, s, sizes, why);
  if (!why.empty()) f.error("mean", fmt::format("'{}.mean' {}", f.path(), why));
  f.resolve("median", format_quantity(s.median));
}

LognormalSize read_lognormal(Fields& f, const Range<Bytes>& sizes) {
  LognormalSize s;
  const auto mean = f.maybe<Bytes>("mean", "of the documents, instead of the median", sizes);
  constexpr const char* meaning = "half of the documents are smaller";
  s.median = f.given("mean") || f.describing() ? f.maybe<Bytes>("median", meaning, sizes).value_or(Bytes{})
                                               : f.required<Bytes>("median", meaning, sizes);
  s.sigma = read_sigma(f, s.median, sigmas, sizes);
  s.min = f.optional<Bytes>("min", "no document is smaller", Bytes{1}, sizes);
  s.max = read_max(f, sizes);
  if (mean) resolve_median(f, *mean, sizes, s);
  if (f.given("mean")) {
    check_order(f, "max", s.min, s.max);
    return s;
  }
  check_order(f, "max", std::max(s.min, s.median), s.max);
  if (s.median.count() > 0 && s.min >= s.median)
    f.error("min", fmt::format("'{}.min' must be below the median", f.path()));
  return s;
}

UniformSize read_uniform(Fields& f, const Range<Bytes>& sizes) {
  UniformSize s;
  s.low = f.required<Bytes>("min", "no document is smaller", sizes);
  s.high = f.required<Bytes>("max", "no document is larger", sizes);
  if (s.low.count() > 0 && s.high.count() > 0) check_order(f, "max", s.low, s.high);
  return s;
}

ParetoSize read_pareto(Fields& f, const Range<Bytes>& sizes) {
  ParetoSize s;
  s.minimum = f.required<Bytes>("minimum", "the smallest size", sizes);
  s.alpha = f.required<double>("alpha", "tail exponent: smaller is heavier", alphas);
  s.max = read_max(f, sizes);
  check_order(f, "max", s.minimum, s.max);
  check_tail(f, s.alpha, s.max);
  return s;
}

LognormalParetoSize read_lognormal_pareto(Fields& f, const Range<Bytes>& sizes) {
  LognormalParetoSize s;
  s.median = f.required<Bytes>("median", "half of the documents are smaller", sizes);
  s.sigma = f.required<double>("sigma", "standard deviation of the logarithm, in the body", sigmas);
  s.tail_share = f.required<double>("tail_share", "share of documents in the tail", {0.000001, 0.5, ""});
  s.alpha = f.required<double>("alpha", "tail exponent: smaller is heavier", alphas);
  s.max = read_max(f, sizes);
  check_tail(f, s.alpha, s.max);
  if (s.median.count() == 0 || s.tail_share <= 0 || !s.max) return s;
  const auto cut =
      Distribution::lognormal(static_cast<double>(s.median.count()), s.sigma).quantile(1 - s.tail_share);
  check_order(f, "max", Bytes{static_cast<std::uint64_t>(cut)}, s.max);
  return s;
}

EmpiricalSize read_empirical(Value& value, const Range<Bytes>& sizes) {
  EmpiricalSize s;
  bool describing = false;
  value.each([&](Fields& f) {
    describing = f.describing();
    EmpiricalSize::Point point{};
    point.share =
        f.required<double>("share", "share of the documents that have at most this size", {0.0, 1.0, ""});
    point.size = f.required<Bytes>("size", "their largest size", sizes);
    const bool falls =
        !s.points.empty() && (point.share <= s.points.back().share || point.size < s.points.back().size);
    if (falls) f.error("share", fmt::format("'{}': shares and sizes must ascend", f.path()));
    s.points.push_back(point);
  });
  const bool complete = describing || (!s.points.empty() && s.points.back().share == 1);
  if (!complete) value.error("the last share must be 1: all documents have at most the largest size");
  return s;
}

ScannedSize read_scanned(Fields& f, const Range<Bytes>& sizes) {
  ScannedSize s;
  s.pages = f.required<double>("pages", "pages of a document, mean", {1.0, 10'000.0, ""});
  s.page_min = f.required<Bytes>("page_min", "smallest size of a page", sizes);
  s.page_max = f.required<Bytes>("page_max", "largest size of a page", sizes);
  if (s.page_max < s.page_min) f.error("page_max", fmt::format("'{}.page_max' is below page_min", f.path()));
  return s;
}

/// The figures of one preset.
class PresetFigures {
 public:
  PresetFigures(Figures& figures, SizePreset preset) : figures_{figures}, prefix_{name_of(preset)} {}
  template <class T>
  T get(std::string_view name) const {
    return figures_.get<T>(fmt::format("{}.{}", prefix_, name));
  }

 private:
  Figures& figures_;
  std::string_view prefix_;
};

SizeSettings media_mix(const PresetFigures& f) {
  const auto share = f.get<double>("small.share");
  const LognormalSize small{f.get<Bytes>("small.median"), f.get<double>("small.sigma"), Bytes{1}, {}};
  const LognormalSize large{f.get<Bytes>("large.median"), f.get<double>("large.sigma"), Bytes{1}, {}};
  return MixedSize{{{share, small}, {1 - share, large}}};
}

SizeSettings preset_settings(SizePreset preset, Figures& figures) {
  const PresetFigures f{figures, preset};
  switch (preset) {
    case SizePreset::invoice_pdf:
      return LognormalSize{f.get<Bytes>("median"), f.get<double>("sigma"), f.get<Bytes>("min"),
                           f.get<Bytes>("max")};
    case SizePreset::office_document:
      return LognormalSize{f.get<Bytes>("median"), f.get<double>("sigma"), Bytes{1}, f.get<Bytes>("max")};
    case SizePreset::scan_bw:
    case SizePreset::scan_colour:
      return ScannedSize{f.get<double>("pages"), f.get<Bytes>("page_min"), f.get<Bytes>("page_max"), {}};
    case SizePreset::app_objects:
      return LognormalParetoSize{f.get<Bytes>("median"), f.get<double>("sigma"), f.get<double>("tail_share"),
                                 f.get<double>("alpha"), f.get<Bytes>("max")};
    case SizePreset::media_mix:
      return media_mix(f);
  }
  return ConstantSize{Bytes{1}};
}

/// The forms of a size; each reads into `settings`. That and `sizes` outlive the reading.
std::vector<Alternative> forms_of_size(SizeSettings& settings, const Range<Bytes>& sizes) {
  return {
      {"constant", "all have this size",
       [&](Value& v) { settings = ConstantSize{v.scalar<Bytes>(sizes).value_or(Bytes{1})}; }},
      {"uniform", "all sizes between two bounds are equally likely",
       [&](Value& v) { v.map([&](Fields& f) { settings = read_uniform(f, sizes); }); }},
      {"lognormal", "log-normal",
       [&](Value& v) { v.map([&](Fields& f) { settings = read_lognormal(f, sizes); }); }},
      {"pareto", "Pareto", [&](Value& v) { v.map([&](Fields& f) { settings = read_pareto(f, sizes); }); }},
      {"lognormal_pareto", "log-normal with a Pareto tail",
       [&](Value& v) { v.map([&](Fields& f) { settings = read_lognormal_pareto(f, sizes); }); }},
      {"empirical", "measured shares", [&](Value& v) { settings = read_empirical(v, sizes); }},
      {"scanned", "pages times the size of a page",
       [&](Value& v) { v.map([&](Fields& f) { settings = read_scanned(f, sizes); }); }}};
}

LognormalSize spread_as_office_documents(Bytes mean, Value& value, const Range<Bytes>& sizes,
                                         Catalogue& catalogue) {
  LognormalSize s;
  s.sigma = catalogue.figures("workload").get<double>("office_document.sigma");
  std::string why;
  s.median = median_of(mean, s, sizes, why);
  if (!why.empty()) value.error(fmt::format("the mean {}", why));
  return s;
}

/// Cuts what has no bound of its own.
struct Cut {
  Bytes most;

  template <class Size>
  void operator()(Size& size) const {
    if constexpr (requires { size.max; }) size.max = size.max.value_or(most);
  }
  void operator()(MixedSize& size) const {
    for (auto& [share, part] : size.classes) (*this)(part);
  }
};

}  // namespace

Bytes largest_object(Catalogue& catalogue) {
  return catalogue.figures("s3").limit<Bytes>("limit.object_size");
}

SizeSettings read_sizes(Fields& fields, std::string_view key, std::string_view meaning,
                        Catalogue& catalogue) {
  SizeSettings settings = ConstantSize{Bytes{1}};
  const auto most = largest_object(catalogue);
  const Range<Bytes> sizes{Bytes{1}, most, "S3 takes"};
  const auto take_preset = [&](SizePreset preset) {
    settings = preset_settings(preset, catalogue.figures("workload"));
  };
  auto forms = forms_of_size(settings, sizes);
  forms.push_back({"mean", "of this mean, log-normal and spread as office documents", [&](Value& v) {
                     const auto mean = v.scalar<Bytes>(sizes);
                     if (mean) settings = spread_as_office_documents(*mean, v, sizes, catalogue);
                   }});
  const bool given = fields.alternatives(
      key, meaning, forms,
      [&](Value& v) {
        if (const auto preset = v.scalar<SizePreset>()) take_preset(*preset);
      },
      std::string{name_of(SizePreset::office_document)});
  if (!given) take_preset(SizePreset::office_document);
  std::visit(Cut{most}, settings);
  return settings;
}

SizeSettings read_sizes(Fields& fields, std::string_view key, std::string_view meaning, Bytes fallback,
                        const Range<Bytes>& range) {
  SizeSettings settings = ConstantSize{fallback};
  fields.alternatives(
      key, meaning, forms_of_size(settings, range),
      [&](Value& v) { settings = ConstantSize{v.scalar<Bytes>(range).value_or(fallback)}; },
      format_quantity(fallback));
  return settings;
}

}  // namespace garoa

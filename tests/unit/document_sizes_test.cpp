#include "sim/workload/document_sizes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "sim/core/statistics.hpp"

namespace document_sizes_test {

using namespace garoa;

namespace {

struct Reading {
  SizeSettings settings;
  std::string errors;
};

Reading read(std::string_view text) {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto root = parse_yaml(text, "f.yaml", diagnostics);
  REQUIRE(root);
  FieldRecord record;
  ReadContext context{diagnostics};
  Reading reading;
  {
    Fields fields{&*root, "uploads", root->where, record, context};
    reading.settings = read_sizes(fields, "size", "of a document", catalogue);
  }
  reading.errors = diagnostics.text();
  return reading;
}

SizeModel model(std::string_view text) {
  const auto reading = read(text);
  REQUIRE_MESSAGE(reading.errors.empty(), reading.errors);
  return SizeModel{reading.settings};
}

std::vector<double> sizes(const SizeModel& model, std::size_t n) {
  const Stream stream{9, "sizes"};
  std::vector<double> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<double>(model.bytes(stream, i));
  std::sort(values.begin(), values.end());
  return values;
}

/// Checks the mean of n draws against mean() within four standard errors, estimated from the sample.
void check_mean(const SizeModel& model, std::size_t n) {
  Moments moments;
  for (const double size : sizes(model, n)) moments.add(size);
  CHECK(std::abs(moments.mean() - model.mean()) <
        4 * std::sqrt(moments.variance() / static_cast<double>(n)) + 0.5);
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("sizes: a constant size is the same for every document") {
  const auto constant = model("size: {constant: 1 MB}\n");
  CHECK(constant.bytes(Stream{1, "x"}, 7) == 1'000'000);
  CHECK(constant.mean() == 1e6);
}

TEST_CASE("sizes: uniform sizes lie between their bounds, with the mean in the middle") {
  const auto m = model("size: {uniform: {min: 100 kB, max: 900 kB}}\n");
  CHECK(m.mean() == 500'000);
  const auto drawn = sizes(m, 20'000);
  CHECK(drawn.front() >= 100'000);
  CHECK(drawn.front() < 101'000);
  CHECK(drawn.back() <= 900'000);
  CHECK(drawn[5000] == doctest::Approx(300'000).epsilon(0.03));
  check_mean(m, 200'000);
  CHECK(smallest_of(read("size: {uniform: {min: 100 kB, max: 900 kB}}\n").settings) == Bytes{100'000});
}

// Without bounds the median is mean exp(-sigma^2 / 2); with them it is what gives the cut sizes this mean.
TEST_CASE("sizes: log-normal sizes by their mean have it, cut or not") {
  const auto free = model("size: {lognormal: {mean: 1 MB, sigma: 1.35}}\n");
  CHECK(free.mean() == doctest::Approx(1e6).epsilon(1e-6));
  const auto median =
      std::get<LognormalSize>(read("size: {lognormal: {mean: 1 MB, sigma: 1.35}}\n").settings).median;
  CHECK(static_cast<double>(median.count()) ==
        doctest::Approx(1e6 * std::exp(-1.35 * 1.35 / 2)).epsilon(1e-5));
  const auto cut = model("size: {lognormal: {mean: 1 MB, sigma: 1.35, min: 50 kB, max: 5 MB}}\n");
  CHECK(cut.mean() == doctest::Approx(1e6).epsilon(1e-5));
  check_mean(cut, 200'000);
  CHECK(model("size: {lognormal: {mean: 1 MB, sigma: 0}}\n").mean() == 1e6);
}

TEST_CASE("sizes: a 99th percentile instead of sigma is that of the sizes") {
  const auto by_percentile = model("size: {lognormal: {median: 300 kB, p99: 8 MB}}\n");
  const auto drawn = sizes(by_percentile, 100'000);
  CHECK(static_cast<double>(drawn[50'000]) == doctest::Approx(300e3).epsilon(0.03));
  CHECK(static_cast<double>(drawn[99'000]) == doctest::Approx(8e6).epsilon(0.05));
}

TEST_CASE("sizes: of a mean alone the spread is that of office documents") {
  const auto m = model("size: {mean: 350 kB}\n");
  CHECK(m.mean() == doctest::Approx(350e3).epsilon(1e-5));
  CHECK(std::get<LognormalSize>(read("size: {mean: 350 kB}\n").settings).sigma == 1.35);
  check_mean(m, 200'000);
}

TEST_CASE("sizes: a mean that no sizes between the bounds have is an error, as are bounds that fall") {
  CHECK(contains(read("size: {lognormal: {mean: 9 MB, sigma: 1, max: 10 MB}}\n").errors,
                 "f.yaml:1:26: error: 'uploads.size.lognormal.mean' is 9 MB; with this spread and these "
                 "bounds the mean is "
                 "2.77 B to 4.99 MiB"));
  CHECK(contains(read("size: {lognormal: {mean: 9 MB, median: 1 MB, sigma: 1}}\n").errors,
                 "has 'median' and 'mean'; give one"));
  CHECK(contains(read("size: {uniform: {min: 2 MB, max: 1 MB}}\n").errors,
                 "'uploads.size.uniform.max' must be above 2 MB"));
  CHECK(contains(read("size: {mean: 60 TB}\n").errors, "S3 takes 1 B to 50 TB"));
}

TEST_CASE("sizes: the size of a document depends on the stream and its id only") {
  const auto m = model("size: office_document\n");
  const Stream stream{1, "x"};
  CHECK(m.bytes(stream, 4711) == model("size: office_document\n").bytes(stream, 4711));
  CHECK(m.bytes(stream, 4711) != m.bytes(stream, 4712));
  CHECK(m.bytes(stream, 4711) != m.bytes(Stream{2, "x"}, 4711));
}

TEST_CASE("sizes: log-normal has its median and mean") {
  const auto m = model("size: {lognormal: {median: 100 kB, sigma: 1}}\n");
  CHECK(m.mean() == doctest::Approx(1e5 * std::exp(0.5)).epsilon(1e-12));
  const auto sample = sizes(m, 200'000);
  // The median of n draws has the relative standard error sigma sqrt(pi / 2 n).
  CHECK(std::abs(sample[100'000] / 1e5 - 1) < 4 * std::sqrt(3.1416 / 400'000));
  check_mean(m, 200'000);
}

TEST_CASE("sizes: bounds cut a distribution, nothing piles up at them") {
  const auto m = model("size: {lognormal: {median: 100 kB, sigma: 1, min: 50 kB, max: 200 kB}}\n");
  const auto sample = sizes(m, 100'000);
  CHECK(sample.front() >= 50'000);
  CHECK(sample.back() <= 200'000);
  CHECK(std::count(sample.begin(), sample.end(), sample.front()) < 20);
  CHECK(std::count(sample.begin(), sample.end(), sample.back()) < 20);
  check_mean(m, 100'000);
}

TEST_CASE("sizes: sigma 0 is a constant") {
  const auto m = model("size: {lognormal: {median: 100 kB, sigma: 0, max: 1 MB}}\n");
  CHECK(m.bytes(Stream{1, "x"}, 3) == 100'000);
  CHECK(m.mean() == 1e5);
}

TEST_CASE("sizes: Pareto has its tail and its mean, cut or not") {
  const auto free = model("size: {pareto: {minimum: 10 kB, alpha: 2.5}}\n");
  CHECK(free.mean() == doctest::Approx(2.5 * 1e4 / 1.5).epsilon(1e-12));
  const auto sample = sizes(free, 100'000);
  CHECK(sample.front() >= 10'000);
  // P(X > 2 minimum) = 2^-2.5.
  const double above =
      static_cast<double>(sample.end() - std::upper_bound(sample.begin(), sample.end(), 20'000.0)) / 1e5;
  CHECK(std::abs(above - std::pow(2, -2.5)) < 4 * std::sqrt(0.1768 * 0.8232 / 1e5));
  for (const auto* text : {"size: {pareto: {minimum: 10 kB, alpha: 0.5, max: 1 MB}}\n",
                           "size: {pareto: {minimum: 10 kB, alpha: 1, max: 1 MB}}\n",
                           "size: {pareto: {minimum: 10 kB, alpha: 1.2, max: 1 GB}}\n"}) {
    CAPTURE(text);
    check_mean(model(text), 200'000);
  }
}

TEST_CASE("sizes: the mean of a cut Pareto is continuous in alpha at 1") {
  const auto mean_at = [](double alpha) {
    return SizeModel{ParetoSize{Bytes{1000}, alpha, Bytes{1'000'000}}}.mean();
  };
  CHECK(mean_at(1) == doctest::Approx(1000 * std::log(1000) / (1 - 1e-3)).epsilon(1e-12));
  CHECK(mean_at(1 + 1e-9) == doctest::Approx(mean_at(1)).epsilon(1e-7));
  CHECK(mean_at(1 - 1e-9) == doctest::Approx(mean_at(1)).epsilon(1e-7));
}

TEST_CASE("sizes: body and tail meet without a gap") {
  const auto m =
      model("size: {lognormal_pareto: {median: 10 kB, sigma: 1, tail_share: 0.1, alpha: 1.5, max: 1 GB}}\n");
  const auto sample = sizes(m, 200'000);
  const double cut = 1e4 * std::exp(1.2815515655446004);
  const auto at = [&](double share) { return sample[static_cast<std::size_t>(share * 200'000)]; };
  CHECK(at(0.5) == doctest::Approx(1e4).epsilon(0.02));
  CHECK(at(0.9) == doctest::Approx(cut).epsilon(0.02));
  // In the tail 1 - F falls with the power alpha: the quantile at 0.99 is 10^(1/1.5) times the cut.
  CHECK(at(0.99) == doctest::Approx(cut * std::pow(10, 1 / 1.5)).epsilon(0.05));
  check_mean(m, 200'000);
}

TEST_CASE("sizes: an empirical distribution is linear between its points") {
  const auto m = model(
      "size: {empirical: [{share: 0, size: 1 kB}, {share: 0.5, size: 100 kB}, {share: 1, size: 5 MB}]}\n");
  CHECK(m.mean() == doctest::Approx(0.5 * 50'500 + 0.5 * 2'550'000).epsilon(1e-12));
  check_mean(m, 100'000);
  const auto first = model("size: {empirical: [{share: 0.5, size: 1 kB}, {share: 1, size: 3 kB}]}\n");
  CHECK(first.mean() == doctest::Approx(0.5 * 1000 + 0.5 * 2000).epsilon(1e-12));
  const auto sample = sizes(first, 10'000);
  CHECK(std::abs(static_cast<double>(std::count(sample.begin(), sample.end(), 1000.0)) - 5000) < 4 * 50);
  CHECK(model("size: {empirical: [{share: 1, size: 7 kB}]}\n").bytes(Stream{1, "x"}, 0) == 7000);
}

TEST_CASE("sizes: a scanned document has geometric pages of one size") {
  const auto m = model("size: {scanned: {pages: 4, page_min: 10 kB, page_max: 10 kB}}\n");
  CHECK(m.mean() == 40'000);
  Moments pages;
  for (const double size : sizes(m, 200'000)) {
    REQUIRE(std::fmod(size, 10'000) == 0);
    pages.add(size / 10'000);
  }
  CHECK(pages.mean() == doctest::Approx(4).epsilon(4 * std::sqrt(12 / 2e5) / 4));
  CHECK(pages.variance() == doctest::Approx(12).epsilon(0.05));
  check_mean(model("size: {scanned: {pages: 1, page_min: 10 kB, page_max: 30 kB}}\n"), 10'000);
}

TEST_CASE("sizes: presets have the means that their figures imply") {
  CHECK(model("size: invoice_pdf\n").mean() == doctest::Approx(9e4 * std::exp(0.32)).epsilon(0.01));
  CHECK(model("size: scan_bw\n").mean() == 4 * 35'000);
  CHECK(model("size: scan_colour\n").mean() == 4 * 900'000);
  for (const auto* text : {"size: invoice_pdf\n", "size: office_document\n", "size: scan_bw\n",
                           "size: scan_colour\n", "size: app_objects\n", "size: media_mix\n"}) {
    CAPTURE(text);
    check_mean(model(text), 200'000);
  }
}

TEST_CASE("sizes: office_document reproduces the corpus it was fitted to") {
  const auto m = model("size: office_document\n");
  CHECK(m.mean() == doctest::Approx(1.0e6).epsilon(0.03));
  const auto sample = sizes(m, 200'000);
  const double above_mebibyte =
      static_cast<double>(sample.end() - std::upper_bound(sample.begin(), sample.end(), 1048576.0)) / 2e5;
  CHECK(above_mebibyte == doctest::Approx(0.240).epsilon(0.02));
}

TEST_CASE("sizes: app_objects reproduces the measured quantiles of function blobs") {
  const auto sample = sizes(model("size: app_objects\n"), 400'000);
  const auto at = [&](double share) { return sample[static_cast<std::size_t>(share * 400'000)]; };
  CHECK(at(0.50) == doctest::Approx(5'302).epsilon(0.02));
  CHECK(at(0.90) == doctest::Approx(26'764).epsilon(0.03));
  CHECK(at(0.99) == doctest::Approx(1'589'532).epsilon(0.10));
  CHECK(sample.back() <= 2e9);
}

TEST_CASE("sizes: the small class of media_mix holds 85 % of the objects and about 3 % of the bytes") {
  const double small = 0.85 * 30e3 * std::exp(1.5 * 1.5 / 2);
  CHECK(small / model("size: media_mix\n").mean() == doctest::Approx(0.03).epsilon(0.05));
}

TEST_CASE("sizes: without a size, documents are office documents") {
  CHECK(model("{}\n").mean() == model("size: office_document\n").mean());
}

TEST_CASE("sizes: what contradicts itself is an error") {
  CHECK(contains(read("size: office_documnt\n").errors,
                 "is not a size preset (did you mean 'office_document'?)"));
  CHECK(contains(read("size: {constant: 0 B}\n").errors, "S3 takes 1 B to 50 TB"));
  CHECK(contains(read("size: {constant: 5}\n").errors, "lacks its unit"));
  CHECK(contains(read("size: {lognormal: {median: 1 MB, sigma: 1, max: 1 kB}}\n").errors,
                 "max' must be above 1 MB"));
  CHECK(contains(read("size: {lognormal: {median: 1 MB, sigma: 1, min: 2 MB}}\n").errors,
                 "min' must be below the median"));
  CHECK(contains(read("size: {lognormal: {median: 1 MB}}\n").errors, "lacks the required key 'sigma'"));
  CHECK(contains(read("size: {pareto: {minimum: 1 MB, alpha: 0.9}}\n").errors,
                 "the mean is infinite, so 'max' is needed"));
  CHECK(
      contains(read("size: {pareto: {minimum: 1 MB, alpha: 2, max: 1 MB}}\n").errors, "must be above 1 MB"));
  CHECK(contains(
      read("size: {lognormal_pareto: {median: 1 MB, sigma: 1, tail_share: 0.1, alpha: 2, max: 2 MB}}\n")
          .errors,
      "max' must be above"));
  CHECK(contains(read("size: {empirical: [{share: 0.5, size: 2 kB}, {share: 0.4, size: 3 kB}]}\n").errors,
                 "must ascend"));
  CHECK(contains(read("size: {empirical: [{share: 0.5, size: 2 kB}]}\n").errors, "the last share must be 1"));
  CHECK(contains(read("size: {empirical: []}\n").errors, "the last share must be 1"));
  CHECK(contains(read("size: {scanned: {pages: 4, page_min: 2 kB, page_max: 1 kB}}\n").errors,
                 "is below page_min"));
  CHECK(contains(read("size: {lognormal: {median: 1 MB, sigma: 1}, constant: 1 MB}\n").errors,
                 "needs exactly one of"));
}

TEST_CASE("sizes: no document is above the largest object of S3") {
  CHECK(contains(read("size: {constant: 51 TB}\n").errors, "size.constant' is 51 TB; S3 takes 1 B to 50 TB"));
  CHECK(read("size: {constant: 50 TB}\n").errors.empty());
  CHECK(contains(read("size: {pareto: {minimum: 1 MB, alpha: 2, max: 60 TB}}\n").errors, "S3 takes"));
  for (const auto* heavy :
       {"size: {pareto: {minimum: 1 TB, alpha: 1.01}}\n", "size: {lognormal: {median: 10 TB, sigma: 3}}\n",
        "size: {lognormal_pareto: {median: 1 TB, sigma: 1, tail_share: 0.4, alpha: 1.1}}\n",
        "size: {scanned: {pages: 10, page_min: 1 TB, page_max: 20 TB}}\n"}) {
    CAPTURE(heavy);
    const auto sizes = model(heavy);
    const Stream stream{1, "heavy"};
    std::uint64_t most = 0;
    for (std::uint64_t id = 0; id < 10'000; ++id) most = std::max(most, sizes.bytes(stream, id));
    CHECK(most <= 50'000'000'000'000U);
    CHECK(most > 10'000'000'000'000U);
  }
}

TEST_CASE("sizes: describing the forms visits each once and reports nothing") {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  FieldRecord record;
  ReadContext context{diagnostics, true};
  {
    Fields fields{nullptr, "uploads", {}, record, context};
    (void)read_sizes(fields, "size", "of a document", catalogue);
  }
  CHECK(diagnostics.text().empty());
  REQUIRE(record.children.size() == 1);
  CHECK(record.children[0]->value == "office_document");
  CHECK(record.children[0]->children.size() == 9);  // the preset and eight forms
}

}  // namespace document_sizes_test

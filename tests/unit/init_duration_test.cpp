#include "models/lambda/init_duration.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

namespace init_duration_test {

using namespace garoa;

namespace {

struct CatalogueOfBuild {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  std::optional<InitDuration> find(const std::string& runtime, std::uint32_t megabytes,
                                   LambdaPackage package = LambdaPackage::zip,
                                   CpuArchitecture architecture = CpuArchitecture::x86_64) {
    return find_init_duration(catalogue, runtime, package, architecture, LambdaMemory{megabytes});
  }
};

}  // namespace

TEST_CASE("init durations: python3.12 as zip on x86_64 with 512 MB has the fitted median and sigma") {
  CatalogueOfBuild build;
  const auto init = build.find("python3.12", 512);
  REQUIRE(init);
  CHECK(init->median.count() == doctest::Approx(std::exp(4.4873) / 1000).epsilon(1e-12));
  CHECK(init->sigma == doctest::Approx(0.1415));
  CHECK(init->first_handler.count() == doctest::Approx(1.95e-3));
  CHECK(init->samples == 762);
  CHECK(init->basis == Basis::verified);
  CHECK_FALSE(init->source.empty());
  CHECK_FALSE(init->date.empty());
  CHECK(build.diagnostics.text() == "");
}

TEST_CASE("init durations: the fits meet the measured percentiles of zip packages within 10 percent") {
  struct Measured {
    const char* runtime;
    double p50_ms;
    double p90_ms;
  };
  CatalogueOfBuild build;
  // Read off the same measurements without the fit; the tail beyond p90 is heavier than lognormal and is not
  // compared.
  for (const auto& measured : {Measured{"python3.12", 86.5, 106.1}, Measured{"nodejs22.x", 144.8, 169.8},
                               Measured{"provided.al2023-go", 50.6, 55.3}}) {
    CAPTURE(measured.runtime);
    const auto init = build.find(measured.runtime, 512);
    REQUIRE(init);
    CHECK(init->distribution().quantile(0.5) * 1000 == doctest::Approx(measured.p50_ms).epsilon(0.10));
    CHECK(init->distribution().quantile(0.9) * 1000 == doctest::Approx(measured.p90_ms).epsilon(0.10));
  }
}

TEST_CASE("init durations: the nearest measured memory serves, of two equally near ones the smaller") {
  CatalogueOfBuild build;
  const auto measured_for = [&](std::uint32_t megabytes) {
    const auto init = build.find("java21", megabytes);
    return init ? init->measured_memory.count() : 0;
  };
  CHECK(measured_for(128) == 128);
  CHECK(measured_for(192) == 128);
  CHECK(measured_for(193) == 256);
  CHECK(measured_for(700) == 512);
  CHECK(measured_for(800) == 1024);
  CHECK(measured_for(10240) == 1024);
}

TEST_CASE("init durations: memory has no visible effect on INIT of managed zip runtimes") {
  CatalogueOfBuild build;
  for (const auto* runtime : {"python3.13", "nodejs22.x", "java21", "dotnet8"}) {
    CAPTURE(runtime);
    const auto smallest = build.find(runtime, 128);
    const auto largest = build.find(runtime, 1024);
    REQUIRE((smallest && largest));
    CHECK(largest->median.count() == doctest::Approx(smallest->median.count()).epsilon(0.06));
  }
}

TEST_CASE("init durations: an image starts slower than a zip of the same managed runtime") {
  CatalogueOfBuild build;
  for (const auto* runtime : {"python3.12", "nodejs22.x", "java21", "dotnet8"}) {
    CAPTURE(runtime);
    const auto zip = build.find(runtime, 512);
    const auto image = build.find(runtime, 512, LambdaPackage::image);
    REQUIRE((zip && image));
    CHECK(image->median > zip->median);
  }
}

TEST_CASE("init durations: an unknown runtime and an unmeasured variant give nothing and no fault") {
  CatalogueOfBuild build;
  CHECK_FALSE(build.find("python2.7", 128));
  CHECK_FALSE(build.find("", 128));
  CHECK_FALSE(build.find("provided.al2-bun-layer", 128, LambdaPackage::image));
  CHECK_FALSE(build.find("provided.al2-bun-layer", 128, LambdaPackage::zip, CpuArchitecture::arm64));
  CHECK(measured_variants(build.catalogue, "python2.7").empty());
  CHECK(measured_variants(build.catalogue, "provided.al2-bun-layer") ==
        std::vector<std::string>{"zip x86_64"});
  CHECK_FALSE(build.diagnostics.has_errors());
}

TEST_CASE("init durations: 40 runtimes in 155 variants are well-formed") {
  CatalogueOfBuild build;
  const auto runtimes = lambda_runtimes(build.catalogue.files());
  CHECK(runtimes.size() == 40);
  CHECK(std::is_sorted(runtimes.begin(), runtimes.end()));
  std::size_t variants = 0;
  for (const auto& runtime : runtimes) variants += measured_variants(build.catalogue, runtime).size();
  CHECK(variants == 155);
  CHECK(build.diagnostics.text() == "");
}

}  // namespace init_duration_test

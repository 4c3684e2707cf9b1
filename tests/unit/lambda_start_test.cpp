// What INIT, a restore and connections take of a function, by runtime.
#include <doctest/doctest.h>

#include <string>

#include "tests/support/read_function.hpp"

namespace lambda_start_test {

using namespace garoa;
using namespace garoa::test;

namespace {

const std::string java_function = "{ trigger: { bucket: b }, runtime: java11, stand_in: true, ";

}  // namespace

TEST_CASE("lambda: a share of INIT's work that one thread alone can do does not gain from threads") {
  const auto init = [](const char* more) {
    return mean_init(
        ReadFunction{java_function + "memory: 1024 MB, init: { work: 4 s, threads: 2" + more + " } }"}
            .settings.cold_start);
  };
  CHECK(init(", serial: 0.5") - init(", serial: 0") == doctest::Approx(1).epsilon(0.01));
}

TEST_CASE(
    "lambda: INIT imports an SDK where the handler calls a service, unless the function's own work is "
    "given") {
  const auto of = [](const std::string& more) {
    return ReadFunction{"{ runtime: python3.12, memory: 512 MB" + more + " }"}.settings.cold_start;
  };
  const double bare = mean_init(of(""));
  CHECK(mean_init(of(", writes_to: t")) - bare == doctest::Approx(0.35).epsilon(0.01));
  CHECK(mean_init(of(", notifies: t")) - bare == doctest::Approx(0.35).epsilon(0.01));
  CHECK(mean_init(of(", trigger: { bucket: b }")) - bare == doctest::Approx(0.35).epsilon(0.01));
  CHECK(mean_init(of(", writes_to: t, init: { work: 100 ms }")) - bare == doctest::Approx(0.1).epsilon(0.01));
  CHECK(mean_init(of(", writes_to: t, snap_start: true")) == 0);
}

TEST_CASE(
    "lambda: a first call that connects in INIT is worked off there, at a full vCPU, and not in the "
    "handler") {
  const auto of = [](const char* init) {
    return ReadFunction{"{ runtime: provided.al2023-rust, memory: 128 MB, writes_to: t, init: { " +
                        std::string{init} + " } }"}
        .settings;
  };
  const auto lazy = of("work: 0 s");
  const auto eager = of("work: 0 s, connects: true");
  CHECK(lazy.sdk.first.count() == doctest::Approx(0.061));
  CHECK(eager.sdk.first.count() == 0);
  CHECK(mean_init(eager.cold_start) - mean_init(lazy.cold_start) == doctest::Approx(0.061).epsilon(0.01));
}

TEST_CASE("lambda: figures that stand for a whole kind of runtimes have ranges") {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  int kinds = 0;
  for (const auto& figure : catalogue.figures("lambda").all()) {
    const std::string_view name = figure.name;
    const bool of_kind =
        name.ends_with(".compiled") || name.ends_with(".other") || name.ends_with(".provided");
    if (!of_kind) continue;
    CAPTURE(name);
    CHECK(figure.has_range());
    ++kinds;
  }
  CHECK(kinds >= 10);
}

TEST_CASE("lambda: a restore is told apart and billed in part, and Python's is shorter than Java's") {
  const ReadFunction python{"{ runtime: python3.12, memory: 512 MB, snap_start: true }"};
  const ReadFunction java{"{ runtime: java21, memory: 512 MB, snap_start: true }"};
  const Stream luck{1, "test"};
  const auto one = draw_cold_start(java.settings.cold_start, luck, Entity::nth(3));
  CHECK(one.restore > 0.3);
  CHECK(one.restore < one.before_init);
  CHECK(one.init == 0);
  CHECK(draw_cold_start(python.settings.cold_start, luck, Entity::nth(3)).restore < one.restore);
  CHECK(java.settings.cold_start.snap_start->billed_share == doctest::Approx(0.27));
}

}  // namespace lambda_start_test

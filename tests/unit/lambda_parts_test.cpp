// The parts that a Lambda invocation is made of, each by itself: processor share, network, space, cold start, bill.
#include <doctest/doctest.h>

#include <cmath>
#include <optional>

#include "models/lambda/function.hpp"
#include "tests/support/read_function.hpp"

namespace lambda_parts_test {

using namespace garoa;
using namespace garoa::test;

namespace {

const NetworkLimits measured{300_MiB, 150_MiB, BytesPerSecond{1229 * mebibyte}, BytesPerSecond{75 * mebibyte},
                             Seconds{0.1}};
constexpr double fast = 1e12;

const std::string java_function = "{ trigger: { bucket: b }, runtime: java11, stand_in: true, ";

/// How many more invocations a function can begin; they go on.
int takes(Concurrency& function, bool provisioned = false) {
  int taken = 0;
  while (taken < 100 && function.take(provisioned)) ++taken;
  return taken;
}

}  // namespace

TEST_CASE("lambda: one thread gains from memory up to 1,769 MB, six threads up to 10,240 MB") {
  const LambdaMemory full{1769};
  CHECK(CpuShare::of(LambdaMemory{512}, full).speed(1) == doctest::Approx(512.0 / 1769));
  CHECK(CpuShare::of(LambdaMemory{1769}, full).speed(1) == 1);
  CHECK(CpuShare::of(LambdaMemory{10240}, full).speed(1) == 1);
  // 5.79 vCPUs were measured at 10,240 MB (Bodner et al., table 1).
  CHECK(CpuShare::of(LambdaMemory{10240}, full).speed(6) == doctest::Approx(5.79).epsilon(0.001));
  CHECK(CpuShare::of(LambdaMemory{3538}, full).speed(6) == 2);
}

TEST_CASE("lambda: arm64 is faster at equal memory by runtime, up to a full vCPU of its own at 1,981 MB") {
  const auto speed = [](const std::string& runtime, const std::string& memory, const std::string& more = "") {
    const ReadFunction f{"{ trigger: { bucket: b }, runtime: " + runtime + ", memory: " + memory + more +
                         " }"};
    CHECK(f.diagnostics.text() == "");
    return f.settings.runtime.cpu.speed(1);
  };
  const std::string arm = ", architecture: arm64";
  CHECK(speed("python3.12", "1024 MB", arm) / speed("python3.12", "1024 MB") == doctest::Approx(1.22));
  CHECK(speed("nodejs22.x", "512 MB", arm) / speed("nodejs22.x", "512 MB") == doctest::Approx(1.13));
  CHECK(speed("provided.al2023-rust", "512 MB", arm) / speed("provided.al2023-rust", "512 MB") ==
        doctest::Approx(0.95));
  CHECK(speed("java21", "512 MB", arm) == doctest::Approx(speed("java21", "512 MB")));
  CHECK(speed("python3.12", "2048 MB", arm) / speed("python3.12", "1769 MB", arm) ==
        doctest::Approx(1981.0 / 1769));
  CHECK(speed("python3.12", "4096 MB", arm) == doctest::Approx(speed("python3.12", "2048 MB", arm)));
  CHECK(speed("python3.12", "512 MB", arm + ", speed: 1") == doctest::Approx(speed("python3.12", "512 MB")));
  CHECK(speed("python3.12", "1769 MB", ", speed: 2") == doctest::Approx(2));
}

TEST_CASE("lambda: a new environment sends 300 MiB in a quarter of a second, then 7.5 MiB in 100 ms") {
  NetworkBucket bucket{measured};
  // Closed form: the bucket lasts tokens / (burst - sustained) = 300 / 1154 s, in which 1,229 MiB/s pass.
  const double lasts = 300.0 / (1229 - 75);
  CHECK(lasts == doctest::Approx(0.25).epsilon(0.05));
  const double burst = 1229 * lasts * mebibyte;
  CHECK(bucket.transfer(measured, 0, burst, {fast, fast}) == doctest::Approx(lasts).epsilon(1e-12));
  CHECK(bucket.tokens() == doctest::Approx(0).epsilon(1));
  NetworkBucket other{measured};
  CHECK(other.transfer(measured, 0, burst + 7.5 * mebibyte, {fast, fast}) ==
        doctest::Approx(lasts + 0.1).epsilon(1e-12));
}

TEST_CASE("lambda: after a lull half of the network bucket is back") {
  NetworkBucket bucket{measured};
  (void)bucket.transfer(measured, 0, 1000 * mebibyte, {fast, fast});
  const double lasts = 150.0 / (1229 - 75);
  CHECK(bucket.transfer(measured, 60, 1229 * lasts * mebibyte, {fast, fast}) ==
        doctest::Approx(lasts).epsilon(1e-12));
  // After 50 ms only what came in by then.
  const double took = bucket.transfer(measured, 120, 1000 * mebibyte, {fast, fast});
  (void)bucket.transfer(measured, 120.05 + took, 0, {fast, fast});
  CHECK(bucket.tokens() == doctest::Approx(3.75 * mebibyte));
  const double slow = 10 * mebibyte;
  CHECK(bucket.transfer(measured, 180, 7.5 * mebibyte, {slow, slow}) == doctest::Approx(0.75));
}

TEST_CASE("lambda: half of the first bucket is spent once only") {
  NetworkBucket bucket{measured};
  // Takes 100 MiB of the tokens, then another 100: 100 are left, and the lull makes 150 of them.
  const double bytes = 100 * mebibyte * 1229 / (1229 - 75);
  (void)bucket.transfer(measured, 0, bytes, {fast, fast});
  CHECK(bucket.tokens() == doctest::Approx(200 * mebibyte));
  (void)bucket.transfer(measured, 60, bytes, {fast, fast});
  CHECK(bucket.tokens() == doctest::Approx(100 * mebibyte));
  (void)bucket.transfer(measured, 120, 0, {fast, fast});
  CHECK(bucket.tokens() == doctest::Approx(150 * mebibyte));
}

TEST_CASE("lambda: transfers at once share the line and its tokens, and none is faster than alone") {
  NetworkBucket bucket{measured};
  const NetworkBucket::Rates rates{50 * mebibyte, 500 * mebibyte};
  // 500 MiB at 500 MiB/s, 425 of each second's from the tokens: 300 / 425 s, then 75 MiB/s.
  const double lasts = 300.0 / 425;
  const double all = lasts + (500 - 500 * lasts) / 75;
  double last = 0;
  for (int i = 0; i < 10; ++i) last = bucket.transfer(measured, 0, 50 * mebibyte, rates);
  CHECK(last == doctest::Approx(all).epsilon(1e-9));
  // While they run no token comes back: the next one waits for them, and has the sustained rate.
  CHECK(bucket.transfer(measured, 0.5 * all, 75 * mebibyte, rates) ==
        doctest::Approx(0.5 * all + 1).epsilon(1e-9));
  NetworkBucket other{measured};
  CHECK(other.transfer(measured, 0, 50 * mebibyte, rates) == doctest::Approx(1).epsilon(1e-9));
}

TEST_CASE("lambda: a small function is slowed down by the processor time of each byte") {
  const auto rate = [](const char* memory) {
    const ReadFunction f{std::string{"{ trigger: { bucket: b }, runtime: python3.12, memory: "} + memory +
                         " }"};
    CHECK(f.diagnostics.text() == "");
    return f.settings.network.rate(BytesPerSecond{90e6}) / 1e6;
  };
  CHECK(rate("1024 MB") == doctest::Approx(90));
  CHECK(rate("640 MB") == doctest::Approx(90).epsilon(0.001));
  CHECK(rate("320 MB") == doctest::Approx(45).epsilon(0.001));
}

TEST_CASE("lambda: a handler dies at the byte with which its memory or /tmp is full") {
  SpaceSettings space;
  space.memory = LambdaMemory{512};
  space.memory_at_start = LambdaMemory{112};
  space.memory_base = LambdaMemory{112};
  space.memory_factor = 1;
  space.tmp = LambdaMemory{512};
  CHECK_FALSE(exhausted(space, (400_MiB).count(), 0));
  const auto by_memory = exhausted(space, (800_MiB).count(), 0);
  REQUIRE(by_memory);
  CHECK(by_memory->what == Exhausted::What::memory);
  CHECK(by_memory->at == doctest::Approx(0.5));
  space.tmp_factor = 1;
  const auto by_tmp = exhausted(space, (400_MiB).count(), 412 * mebibyte);
  REQUIRE(by_tmp);
  CHECK(by_tmp->what == Exhausted::What::tmp);
  CHECK(by_tmp->at == doctest::Approx(0.25));
}

TEST_CASE(
    "lambda: a handler that could read its document dies in the work, where its use meets the usable "
    "memory") {
  SpaceSettings space;
  space.memory = LambdaMemory{1000};
  space.usable = 0.98;
  space.memory_at_start = LambdaMemory{50};
  space.memory_base = LambdaMemory{80};
  space.memory_factor = 9.5;
  const auto size = (100_MiB).count();
  CHECK_FALSE(exhausted(space, size, 0));
  // 150 MB when it is read, 1,030 MB at the peak.
  CHECK(exhausted_by_work(space, size).value_or(0) == doctest::Approx(830.0 / 880));
  space.peak_at = 0.5;
  CHECK(exhausted_by_work(space, size).value_or(0) == doctest::Approx(0.5 * 830 / 880));
  space.memory_factor = 9;  // 980 MB
  CHECK_FALSE(exhausted_by_work(space, size));
}

TEST_CASE("lambda: peak memory is in the MB of the REPORT line, 2^20 bytes") {
  const ReadFunction f{
      "{ trigger: { bucket: b }, runtime: python3.12, memory: 1024 MB, peak_memory: { base: 1004 MB } }"};
  CHECK(f.diagnostics.text() == "");
  CHECK(f.settings.space.memory_base == LambdaMemory{1004});
  CHECK(exhausted_by_work(f.settings.space, 0).has_value());
  const ReadFunction fits{
      "{ trigger: { bucket: b }, runtime: python3.12, memory: 1024 MB, peak_memory: { base: 1003 MB } }"};
  CHECK_FALSE(exhausted_by_work(fits.settings.space, 0));
}

TEST_CASE("lambda: durations were billed in steps of 100 ms before December 2020") {
  const std::string text = "{ trigger: { bucket: b }, runtime: nodejs20.x, stand_in: true }";
  const ReadFunction then{text, day(2020, 11, 30)};
  const ReadFunction now{text};
  CHECK(billed_milliseconds(then.settings.billing, 0.047392, 0) == 100);
  CHECK(billed_milliseconds(then.settings.billing, 0.366, 0) == 400);
  CHECK(billed_milliseconds(now.settings.billing, 0.047392, 0) == 48);
  CHECK(billed_milliseconds(now.settings.billing, 0.366, 0) == 366);
  CHECK(billed_milliseconds(now.settings.billing, 0, 0) == 1);
}

TEST_CASE("lambda: INIT of a zip package is billed since August 2025, of images and custom runtimes always") {
  const auto billed = [](const std::string& runtime, RulesDate date) {
    const ReadFunction f{"{ trigger: { bucket: b }, runtime: " + runtime + " }", date};
    return billed_milliseconds(f.settings.billing, 0.010, 0.100);
  };
  CHECK(billed("python3.12", day(2025, 7, 31)) == 10);
  CHECK(billed("python3.12", day(2025, 8, 1)) == 110);
  CHECK(billed("python3.12, package: image", day(2025, 7, 31)) == 110);
  CHECK(billed("provided.al2023-go", day(2025, 7, 31)) == 110);
}

TEST_CASE("lambda: a large package takes 0.17 s and 1.7 ms for each further MB to download") {
  const ReadFunction small{"{ trigger: { bucket: b }, runtime: python3.12 }"};
  const ReadFunction large{"{ trigger: { bucket: b }, runtime: python3.12, package_size: 50 MB }"};
  const Stream luck{1, "test"};
  const double difference = draw_cold_start(large.settings.cold_start, luck, Entity::nth(7)).before_init -
                            draw_cold_start(small.settings.cold_start, luck, Entity::nth(7)).before_init;
  CHECK(difference == doctest::Approx(0.17 + 45 / 590.0));
}

TEST_CASE("lambda: INIT reads two fifths of a large zip package, or what it is said to read of it") {
  const auto reading = [](const std::string& more) {
    const ReadFunction f{"{ trigger: { bucket: b }, runtime: python3.12" + more + " }"};
    CHECK(f.diagnostics.text() == "");
    return f.settings.cold_start.package.read.count();
  };
  CHECK(reading("") == 0);
  CHECK(reading(", package_size: 5 MB") == 0);
  CHECK(reading(", package_size: 105 MB") == doctest::Approx(0.4 * 100 / 130));
  CHECK(reading(", package_size: 105 MB, init: { reads: 13 MB }") == doctest::Approx(0.1));
  CHECK(reading(", package: image, image_size: 1 GB") == doctest::Approx(0.065 * 1000 / 530));
  CHECK(reading(", package: image, init: { reads: 53 MB }") == doctest::Approx(0.1));
}

TEST_CASE("lambda: what INIT has read of an image when it is cut at 10 s is not read again") {
  const std::string image =
      "{ trigger: { bucket: b }, runtime: python3.12, package: image, memory: 1769 MB, ";
  const auto start = [&](const std::string& init, std::optional<double> read) {
    const ReadFunction f{image + "init: " + init + " }"};
    CHECK(f.diagnostics.text() == "");
    return draw_cold_start(f.settings.cold_start, Stream{1, "test"}, Entity::nth(3), read);
  };
  const double own = start("{ work: 0 s }", 0).init;
  CHECK(start("{ work: 0 s }", 4).init == doctest::Approx(4 + own));
  CHECK(start("{ work: 0 s }", 4).repeated == 0);
  // All of it is read, the work is not done.
  CHECK(start("{ work: 9 s }", 4).init == 10);
  CHECK(start("{ work: 9 s }", 4).repeated == doctest::Approx(own + 9));
  // 15 s are still to be read.
  CHECK(start("{ work: 1 s }", 25).init == 10);
  CHECK(start("{ work: 1 s }", 25).repeated == doctest::Approx(15 + own + 1));
}

TEST_CASE(
    "lambda: of a new image the first environment fetches all, and who begins meanwhile is done with it") {
  PackageSettings known;
  known.read = Seconds{0.5};
  PackageCache filled{known};
  CHECK(filled.read(0) == 0.5);
  PackageSettings fresh = known;
  fresh.first_read = Seconds{25};
  PackageCache empty{fresh};
  CHECK(empty.read(100) == 25);
  CHECK(empty.read(110) == 15);
  CHECK(empty.read(124.9) == 0.5);
  CHECK(empty.read(1000) == 0.5);
}

TEST_CASE("lambda: INIT of a framework does not depend on memory today, and scaled with it in 2018") {
  const auto init = [](const char* memory, RulesDate date) {
    const ReadFunction f{java_function + "memory: " + memory + ", init: { work: 2.5 s } }", date};
    CHECK(f.diagnostics.text() == "");
    return mean_init(f.settings.cold_start);
  };
  CHECK(init("512 MB", {}) == doctest::Approx(init("1024 MB", {})).epsilon(0.01));
  const auto in_2018 = day(2018, 1, 31);
  CHECK(init("512 MB", in_2018) / init("1024 MB", in_2018) == doctest::Approx(2).epsilon(0.01));
  CHECK(init("1769 MB", in_2018) == doctest::Approx(init("1769 MB", {})).epsilon(0.01));
}

TEST_CASE("lambda: INIT that is not done in 10 s is repeated within the invocation with the memory's share") {
  const ReadFunction f{java_function + "memory: 1024 MB, init: { work: 12 s } }"};
  const auto start = draw_cold_start(f.settings.cold_start, Stream{1, "test"}, Entity::nth(3));
  CHECK(start.init == 10);
  CHECK(start.repeated > 12.2 / (1024.0 / 1769));
  CHECK(start.repeated < 13 / (1024.0 / 1769));
  const ReadFunction threads{java_function + "memory: 1024 MB, init: { work: 12 s, threads: 2 } }"};
  const auto in_time = draw_cold_start(threads.settings.cold_start, Stream{1, "test"}, Entity::nth(3));
  CHECK(in_time.init < 7);
  CHECK(in_time.repeated == 0);
}

TEST_CASE("lambda: what functions reserve or keep provisioned is not for others, even while nobody uses it") {
  LambdaAccount account{{.concurrency = 10}};
  ConcurrencySettings four;
  four.reserved = 4;
  ConcurrencySettings one;
  one.provisioned.count = 1;
  Concurrency reserved{account, four};
  Concurrency provisioned{account, one};
  Concurrency others{account, {}};
  CHECK(takes(others) == 10 - 4 - 1);
  CHECK(takes(reserved) == 4);
  CHECK(provisioned.take(true));
  CHECK(takes(provisioned) == 0);  // beyond its own it is one of the others
  others.give_back(false);
  CHECK(takes(provisioned) == 1);
  CHECK(takes(others) == 0);
}

TEST_CASE("lambda: of what functions without reserved concurrency share they use a part together") {
  LambdaAccount account{{.concurrency = 10}};
  ConcurrencySettings four;
  four.reserved = 4;
  Concurrency reserved{account, four};
  Concurrency shares{account, {}};
  account.shared_by([] { return 1.0; });
  account.shared_by([] { return 2.0; });
  CHECK(*reserved.mean_used(1) == doctest::Approx(0.25));
  CHECK(*shares.mean_used(1) == doctest::Approx(0.5));
  ConcurrencySettings none;
  none.reserved = 0;
  CHECK(!Concurrency(account, none).mean_used(0));
}

TEST_CASE("lambda: a runtime that was not there yet is refused, unless it is to stand for one of its time") {
  const auto fault = [](const std::string& text, RulesDate date) {
    return ReadFunction{text, date}.diagnostics.text();
  };
  const std::string python = "{ trigger: { bucket: b }, runtime: python3.9";
  CHECK(fault(python + " }", day(2016, 1, 1))
            .find("'python3.9' came on 2021-08-16, and 'aws_date' is 2016-01-01") != std::string::npos);
  CHECK(fault(python + ", stand_in: true }", day(2016, 1, 1)) == "");
  CHECK(fault(python + " }", day(2021, 8, 16)) == "");
  CHECK(fault(python + " }", {}) == "");
}

TEST_CASE("lambda: a VPC cost 8 to 16 s of a cold start in 2019, and costs at most 0.1 s today") {
  const auto attachment = [](RulesDate date, std::uint64_t environment) {
    const ReadFunction with{"{ trigger: { bucket: b }, runtime: python3.9, stand_in: true, vpc: true }",
                            date};
    const ReadFunction without{"{ trigger: { bucket: b }, runtime: python3.9, stand_in: true }", date};
    return draw_cold_start(with.settings.cold_start, Stream{1, "test"}, Entity::nth(environment))
               .before_init -
           draw_cold_start(without.settings.cold_start, Stream{1, "test"}, Entity::nth(environment))
               .before_init;
  };
  double least = 100;
  double most = 0;
  for (std::uint64_t environment = 0; environment < 200; ++environment) {
    least = std::min(least, attachment(day(2019, 12, 15), environment));
    most = std::max(most, attachment(day(2019, 12, 15), environment));
    CHECK(attachment({}, environment) <= 0.1);
  }
  CHECK(least >= 8);
  CHECK(least < 8.5);
  CHECK(most <= 16);
  CHECK(most > 15.5);
}

TEST_CASE("lambda: SnapStart replaces INIT and its work by a restore, where the runtime has it") {
  const ReadFunction f{java_function + "init: { work: 30 s }, snap_start: true }"};
  CHECK(f.diagnostics.text() == "");
  const auto start = draw_cold_start(f.settings.cold_start, Stream{1, "test"}, Entity::nth(3));
  CHECK(start.init == 0);
  CHECK(start.repeated == 0);
  CHECK(start.before_init > 0.3);
  CHECK(start.before_init < 1.5);
  CHECK_FALSE(f.settings.cold_start.snap_start->billed);
  const ReadFunction node{"{ trigger: { bucket: b }, runtime: nodejs20.x, snap_start: true }"};
  CHECK(node.diagnostics.text().find("'nodejs20.x' has no SnapStart") != std::string::npos);
  const ReadFunction early{"{ trigger: { bucket: b }, runtime: python3.12, snap_start: true }",
                           day(2024, 1, 1)};
  CHECK(early.diagnostics.text().find("has SnapStart since 2024-11-18") != std::string::npos);
  const ReadFunction at_once{"{ trigger: { bucket: b }, runtime: java17, snap_start: true }",
                             day(2023, 4, 27)};
  CHECK(at_once.diagnostics.text() == "");
}

TEST_CASE("lambda: the first handler run is interpolated between the measured sizes") {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto first_run = [&](const char* runtime, std::uint32_t memory) {
    return find_init_duration(catalogue, runtime, LambdaPackage::zip, CpuArchitecture::x86_64,
                              LambdaMemory{memory})
               ->first_handler.count() *
           1e3;
  };
  CHECK(first_run("java21", 128) == doctest::Approx(97.59));
  CHECK(first_run("java21", 181) == doctest::Approx(std::sqrt(97.59 * 35.28)).epsilon(0.001));
  // Above 1,024 MB at most in proportion, and no further than the vCPUs that it uses: one and a half of a JVM, one of the others.
  CHECK(first_run("java21", 1769) == doctest::Approx(6.78 * 1024 / 1769).epsilon(0.001));
  CHECK(first_run("java21", 10240) == doctest::Approx(6.78 * 1024 / 1769 / 1.5).epsilon(0.001));
  CHECK(first_run("python3.12", 10240) == doctest::Approx(1.97).epsilon(0.02));
}

}  // namespace lambda_parts_test

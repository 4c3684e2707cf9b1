#include "sim/core/units.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "sim/core/random.hpp"

namespace units_test {

using namespace garoa;

namespace {

template <class Q>
Q read(std::string_view text) {
  std::string why;
  const auto value = parse_quantity<Q>(text, why);
  REQUIRE_MESSAGE(value.has_value(), text << " " << why);
  return *value;
}

/// Why `text` is refused; empty if it is not.
template <class Q>
std::string fault(std::string_view text) {
  std::string why;
  return parse_quantity<Q>(text, why) ? std::string{} : why;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("units: every duration unit has its length") {
  CHECK(read<Seconds>("1 ns").count() == 1e-9);
  CHECK(read<Seconds>("1 us").count() == 1e-6);
  CHECK(read<Seconds>("4ms").count() == 4e-3);
  CHECK(read<Seconds>("2.5 s") == 2.5_s);
  CHECK(read<Seconds>("3 min") == 3_min);
  CHECK(read<Seconds>("1 h") == 1_h);
  CHECK(read<Seconds>("7 d") == 7_d);
  CHECK(read<Seconds>("7 d") == Seconds{604800});
  CHECK(read<Seconds>("1e3 s") == 1000_s);
}

TEST_CASE("units: a duration may be the sum of parts that become smaller, as durations are printed") {
  CHECK(read<Seconds>("1 d 4 h").count() == 86400 + 4 * 3600);
  CHECK(read<Seconds>("23 h 59 min 59.5 s").count() == 86399.5);
  CHECK(read<Seconds>("1h30min").count() == 5400);
  CHECK(contains(fault<Seconds>("4 h 1 d"), "has 'd' after 'h'"));
  CHECK(contains(fault<Seconds>("1 h 1 h"), "has 'h' after 'h'"));
  CHECK(contains(fault<Seconds>("1 d -4 h"), "is negative"));
  CHECK(contains(fault<Seconds>("1 d 4"), "lacks its unit"));
  CHECK(contains(fault<Seconds>("1 d 4 hours"), "unknown unit 'hours'"));
  CHECK(contains(fault<Seconds>("1 d, 4 h"), "unknown unit 'd,'"));
  CHECK(contains(fault<Bytes>("1 GiB 5 MiB"), "unknown unit 'GiB 5 MiB'"));
}

TEST_CASE("units: powers of 1000 and of 1024 are different sizes") {
  CHECK(read<Bytes>("1 MB").count() == 1'000'000);
  CHECK(read<Bytes>("1 MiB").count() == 1'048'576);
  CHECK(read<Bytes>("1 kB") == read<Bytes>("1 KB"));
  CHECK(read<Bytes>("500 GiB") == 500_GiB);
  CHECK(read<Bytes>("1.5 TiB") == 1536_GiB);
  CHECK(read<Bytes>("16 TB").count() == 16'000'000'000'000);
  CHECK(read<BytesPerSecond>("125 MiB/s").count() == 125 * mebibyte);
  CHECK(read<BytesPerSecond>("125 MB/s").count() == 125e6);
}

TEST_CASE("units: Lambda memory counts in powers of 1024 under every name") {
  CHECK(read<LambdaMemory>("512 MB").count() == 512);
  CHECK(read<LambdaMemory>("512 MiB").count() == 512);
  CHECK(read<LambdaMemory>("10 GB").count() == 10240);
  CHECK(contains(fault<LambdaMemory>("100.5 MB"), "not a whole number"));
  CHECK(contains(fault<LambdaMemory>("1e10 MB"), "too large"));
}

TEST_CASE("units: rates per minute, hour and day are converted") {
  CHECK(read<PerSecond>("20/s").count() == 20);
  CHECK(read<PerSecond>("90 /min").count() == 1.5);
  CHECK(read<PerSecond>("3600/h").count() == doctest::Approx(1).epsilon(1e-15));
  CHECK(read<PerSecond>("86400/d").count() == doctest::Approx(1).epsilon(1e-15));
}

TEST_CASE("units: weeks and years of 365 days are taken, and told in days") {
  CHECK(read<Seconds>("5 y").count() == 5 * 365 * 86400.0);
  CHECK(read<Seconds>("1y 2w").count() == (365 + 14) * 86400.0);
  CHECK(format_quantity(read<Seconds>("5y")) == "1825 d");
}

TEST_CASE("units: bits are never taken for bytes") {
  CHECK(read<BitsPerSecond>("10 Gbit/s").count() == 1e10);
  CHECK(to_bytes_per_second(read<BitsPerSecond>("8 Mbit/s")).count() == 1e6);
  CHECK(contains(fault<BytesPerSecond>("10 Gbit/s"), "has the unit of a bandwidth in bits per second"));
  CHECK(contains(fault<BitsPerSecond>("125 MiB/s"), "has the unit of a rate in bytes per second"));
  CHECK(contains(fault<BytesPerSecond>("10 Mb/s"), "unknown unit 'Mb/s'"));
  CHECK(contains(fault<Bytes>("5 Mb"), "unknown unit 'Mb'"));
  CHECK(contains(fault<Bytes>("1 M"), "unknown unit 'M'"));
}

TEST_CASE("units: a number without unit lists the units") {
  CHECK(
      contains(fault<Seconds>("60"), "lacks its unit; a duration has one of ns, us, ms, s, min, h, d, w, y"));
  CHECK(contains(fault<Bytes>("0"), "lacks its unit"));
}

TEST_CASE("units: the unit of another kind is named") {
  CHECK(contains(fault<Seconds>("5 MB"), "has the unit of a size in bytes where a duration is needed"));
  CHECK(contains(fault<PerSecond>("5 s"), "has the unit of a duration"));
}

TEST_CASE("units: negative values are refused") {
  CHECK(fault<Seconds>("-1 s") == "is negative");
  CHECK(fault<Bytes>("-1 MB") == "is negative");
}

TEST_CASE("units: what is not a plain decimal number is refused") {
  for (const auto* text : {"", "s", " 1 s", "+1 s", "1,5 s", "1_000 s", "0x10 s", "010 s", "00 s", "inf s",
                           "nan s", "1e999 s", "1 s 2", "1 S", "1  sec", "--1 s", ". s"}) {
    CAPTURE(text);
    CHECK_FALSE(fault<Seconds>(text).empty());
  }
}

TEST_CASE("units: parse_number takes the whole text and nothing else") {
  CHECK(parse_number("0.5") == 0.5);
  CHECK(parse_number("-3e-2") == -0.03);
  CHECK(parse_number("0") == 0);
  CHECK(parse_number("1e6") == 1e6);
  for (const auto* text : {"", "1 ", " 1", "1x", "010", "-010", "1_000", "inf", "nan", "0x1p3", "1e999"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_number(text));
  }
}

TEST_CASE("units: bytes are whole") {
  CHECK(read<Bytes>("1.2 MB").count() == 1'200'000);
  CHECK(read<Bytes>("0.1 kB").count() == 100);
  CHECK(contains(fault<Bytes>("0.5 B"), "not a whole number"));
  CHECK(contains(fault<Bytes>("1.0001 kB"), "not a whole number"));
  CHECK(contains(fault<Bytes>("1e10 TB"), "too large"));
}

TEST_CASE("units: values are written in the largest unit that keeps them short") {
  CHECK(format_quantity(4_s) == "4 s");
  CHECK(format_quantity(Seconds{0.004}) == "4 ms");
  CHECK(format_quantity(7_d) == "7 d");
  CHECK(format_quantity(500_GiB) == "500 GiB");
  CHECK(format_quantity(Bytes{1'000'000}) == "1 MB");
  CHECK(format_quantity(BytesPerSecond{125 * mebibyte}) == "125 MiB/s");
  CHECK(format_quantity(PerSecond{20}) == "20/s");
  CHECK(format_quantity(LambdaMemory{1024}) == "1 GB");
}

TEST_CASE("units: a written value reads back as the same value") {
  const Stream stream{1, "units"};
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const auto [u, v] = stream.uniforms(Entity::nth(i));
    const double magnitude = std::pow(10.0, 18 * u - 9);
    const Seconds duration{i % 2 == 0 ? magnitude : std::round(magnitude)};
    CHECK(read<Seconds>(format_quantity(duration)) == duration);
    const PerSecond rate{v * magnitude};
    CHECK(read<PerSecond>(format_quantity(rate)) == rate);
    const Bytes size{static_cast<std::uint64_t>(v * 9e15)};
    CHECK(read<Bytes>(format_quantity(size)) == size);
    const LambdaMemory memory{static_cast<std::uint32_t>(v * 10240)};
    CHECK(read<LambdaMemory>(format_quantity(memory)) == memory);
  }
}

TEST_CASE("units: zero reads back") {
  CHECK(read<Seconds>(format_quantity(Seconds{})) == Seconds{});
  CHECK(read<Bytes>(format_quantity(Bytes{})) == Bytes{});
  CHECK(read<PerSecond>(format_quantity(PerSecond{})) == PerSecond{});
}

}  // namespace units_test

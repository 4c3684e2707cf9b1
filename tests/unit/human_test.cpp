// Values as people read them.
#include "sim/core/human.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace human_test {

using namespace garoa;

TEST_CASE("human: durations below two minutes have three digits and the unit that fits") {
  CHECK(human_duration(0) == "0 s");
  CHECK(human_duration(0.00000123) == "1.23 us");
  CHECK(human_duration(1.93e-13) == "0 s");
  CHECK(human_duration(-1e-12) == "0 s");
  CHECK(human_duration(8.69e-9) == "0 s");
  CHECK(human_duration(0.0123) == "12.3 ms");
  CHECK(human_duration(0.9999) == "1 s");
  CHECK(human_duration(1) == "1 s");
  CHECK(human_duration(61.5) == "61.5 s");
  CHECK(human_duration(119) == "119 s");
}

TEST_CASE("human: longer durations are days, hours, minutes and seconds, within half a percent") {
  CHECK(human_duration(120) == "2 min");
  CHECK(human_duration(150) == "2 min 30 s");
  CHECK(human_duration(3599) == "1 h");
  CHECK(human_duration(3600) == "1 h");
  CHECK(human_duration(12345) == "3 h 26 min");
  CHECK(human_duration(100800) == "1 d 4 h");
  CHECK(human_duration(87003.7) == "1 d 10 min");
  CHECK(human_duration(604800) == "7 d");
  CHECK(human_duration(1827 * 86400.0) == "1,827 d");
  CHECK(human_duration(-1200) == "-20 min");
}

TEST_CASE("human: bytes, counts, numbers") {
  CHECK(human_bytes(0) == "0 B");
  CHECK(human_bytes(1536) == "1.5 KiB");
  CHECK(human_bytes(1048575) == "1 MiB");
  CHECK(human_bytes(6.47089e10) == "60.3 GiB");
  CHECK(human_bytes(500.0 * 1024 * 1024 * 1024) == "500 GiB");
  CHECK(human_bytes(2.5 * 1024 * 1024 * 1024 * 1024) == "2.5 TiB");
  CHECK(human_count(1234567) == "1,234,567");
  CHECK(human_count(999.0) == "999");
  CHECK(human_number(-1234.5) == "-1,234");
  CHECK(human_number(0.00012345) == "0.000123");
  CHECK(human_number(9.996) == "10.0");
  CHECK(human_number(std::numeric_limits<double>::infinity()) == "inf");
}

TEST_CASE("human: a share keeps the digits that tell it from nothing and from everything") {
  CHECK(human_share(0.93) == "93 %");
  CHECK(human_share(0.0123) == "1.23 %");
  CHECK(human_share(0) == "0 %");
  CHECK(human_share(1) == "100 %");
  CHECK(human_share(0.00125) == "0.125 %");
  CHECK(human_share(0.000015) == "0.0015 %");
  CHECK(human_share(-0.00977) == "-0.977 %");
  CHECK(human_share(0.99992) == "99.992 %");
  CHECK(human_share(0.99665) == "99.67 %");
  CHECK(human_share(0.999803) == "99.98 %");
  CHECK(human_share(0.999999048) == "99.9999 %");
  CHECK(human_share(0.9999999988) == "99.9999 %");
}

TEST_CASE("human: money never loses its two significant decimals") {
  CHECK(human_money(0) == "0.00");
  CHECK(human_money(1234.56) == "1,234.56");
  CHECK(human_money(0.5) == "0.50");
  CHECK(human_money(0.0034) == "0.0034");
  CHECK(human_money(0.00000504) == "0.0000050");
}

TEST_CASE("human: a value is shown by the unit that it carries") {
  CHECK(human_value(0.0012, "s") == "1.2 ms");
  CHECK(human_value(1536, "B") == "1.5 KiB");
  CHECK(human_value(1536, "B/s") == "1.5 KiB/s");
  CHECK(human_value(0.125, "share") == "12.5 %");
  CHECK(human_value(1234.5, "USD") == "USD 1,234.50");
  CHECK(human_value(1234567, "1") == "1,234,567");
  CHECK(human_value(0.5, "1") == "0.500");
  CHECK(human_value(20, "1/s") == "20/s");
  CHECK(human_value(3, "credits") == "3 credits");
}

TEST_CASE("human: a time is a date and a time of day") {
  CHECK(human_time("2026-03-02T02:00:00-03:00") == "2026-03-02 02:00");
  CHECK(human_time("2026-03-02T02:00:09") == "2026-03-02 02:00:09");
  CHECK(human_time("soon") == "soon");
}

}  // namespace human_test

// What one object, or one byte of it, is billed on each day of its life in a bucket: classes, lifecycle, minimum sizes and durations
// act on all objects alike, so that the bill of any month is the sum over the days on which objects came.
//
// Found by letting a store of one object live by the bucket's own rules (models/s3/object_store.hpp).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "models/s3/storage_meters.hpp"

namespace garoa {

/// So much a day, on the days of life `from` to before `to`; the day on which it comes is 0.
struct DailyUse {
  std::int64_t from = 0;
  std::int64_t to = 0;
  double units = 0;
};

/// Life without end.
constexpr std::int64_t for_ever = INT64_MAX;

/// By what comes: small objects, their bytes, large objects, their bytes (sim/scenario/inflow.hpp).
using UseOfEach = std::array<std::vector<DailyUse>, 4>;

inline constexpr double stock_noon = 43200;

struct StockResponse {
  std::map<Meter, UseOfEach> meters;
  UseOfEach listed;          // objects that a listing sees
  std::int64_t settled = 0;  // days after which nothing changes any more
  bool grows = false;        // something is kept for ever
};

/// Of what comes into it from now on, at that second of a day in the mean; what it holds at the start is none of it.
[[nodiscard]] StockResponse response_of(const StorageSettings& storage, double at = stock_noon);

/// The same where objects have keys that come again: how long it takes until all of so many have come, and whether anything stays for ever
/// that is not replaced.
[[nodiscard]] StockResponse response_of(const StorageSettings& storage, const std::vector<EarlierDay>& came,
                                        double keys);

/// By meter and day; what a listing sees of it.
struct HeldByDay {
  std::map<Meter, std::vector<double>> meters;
  std::vector<double> listed;
};
/// What is there at the start, with what comes on the days from then on, if that is told.
[[nodiscard]] HeldByDay held_with(const StorageSettings& storage, std::size_t days,
                                  const std::vector<EarlierDay>& came = {}, double keys = 0);

/// What one object uses for what is stored by the byte alone and leaves after so many days: bytes come as large ones.
[[nodiscard]] StockResponse plain_response(Meter meter, double stored_share, std::int64_t days);
/// The same of what comes at that second of a day and leaves after so many seconds.
[[nodiscard]] StockResponse expiring_response(Meter meter, double seconds, double at = stock_noon);

}  // namespace garoa

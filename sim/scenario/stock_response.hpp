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

struct StockResponse {
  std::map<Meter, UseOfEach> meters;
  UseOfEach listed;          // objects that a listing sees
  std::int64_t settled = 0;  // days after which nothing changes any more
  bool grows = false;        // something is kept for ever
};

/// Of what comes into it from now on; what it holds at the start is none of it.
[[nodiscard]] StockResponse response_of(const StorageSettings& storage);

/// What is there at the start, by meter and day; what a listing sees of it.
struct HeldAtStart {
  std::map<Meter, std::vector<double>> meters;
  std::vector<double> listed;
};
[[nodiscard]] HeldAtStart held_at_start(const StorageSettings& storage, std::size_t days);

/// What one object uses for what is stored by the byte alone and leaves after so many days: bytes come as large ones.
[[nodiscard]] StockResponse plain_response(Meter meter, double stored_share, std::int64_t days);

}  // namespace garoa

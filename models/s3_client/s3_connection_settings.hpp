// What connections to S3 are: their set-up, their windows, how far S3 is.
//
// Figures: models/s3_client/s3_client.yaml (connection.*, region.*).
#pragma once

#include <cstdint>

#include "sim/core/figures.hpp"
#include "sim/core/units.hpp"

namespace garoa {

struct S3ConnectionSettings {
  double set_up_round_trips = 0;  // of TCP and TLS, before the first request
  Seconds region_round_trip;      // between a computer in the region and S3
  Bytes window_up;                // bytes under way at once
  Bytes window_down;
  Bytes initial_window;  // of a connection that has just begun
  Seconds keep_alive;    // after so long without a request it is closed
};

/// Of copies that S3 makes by itself.
struct S3CopyRates {
  BytesPerSecond one;     // of a copy or a part of one
  BytesPerSecond object;  // of all parts of one object together
};

[[nodiscard]] S3ConnectionSettings read_s3_connections(Catalogue& catalogue);

}  // namespace garoa

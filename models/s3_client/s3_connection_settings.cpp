#include "models/s3_client/s3_connection_settings.hpp"

namespace garoa {

S3ConnectionSettings read_s3_connections(Catalogue& catalogue) {
  auto& figures = catalogue.figures("s3_client");
  return {.set_up_round_trips = figures.get<double>("connection.set_up.round_trips"),
          .region_round_trip = figures.get<Seconds>("region.round_trip"),
          .window_up = figures.get<Bytes>("connection.window.up"),
          .window_down = figures.get<Bytes>("connection.window.down"),
          .initial_window = figures.get<Bytes>("connection.initial_window"),
          .keep_alive = figures.get<Seconds>("connection.keep_alive")};
}

}  // namespace garoa

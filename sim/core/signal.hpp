// What an alarm can watch: signs that a control fails while the system runs (S-LG-05, D-DT-01).
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "sim/core/scalar.hpp"

namespace garoa {

enum class Signal {
  backup_failed,     // a run was skipped, failed, expired, left files out, or ended after its window
  dead_letters,      // a failure destination took an event
  events_dropped,    // an event is gone for good
  throttles,         // a request was turned away by a limit
  log_errors,        // log records got lost
  disk_used,         // a volume is fuller than the warning level (D-CP-01)
  uploads_rejected,  // a client was turned away, or gave up
  notices_lost,      // SNS gave a notification up, and nothing keeps it
};
constexpr std::size_t signal_count = 8;

template <>
struct EnumNames<Signal> {
  using Of = Signal;
  static constexpr std::string_view kind = "signal of an alarm";
  static constexpr std::array names{std::pair{std::string_view{"backup_failed"}, Of::backup_failed},
                                    std::pair{std::string_view{"dead_letters"}, Of::dead_letters},
                                    std::pair{std::string_view{"events_dropped"}, Of::events_dropped},
                                    std::pair{std::string_view{"throttles"}, Of::throttles},
                                    std::pair{std::string_view{"log_errors"}, Of::log_errors},
                                    std::pair{std::string_view{"disk_used"}, Of::disk_used},
                                    std::pair{std::string_view{"uploads_rejected"}, Of::uploads_rejected},
                                    std::pair{std::string_view{"notices_lost"}, Of::notices_lost}};
};

}  // namespace garoa

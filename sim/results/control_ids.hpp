// Controls that more than their own check asks for: by what they allow others judge, cut off or draw. All others are named in
// models/compliance/control_table.cpp alone.
#pragma once

#include <string_view>

namespace garoa::compliance::control_ids {

inline constexpr std::string_view recovery_point = "D-RC-01";
inline constexpr std::string_view documents_at_risk = "D-RC-02";
inline constexpr std::string_view log_delay = "D-LG-02";
inline constexpr std::string_view restore_time = "D-RT-01";
inline constexpr std::string_view retrieval = "D-RT-02";
inline constexpr std::string_view copy_lag = "D-BK-05";
inline constexpr std::string_view event_fate = "D-EV-01";
inline constexpr std::string_view event_time = "D-EV-02";
inline constexpr std::string_view notification_delay = "D-NT-01";

}  // namespace garoa::compliance::control_ids

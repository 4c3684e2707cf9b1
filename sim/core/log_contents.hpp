// What a log group has records of, and what a record says: what S-LG-01, S-LG-04 and D-LG-03 ask for.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "sim/core/scalar.hpp"

namespace garoa {

/// Kinds of operations that an auditor wants to find.
enum class LogOperation {
  upload,
  download,
  removal,
  denied,
  backup,
  restore,
  config_change,
  process_result,
  notify
};

/// Fields of a record: PCI DSS 10.2.2 asks for the first six; the last two tie records of one document together.
enum class LogField { actor, action, time, outcome, origin, object, version, correlation };

template <>
struct EnumNames<LogOperation> {
  using Of = LogOperation;
  static constexpr std::string_view kind = "kind of operation";
  static constexpr std::array names{std::pair{std::string_view{"upload"}, Of::upload},
                                    std::pair{std::string_view{"download"}, Of::download},
                                    std::pair{std::string_view{"delete"}, Of::removal},
                                    std::pair{std::string_view{"denied"}, Of::denied},
                                    std::pair{std::string_view{"backup"}, Of::backup},
                                    std::pair{std::string_view{"restore"}, Of::restore},
                                    std::pair{std::string_view{"config_change"}, Of::config_change},
                                    std::pair{std::string_view{"process_result"}, Of::process_result},
                                    std::pair{std::string_view{"notify"}, Of::notify}};
};

template <>
struct EnumNames<LogField> {
  using Of = LogField;
  static constexpr std::string_view kind = "field of a log record";
  static constexpr std::array names{std::pair{std::string_view{"actor"}, Of::actor},
                                    std::pair{std::string_view{"action"}, Of::action},
                                    std::pair{std::string_view{"time"}, Of::time},
                                    std::pair{std::string_view{"outcome"}, Of::outcome},
                                    std::pair{std::string_view{"origin"}, Of::origin},
                                    std::pair{std::string_view{"object"}, Of::object},
                                    std::pair{std::string_view{"version"}, Of::version},
                                    std::pair{std::string_view{"correlation"}, Of::correlation}};
};

}  // namespace garoa

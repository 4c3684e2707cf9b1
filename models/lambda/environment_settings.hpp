// The environments of a Lambda function: which idle one is used, and how long they live.
//
// Modelled: the choice among idle environments, which decides how many stay alive; the time an idle one is
// kept, drawn anew each time it becomes idle; the age at which one is used no more. AWS states none of the
// three: the defaults are observations.
// Not modelled: environments that fail, updates of the function (all environments anew).
//
// Shape: newest-created, idle and maximum life from the figures unless given. Figures: models/lambda.
#pragma once

#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

/// Of several idle environments the one that is used.
enum class EnvironmentChoice { newest_created, most_recently_used, least_recently_used };

template <>
struct EnumNames<EnvironmentChoice> {
  static constexpr std::string_view kind = "choice of an environment";
  static constexpr std::array names{
      std::pair{std::string_view{"newest-created"}, EnvironmentChoice::newest_created},
      std::pair{std::string_view{"most-recently-used"}, EnvironmentChoice::most_recently_used},
      std::pair{std::string_view{"least-recently-used"}, EnvironmentChoice::least_recently_used}};
};

struct EnvironmentSettings {
  EnvironmentChoice choice = EnvironmentChoice::newest_created;
  Distribution idle_life;     // seconds
  Distribution maximum_life;  // seconds
};

[[nodiscard]] EnvironmentSettings read_environments(Fields& fields, Figures& figures);

}  // namespace garoa

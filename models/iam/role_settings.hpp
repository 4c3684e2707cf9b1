// What a scenario says of the IAM role of an instance, a function or a backup, and of whom a resource's policy lets in.
//
//   role: { actions: [s3:PutObject, logs:PutLogEvents], resources: ["arn:aws:s3:::inbox/*"] }
//
// Only controls look at it: no request of a run is refused for what its role lacks. `role: {}` says that there is a role, and
// nothing of what it may do. Errors: none of its own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/core/fields.hpp"

namespace garoa {

struct RoleSettings {
  std::vector<std::string> actions;    // that it may take; none: not told
  std::vector<std::string> resources;  // on which
};

/// Nothing where the resource has no role.
[[nodiscard]] std::optional<RoleSettings> read_role(Fields& fields);
/// Accounts, services or roles that a resource policy lets in; "*" is everybody.
[[nodiscard]] std::vector<std::string> read_principals(Fields& fields);

}  // namespace garoa

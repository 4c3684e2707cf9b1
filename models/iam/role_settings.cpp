#include "models/iam/role_settings.hpp"

namespace garoa {

std::optional<RoleSettings> read_role(Fields& fields) {
  RoleSettings role;
  const bool given = fields.maybe_section("role", "IAM role that it acts with", [&](Fields& f) {
    role.actions = f.values<std::string>("actions", "that it may take, such as s3:PutObject");
    role.resources = f.values<std::string>("resources", "on which it may take them, such as an ARN");
  });
  return given ? std::optional{role} : std::nullopt;
}

std::vector<std::string> read_principals(Fields& fields) {
  return fields.values<std::string>("principals", "whom its resource policy lets in; '*' is everybody");
}

}  // namespace garoa

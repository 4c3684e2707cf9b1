// Actions of a role as IAM reads them: names are without case, '*' stands for any text and '?' for one character.
#pragma once

#include <string_view>

#include "models/compliance/architecture.hpp"

namespace garoa::compliance {

/// Does the pattern of a role's action, as "s3:Put*", stand for this action?
[[nodiscard]] bool covers(std::string_view pattern, std::string_view action);
/// Does some action of the role stand for it?
[[nodiscard]] bool allows(const Role& role, std::string_view action);
/// Does it allow what the use asks for, on that resource? The region and the account of an ARN are not compared.
[[nodiscard]] bool allows(const Role& role, const Use& use);
/// Is the action one that these uses ask for, or goes with one of them, as the listing of a bucket with its objects? Of services that
/// that are not modelled, such as ec2, nothing is known: it is.
[[nodiscard]] bool is_used(std::string_view action, const std::vector<Use>& uses);
/// Has the text a '*' or a '?'?
[[nodiscard]] bool has_wildcard(std::string_view text);

}  // namespace garoa::compliance

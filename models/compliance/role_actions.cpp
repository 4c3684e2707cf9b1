#include "models/compliance/role_actions.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace garoa::compliance {
namespace {

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

constexpr std::array<std::string_view, 7> modelled_services{"s3",   "dynamodb", "sns", "sqs",
                                                            "logs", "lambda",   "kms"};

/// What programs ask for beside the requests that a run makes.
constexpr std::array<std::string_view, 11> beside{"s3:ListBucket",           "s3:GetBucketLocation",
                                                  "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts",
                                                  "logs:CreateLogStream",    "logs:CreateLogGroup",
                                                  "logs:DescribeLogStreams", "sqs:GetQueueAttributes",
                                                  "sqs:GetQueueUrl",         "sqs:ChangeMessageVisibility",
                                                  "kms:DescribeKey"};

/// "arn:aws:service:region:account:own part", of which all but the last may hold no colon.
bool stands_for(std::string_view pattern, const Use& use) {
  if (pattern == "*") return true;
  std::string_view service;
  for (int part = 0; part < 5; ++part) {
    const auto end = pattern.find(':');
    if (end == std::string_view::npos) return false;
    if (part == 2) service = pattern.substr(0, end);
    pattern.remove_prefix(end + 1);
  }
  if (!covers(service, use.service)) return false;
  if (use.own_part.ends_with('/'))
    return pattern.starts_with(use.own_part) || covers(pattern, use.own_part + "key");
  return covers(pattern, use.own_part) || covers(pattern, use.own_part + ":log-stream:name");
}

}  // namespace

/// The last star takes one letter more whenever what follows it does not fit: what fits before it stays.
bool covers(std::string_view pattern, std::string_view action) {
  std::size_t at = 0;
  std::size_t letter = 0;
  std::optional<std::size_t> star;
  std::size_t taken = 0;  // letters until which the star stands
  while (letter < action.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      taken = letter;
    } else if (at < pattern.size() && (pattern[at] == '?' || lower(pattern[at]) == lower(action[letter]))) {
      ++at;
      ++letter;
    } else if (star) {
      at = *star + 1;
      letter = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

bool allows(const Role& role, std::string_view action) {
  return std::any_of(role.actions.begin(), role.actions.end(),
                     [&](const std::string& pattern) { return covers(pattern, action); });
}

bool allows(const Role& role, const Use& use) {
  const bool takes = std::any_of(use.actions.begin(), use.actions.end(),
                                 [&](const std::string& action) { return allows(role, action); });
  return takes && std::any_of(role.resources.begin(), role.resources.end(),
                              [&](const std::string& pattern) { return stands_for(pattern, use); });
}

bool is_used(std::string_view action, const std::vector<Use>& uses) {
  const auto service = action.substr(0, action.find(':'));
  const auto is_its = [&](std::string_view other) { return covers(service, other); };
  const bool is_known = std::any_of(modelled_services.begin(), modelled_services.end(), is_its);
  return !is_known || std::any_of(uses.begin(), uses.end(), [&](const Use& use) {
    if (!is_its(use.service)) return false;
    const auto is_asked = [&](std::string_view asked) { return covers(action, asked); };
    return std::any_of(use.actions.begin(), use.actions.end(), is_asked) ||
           std::any_of(beside.begin(), beside.end(), is_asked);
  });
}

bool has_wildcard(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

}  // namespace garoa::compliance

// Arithmetic over numbers and figures of runs, as case files write it:
//
//   63 * 60        (full:ebs.documents.iops.avg - 300) / 300        tiny:flows.intake.upload.rejected or 0
//
// Operators + - * / with the usual precedence, sign, parentheses. A reference is a run's name, a colon and the name
// of a figure; it ends at a space or at one of ( ) + * / , unless within brackets. `-` belongs to names: a
// subtraction has a space before it. `or NUMBER` says what holds where there is no such figure.
//
// Errors: ExpressionFault, with what was expected.
#pragma once

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace garoa::cases {

struct ExpressionFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The figure of a run; nothing if the run has none of that name. May throw ExpressionFault (no such run).
using Lookup = std::function<std::optional<double>(const std::string& run, const std::string& figure)>;

[[nodiscard]] double evaluate(std::string_view text, const Lookup& lookup);

}  // namespace garoa::cases

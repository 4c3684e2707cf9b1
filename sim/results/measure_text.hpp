// A measure beside its limit, as findings tell it: numbers that differ never read the same.
#pragma once

#include <string>
#include <string_view>

namespace garoa {

/// A value with its unit, as people read it; shares that carry the unit "1" keep the digits that tell them from 1.
[[nodiscard]] std::string measure_text(double value, std::string_view unit);

/// The same, but where it reads like its limit, what lies between them: "1 d and 46.1 s".
[[nodiscard]] std::string measure_beside(double measured, double limit, std::string_view unit);

}  // namespace garoa

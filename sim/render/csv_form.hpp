// CSV in the form that spreadsheets of Brazil and of most of Europe read: `;` between fields, a comma before decimals.
#pragma once

#include <string>
#include <string_view>

namespace garoa {

/// Of CSV with `,` between fields: numbers have a decimal comma, texts stay. A field is quoted where it has to be.
[[nodiscard]] std::string with_decimal_commas(std::string_view csv);
/// The inverse, of what with_decimal_commas() gave; other texts, by their first line, stay as they are.
[[nodiscard]] std::string with_decimal_points(std::string_view csv);

}  // namespace garoa

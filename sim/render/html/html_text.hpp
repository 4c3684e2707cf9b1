// Text as HTML. What a scenario says is somebody else's text: it is escaped wherever it goes, so that it can be neither an element nor a
// script, and what a reader could not see is shown as an escape (safe_text.hpp).
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "sim/render/text_table.hpp"

namespace garoa {

/// For the content of elements and for attributes in double quotes.
[[nodiscard]] std::string escaped(std::string_view text);
/// Of escaped text: lines may end behind the dots of metrics and settings and the slashes of addresses, where else they would end
/// within words.
[[nodiscard]] std::string breakable(const std::string& html);
/// Of escaped text: names with dots (metrics, settings, files) in code type.
[[nodiscard]] std::string with_code(const std::string& html);
/// What shows text of garoa's own, where keys and values stand between back quotes: escaped, those in code type.
[[nodiscard]] std::string escaped_prose(std::string_view text);
/// Of an escaped call of a program: no line ends within an option's name.
[[nodiscard]] std::string call_of(const std::string& html);
/// The same as escaped() for texts of several lines: line breaks stay.
[[nodiscard]] std::string escaped_lines(std::string_view text);

/// The table with its titles as column headers and its first key as row headers; columns that hold nothing are left out. `caption`
/// is escaped here. Empty for a table without rows.
[[nodiscard]] std::string html_table(const TextTable& table, std::string_view caption);

/// As the content of a <script> element: nothing in it ends the element.
[[nodiscard]] std::string json_in_page(const nlohmann::ordered_json& json);

}  // namespace garoa

// Results are English: sentences of findings, names of edges and phases with the numbers in them. told() says them in the language
// that is spoken, from the patterns of the catalogue that they were made of: "{} of {} records were lost." finds its translation for
// "3 of 1,200 records were lost.". What no pattern tells stays as it is, with its numbers as the language writes them.
#pragma once

#include <string>
#include <string_view>

namespace garoa {

[[nodiscard]] std::string told(std::string_view english);

}  // namespace garoa

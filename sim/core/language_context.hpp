// Texts whose translation depends on where they stand: "done" heads a column of requests, and is what an exit code means.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "sim/core/language.hpp"

namespace garoa {

/// The translation of what the catalogue has under that context (msgctxt); of the text alone where it has none there.
[[nodiscard]] inline std::string tr_in(std::string_view context, std::string_view text) {
  constexpr char between = '\4';  // of context and message, in GNU gettext's catalogues
  return translation_of(fmt::format("{}{}{}", context, between, text)).value_or(tr(text));
}

}  // namespace garoa

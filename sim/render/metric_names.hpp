// Every metric that a run may contain, as text.
#pragma once

#include <string>

#include "sim/render/text_wrap.hpp"

namespace garoa {

/// Name, unit and meaning of each, aligned; what is wider than the width is wrapped.
[[nodiscard]] std::string metric_list_text(std::size_t width = terminal_width);

}  // namespace garoa

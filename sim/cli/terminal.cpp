#include "sim/cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "sim/core/units.hpp"
#include "sim/render/text_wrap.hpp"

namespace garoa::cli {
namespace {

constexpr double widest_terminal = 1000;

std::size_t columns_of_stdout() {
  if (const char* const variable = std::getenv("COLUMNS"); variable != nullptr) {
    const auto columns = parse_number(variable);
    if (columns && *columns >= 1) return static_cast<std::size_t>(std::min(*columns, widest_terminal));
  }
  winsize size{};
  if (isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return terminal_width;
}

}  // namespace

std::size_t output_width() {
  return std::max(columns_of_stdout(), narrowest_terminal);
}

}  // namespace garoa::cli

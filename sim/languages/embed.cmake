# The bytes of CATALOGUE as the C++ source OUTPUT.
file(READ ${CATALOGUE} bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
file(WRITE ${OUTPUT} "// Made by sim/languages/embed.cmake.
#include \"sim/core/language.hpp\"

namespace garoa {

std::span<const unsigned char> embedded_catalogue() {
  static constexpr unsigned char bytes[] = {
${bytes}0};
  return {bytes, sizeof bytes - 1};
}

}  // namespace garoa
")

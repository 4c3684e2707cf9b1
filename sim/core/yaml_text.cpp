#include "sim/core/yaml_text.hpp"

#include <fmt/format.h>

#include "sim/core/safe_text.hpp"

namespace garoa {
namespace {

std::string escape_of_yaml(char32_t code) {
  return fmt::format("\\U{:08x}", static_cast<std::uint32_t>(code));
}

std::string in_quotes(const std::string& text) {
  std::string marked;
  for (const char c : text) {
    if (c == '"' || c == '\\') marked += '\\';
    marked += c;
  }
  return '"' + escape_unsafe(marked, escape_of_yaml) + '"';
}

}  // namespace

std::string yaml_text(const YamlNode& scalar, YamlPlace place) {
  const auto& text = scalar.text;
  // What was plain anywhere is plain on a line; between commas less is.
  const bool plain = !scalar.quoted && !text.empty() && safe_text(text) == text &&
                     (place == YamlPlace::line || (text.find_first_of(",[]{}:") == std::string::npos &&
                                                   text.front() != '?' && text.front() != '-'));
  return plain ? text : in_quotes(text);
}

}  // namespace garoa

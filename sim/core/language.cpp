#include "sim/core/language.hpp"

#include <boost/locale/gnu_gettext.hpp>
#include <boost/locale/message.hpp>
#include <cstring>
#include <locale>

namespace garoa {
namespace {

namespace bl = boost::locale;

thread_local Language spoken = Language::english;

/// The catalogue of Brazilian Portuguese, as a facet of a locale of its own.
std::locale with_messages() {
  bl::gnu_gettext::messages_info info;
  info.language = "pt";
  info.country = "BR";
  info.encoding = "UTF-8";
  info.paths = {""};
  info.domains = {bl::gnu_gettext::messages_info::domain{"garoa"}};
  info.callback = [](const std::string&, const std::string&) {
    const auto bytes = embedded_catalogue();
    return std::vector<char>(bytes.begin(), bytes.end());
  };
  return {std::locale::classic(), bl::gnu_gettext::create_messages_facet<char>(info)};
}

const bl::message_format<char>& messages() {
  static const std::locale locale = with_messages();
  return std::use_facet<bl::message_format<char>>(locale);
}

bool is_translated() {
  return spoken != Language::english && has_texts_in(spoken);
}

}  // namespace

std::string_view tag_of(Language language) {
  return language == Language::english ? "en" : "pt-BR";
}

std::optional<Language> language_named(std::string_view tag) {
  const auto name = tag.substr(0, tag.find_first_of("-_.@"));
  if (name == "en") return Language::english;
  if (name == "pt") return Language::brazilian_portuguese;
  return std::nullopt;
}

bool has_texts_in(Language language) {
  return language == Language::english || !embedded_catalogue().empty();
}

Language spoken_language() {
  return spoken;
}

Speaking::Speaking(Language language) : before_{std::exchange(spoken, language)} {}

Speaking::~Speaking() {
  spoken = before_;
}

std::optional<std::string> translation_of(std::string_view text) {
  const std::string id{text};
  // The empty message is the catalogue's header.
  if (id.empty() || !is_translated()) return std::nullopt;
  const char* const found = messages().get(0, nullptr, id.c_str());
  return found == nullptr ? std::nullopt : std::optional<std::string>{found};
}

std::string tr(std::string_view text) {
  return translation_of(text).value_or(std::string{text});
}

std::string text_for_count(std::string_view one, std::string_view many, std::uint64_t count) {
  const std::string id{one};
  if (is_translated()) {
    // The rules of plural forms look at a number's size and last digits.
    constexpr std::uint64_t enough = 1'000'000;
    const auto number = static_cast<int>(count < enough ? count : enough + count % enough);
    if (const char* const found = messages().get(0, nullptr, id.c_str(), number); found != nullptr)
      return found;
  }
  return count == 1 ? id : std::string{many};
}

std::vector<std::string_view> catalogue_messages() {
  const auto bytes = embedded_catalogue();
  // In the machine's order of bytes: magic number, revision, how many, where their lengths and places stand.
  const auto number_at = [&](std::size_t place) {
    std::uint32_t number = 0;
    std::memcpy(&number, bytes.data() + place, sizeof number);
    return number;
  };
  constexpr std::size_t place_of_count = 8;
  constexpr std::size_t place_of_table = 12;
  constexpr std::size_t row_size = 8;
  std::vector<std::string_view> messages;
  if (bytes.empty()) return messages;
  for (std::size_t i = 0; i < number_at(place_of_count); ++i) {
    const auto row = number_at(place_of_table) + i * row_size;
    // Up to the 0 that ends it, or that stands between its forms.
    const std::string_view message{reinterpret_cast<const char*>(bytes.data()) + number_at(row + 4)};
    // The empty one is the catalogue's header.
    if (!message.empty()) messages.push_back(message);
  }
  return messages;
}

std::string number_as_written(std::string text) {
  if (spoken != Language::brazilian_portuguese) return text;
  for (char& c : text) {
    if (c == '.') {
      c = ',';
    } else if (c == ',') {
      c = '.';
    }
  }
  return text;
}

}  // namespace garoa

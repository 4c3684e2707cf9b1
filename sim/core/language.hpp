// The language of texts that people read. The English text is the message: catalogues of GNU gettext (sim/languages/LANGUAGE/*.po),
// which the build puts into the program, have its translations. What a catalogue lacks stays English.
//
//   tr("Backups")                                            the text
//   tr("{} of {} hold", done, all)                           a pattern of fmt, with its parts; a translation can change their order
//   tr_count("{} replication", "{} replications", n, n)      by the language's plural forms of n
//   msgid("Backups")                                         the text as it is: one in a table, which is translated where it is shown
//
// A test extracts all of them and tells which lack a translation. tr() of a text that is no literal translates what msgid() marked.
//
// The language is that of the innermost Speaking of the thread, English without any. Only what renders results asks for it: scenarios
// and results are English, so that equal runs give equal bytes; their readers and makers hold a Speaking of their own.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace garoa {

enum class Language { english, brazilian_portuguese };

/// "en", "pt-BR".
[[nodiscard]] std::string_view tag_of(Language language);
/// By the language before the country: "en", "pt-BR", "pt_BR.UTF-8"; empty for others.
[[nodiscard]] std::optional<Language> language_named(std::string_view tag);
/// Whether the program has its texts: not where GNU gettext was absent when it was built.
[[nodiscard]] bool has_texts_in(Language language);

/// The language that tr() translates into.
[[nodiscard]] Language spoken_language();

/// Makes it that language for as long as the object lives.
class Speaking {
 public:
  explicit Speaking(Language language);
  Speaking(const Speaking&) = delete;
  Speaking& operator=(const Speaking&) = delete;
  ~Speaking();

 private:
  Language before_;
};

/// Marks a text for the catalogues.
constexpr std::string_view msgid(std::string_view text) {
  return text;
}

/// Its translation, or the text itself.
[[nodiscard]] std::string tr(std::string_view text);
/// Empty if the catalogue lacks it, and in English.
[[nodiscard]] std::optional<std::string> translation_of(std::string_view text);

template <class... Parts>
[[nodiscard]] std::string tr(fmt::format_string<Parts...> pattern,
                             Parts&&... parts) requires(sizeof...(Parts) > 0) {
  const fmt::string_view text = pattern;
  return fmt::vformat(tr(std::string_view{text.data(), text.size()}), fmt::make_format_args(parts...));
}

/// The text for so many.
[[nodiscard]] std::string text_for_count(std::string_view one, std::string_view many, std::uint64_t count);

template <class... Parts>
[[nodiscard]] std::string tr_count(std::string_view one, fmt::format_string<Parts...> many,
                                   std::uint64_t count, Parts&&... parts) {
  const fmt::string_view text = many;
  return fmt::vformat(text_for_count(one, {text.data(), text.size()}, count),
                      fmt::make_format_args(parts...));
}

/// All messages of the catalogue; empty without one.
[[nodiscard]] std::vector<std::string_view> catalogue_messages();

/// A number as text, "1,234.5", as the language writes it: "1.234,5".
[[nodiscard]] std::string number_as_written(std::string text);

/// Compiled catalogue (.mo) of a language but English, which the build made; empty without one.
[[nodiscard]] std::span<const unsigned char> embedded_catalogue();

}  // namespace garoa

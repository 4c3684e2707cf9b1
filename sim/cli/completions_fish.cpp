#include <fmt/format.h>

#include "sim/cli/completions.hpp"

namespace garoa::cli {
namespace {

constexpr std::string_view fish_beginning = R"(# fish completion of garoa, made by 'garoa completions fish'.

# Names that 'garoa list' gives of these topics.
function __garoa_listed
    for topic in $argv
        garoa list $topic 2>/dev/null
    end | string trim | string replace -r ' .*' ''
end

# Is the command still to come? A language may stand before it.
function __garoa_needs_command
    set -l words (commandline -opc)
    set -e words[1]
    if test (count $words) -gt 1; and test $words[1] = --lang
        set -e words[1 2]
    end
    not string match -qv -- '-*' $words
end

complete -c garoa -f
complete -c garoa -n __garoa_needs_command -l lang -x -a 'en pt-BR'
)";

std::string fish_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c;
  }
  return result + "'";
}

/// The option of `complete` that says what is offered; empty for nothing.
std::string fish_offer(const Offer& offer) {
  const auto listed = fmt::format("__garoa_listed {}", offer.words);
  switch (offer.kind) {
    case Offer::Kind::scenarios:
      return " -k -a '(__fish_complete_suffix .yaml)'";
    case Offer::Kind::folders:
      return " -a '(__fish_complete_directories)'";
    case Offer::Kind::words:
      return offer.list ? fmt::format(" -a '(__fish_complete_list , \"printf %s\\n {}\")'", offer.words)
                        : fmt::format(" -a {}", fish_quoted(offer.words));
    case Offer::Kind::listed:
      return offer.list ? fmt::format(" -a '(__fish_complete_list , \"{}\")'", listed)
                        : fmt::format(" -a '({})'", listed);
    case Offer::Kind::nothing:
      return "";
  }
  return "";
}

}  // namespace

std::string fish_completions() {
  std::string text{fish_beginning};
  for (const auto& command : commands()) {
    text += fmt::format("complete -c garoa -n __garoa_needs_command -a {} -d {}\n", command.name,
                        fish_quoted(tr(command.purpose)));
  }
  for (const auto& command : commands()) {
    const auto description = describe(command);
    const auto beginning = fmt::format("complete -c garoa -n '__fish_seen_subcommand_from {}'", command.name);
    for (const auto& option : description.options) {
      const auto short_form = option.short_name.empty() ? "" : " -s " + option.short_name.substr(1);
      text += fmt::format("{} -l {}{}{} -d {}{}\n", beginning, option.long_name.substr(2), short_form,
                          option.argument.name.empty() ? "" : " -x", fish_quoted(option.purpose),
                          fish_offer(offer_for(option.argument)));
    }
    if (const auto offer = fish_offer(offer_for(description.positionals)); !offer.empty())
      text += beginning + offer + '\n';
  }
  return text;
}

}  // namespace garoa::cli

#include <fmt/format.h>

#include "sim/cli/completions.hpp"

namespace garoa::cli {
namespace {

constexpr std::string_view fish_beginning = R"(# fish completion of garoa, made by 'garoa completions fish'.

# Names that 'garoa list' gives of these topics.
function __garoa_listed
    for topic in $argv
        COLUMNS= garoa list $topic 2>/dev/null
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

# __garoa_at COMMAND POSITION [OPTION ...]: is the present word this argument of the command, of those that are no options and
# belong to none? The options take the word behind them.
function __garoa_at
    set -l words (commandline -opc)
    set -e words[1]
    if test (count $words) -gt 1; and test $words[1] = --lang
        set -e words[1 2]
    else if string match -q -- '--lang=*' $words[1]
        set -e words[1]
    end
    test "$words[1]" = $argv[1]; or return 1
    set -e words[1]
    set -l count 0
    set -l belongs no
    for word in $words
        if test $belongs = yes
            set belongs no
        else if contains -- $word $argv[3..]
            set belongs yes
        else if not string match -q -- '-*' $word
            set count (math $count + 1)
        end
    end
    test $argv[2] = any; or test $argv[2] = $count
end

# Words of a list with commas that are not there yet.
function __garoa_list
    set -l chosen (commandline -ct | string replace -r '^--[^=]*=' '' | string split ,)
    set -e chosen[-1]
    set -l prefix (string join '' -- $chosen,)
    for word in $argv
        contains -- $word $chosen; or echo "$prefix$word"
    end
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
    case Offer::Kind::files:
      return " -F";
    case Offer::Kind::folders:
      return " -a '(__fish_complete_directories)'";
    case Offer::Kind::words:
      return offer.list ? fmt::format(" -a '(__garoa_list {})'", offer.words)
                        : fmt::format(" -a {}", fish_quoted(offer.words));
    case Offer::Kind::listed:
      return offer.list ? fmt::format(" -a '(__garoa_list ({}))'", listed)
                        : fmt::format(" -a '({})'{}", listed, offer.files ? " -F" : "");
    case Offer::Kind::nothing:
      return "";
  }
  return "";
}

std::string fish_positionals(std::string_view command, const CommandDescription& description) {
  std::string text;
  for (std::size_t i = 0; i < description.positionals.size(); ++i) {
    const auto& argument = description.positionals[i];
    const auto offer = fish_offer(offer_for(argument));
    if (!offer.empty())
      text += fmt::format("complete -c garoa -n '__garoa_at {} {} {}'{}\n", command,
                          argument.repeats ? "any" : std::to_string(i), valued_options(description), offer);
  }
  return text;
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
    const auto beginning = fmt::format("complete -c garoa -n '__garoa_at {} any'", command.name);
    for (const auto& option : description.options) {
      const auto short_form = option.short_name.empty() ? "" : " -s " + option.short_name.substr(1);
      const auto offer = offer_for(option.argument);
      const auto value = option.argument.name.empty() ? "" : offer.kind == Offer::Kind::files ? " -r" : " -x";
      text += fmt::format("{} -l {}{}{} -d {}{}\n", beginning, option.long_name.substr(2), short_form, value,
                          fish_quoted(option.purpose), fish_offer(offer));
    }
    text += fish_positionals(command.name, description);
  }
  return text + fmt::format(
                    "complete -c garoa -n '__garoa_at help 0' -a '{0}'\n"
                    "complete -c garoa -n __garoa_needs_command -a help -d {1}\n",
                    names_of_commands(), fish_quoted(tr("this help, or that of a command")));
}

}  // namespace garoa::cli

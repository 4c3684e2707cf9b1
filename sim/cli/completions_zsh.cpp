#include <fmt/format.h>

#include "sim/cli/completions.hpp"

namespace garoa::cli {
namespace {

constexpr std::string_view zsh_beginning = R"(#compdef garoa
# zsh completion of garoa, made by 'garoa completions zsh'.

# Names that 'garoa list' gives of these topics.
_garoa_listed() {
  local topic
  for topic in "$@"; do COLUMNS= garoa list $topic 2>/dev/null; done | awk '{ print $1 }'
}

# Of a list with commas, what follows the last one, and is not there yet.
_garoa_list() {
  local -a chosen
  compset -P '*,'
  chosen=(${(s:,:)IPREFIX##*=})
  compadd -S '' -- ${@:|chosen}
}

_garoa() {
  # A language may stand before the command.
  if [[ $words[2] == --lang=* ]]; then
    if (( CURRENT == 2 )); then
      compset -P '*='
      compadd -- en pt-BR
      return
    fi
    words=("$words[1]" "${(@)words[3,-1]}")
    (( CURRENT-- ))
  elif [[ $words[2] == --lang ]] && (( CURRENT > 2 )); then
    if (( CURRENT == 3 )); then
      compadd -- en pt-BR
      return
    fi
    words=("$words[1]" "${(@)words[4,-1]}")
    (( CURRENT -= 2 ))
  fi
  if (( CURRENT == 2 )); then
    [[ $words[2] != -* ]] || compadd -- --help --lang --version
    local -a commands
    commands=(
)";

constexpr std::string_view zsh_end = R"(  esac
}

if [[ $funcstack[1] == _garoa ]]; then
  _garoa "$@"
else
  compdef _garoa garoa
fi
)";

/// Without what `_arguments` and `_describe` take for their own signs.
std::string plain(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string zsh_offer(const Offer& offer) {
  const std::string_view add = offer.list ? "_garoa_list" : "compadd --";
  switch (offer.kind) {
    case Offer::Kind::scenarios:
      return "_files -g \"*.(yaml|yml)\"";
    case Offer::Kind::files:
      return "_files";
    case Offer::Kind::folders:
      return "_files -/";
    case Offer::Kind::words:
      return fmt::format("{{{} {}}}", add, offer.words);
    case Offer::Kind::listed:
      return fmt::format("{{{} $(_garoa_listed {}){}}}", add, offer.words, offer.files ? "; _files" : "");
    case Offer::Kind::nothing:
      return " ";
  }
  return " ";
}

std::string zsh_option(const OptionDescription& option) {
  const auto& argument = option.argument;
  const auto meaning = fmt::format("[{}]", plain(option.purpose));
  if (!argument.name.empty())
    return shell_quoted(fmt::format("*{}={}:{}:{}", option.long_name, meaning, plain(argument.name),
                                    zsh_offer(offer_for(argument))));
  if (option.short_name.empty()) return shell_quoted(option.long_name + meaning);
  return fmt::format("'({0} {1})'{{{0},{1}}}{2}", option.short_name, option.long_name, shell_quoted(meaning));
}

}  // namespace

std::string zsh_completions() {
  std::string names;
  std::string cases;
  for (const auto& command : commands()) {
    const auto description = describe(command);
    names += fmt::format("      {}\n",
                         shell_quoted(fmt::format("{}:{}", command.name, plain(tr(command.purpose)))));
    cases += fmt::format("    {})\n      _arguments", command.name);
    for (const auto& option : description.options) cases += " \\\n        " + zsh_option(option);
    for (const auto& argument : description.positionals) {
      cases +=
          " \\\n        " + shell_quoted(fmt::format("{}:{}:{}", argument.repeats ? "*" : "",
                                                     plain(argument.name), zsh_offer(offer_for(argument))));
    }
    cases += " ;;\n";
  }
  names += fmt::format("      {}\n", shell_quoted("help:" + plain(tr("this help, or that of a command"))));
  return fmt::format(
      "{}{}    )\n    _describe command commands\n    return\n  fi\n  local command=$words[2]\n  shift "
      "words\n  (( CURRENT-- "
      "))\n  case $command in\n    help)\n      (( CURRENT > 2 )) || compadd -- {} ;;\n{}{}",
      zsh_beginning, names, names_of_commands(), cases, zsh_end);
}

}  // namespace garoa::cli

#include <fmt/format.h>

#include "sim/cli/completions.hpp"

namespace garoa::cli {
namespace {

constexpr std::string_view bash_beginning = R"(# bash completion of garoa, made by 'garoa completions bash'.

# Names that 'garoa list' gives of these topics.
_garoa_listed() {
  local topic
  for topic in "$@"; do COLUMNS= garoa list "$topic" 2>/dev/null; done | awk '{ print $1 }'
}

# _garoa_offer KIND WORD [OFFERED]: of a list with commas, what follows the last one, and is not there yet.
_garoa_offer() {
  local kind=$1 word=$2 offered=$3 prefix= name left=
  case $kind in
    scenarios)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <({ compgen -f -X '!*.y*ml' -- "$word"; compgen -d -- "$word"; } | sort -u)
      return ;;
    files)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$word"; compgen -f -- "$word")
      return ;;
    folders)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$word")
      return ;;
    list)
      prefix=${word%"${word##*,}"}
      for name in $offered; do [[ ,$prefix == *",$name,"* ]] || left+="$name "; done
      offered=$left ;;
  esac
  mapfile -t COMPREPLY < <(compgen -P "$prefix" -W "$offered" -- "${word#"$prefix"}")
}

# _garoa_position FIRST OPTIONS: how many arguments that are no options stand between the command, the word FIRST, and the present
# one; OPTIONS take the word behind them.
_garoa_position() {
  local i count=0
  for ((i = $1 + 1; i < COMP_CWORD; ++i)); do
    case ${COMP_WORDS[i]} in
      =) ((++i)) ;;
      -*) [[ " $2 " != *" ${COMP_WORDS[i]} "* || ${COMP_WORDS[i + 1]} == = ]] || ((++i)) ;;
      *) ((++count)) ;;
    esac
  done
  echo $count
}

_garoa() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} first=1 command options=
  COMPREPLY=()
  # A language may stand before the command; --lang=pt-BR comes as three words.
  if [[ ${COMP_WORDS[1]} == --lang ]] && ((COMP_CWORD > 1)); then
    [[ ${COMP_WORDS[2]} == = ]] && first=4 || first=3
  fi
  command=${COMP_WORDS[first]}
)";

constexpr std::string_view bash_middle = R"(  # --option=value comes as three words.
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case "$command $before" in
)";

std::string bash_offer(const Offer& offer) {
  const std::string_view kind = offer.list ? "list" : offer.files ? "files" : "words";
  switch (offer.kind) {
    case Offer::Kind::scenarios:
      return "_garoa_offer scenarios \"$word\"";
    case Offer::Kind::files:
      return "_garoa_offer files \"$word\"";
    case Offer::Kind::folders:
      return "_garoa_offer folders \"$word\"";
    case Offer::Kind::words:
      return fmt::format("_garoa_offer {} \"$word\" {}", kind, shell_quoted(offer.words));
    case Offer::Kind::listed:
      return fmt::format("_garoa_offer {} \"$word\" \"$(_garoa_listed {})\"", kind, offer.words);
    case Offer::Kind::nothing:
      return "";
  }
  return "";
}

/// The patterns of `case` for each positional argument that something is offered for.
std::string bash_positionals(const CommandDescription& description) {
  std::string cases;
  for (std::size_t i = 0; i < description.positionals.size(); ++i) {
    const auto& argument = description.positionals[i];
    const auto offer = bash_offer(offer_for(argument));
    if (!offer.empty())
      cases += fmt::format("        {}) {} ;;\n", argument.repeats ? "*" : std::to_string(i), offer);
  }
  if (cases.empty()) return "";
  return fmt::format("      [[ $word == -* ]] || case $(_garoa_position $first {}) in\n{}      esac\n",
                     shell_quoted(valued_options(description)), cases);
}

}  // namespace

std::string bash_completions() {
  std::string values;
  std::string rest;
  for (const auto& command : commands()) {
    const auto description = describe(command);
    std::string options;
    for (const auto& option : description.options) {
      options += fmt::format("{} ", option.long_name);
      if (option.argument.name.empty()) continue;
      const auto offer = bash_offer(offer_for(option.argument));
      values += fmt::format("    '{} {}') {}{}return ;;\n", command.name, option.long_name, offer,
                            offer.empty() ? "" : "; ");
    }
    options.pop_back();
    rest += fmt::format("    {})\n      options={}\n{}      ;;\n", command.name, shell_quoted(options),
                        bash_positionals(description));
  }
  const auto names = names_of_commands();
  return fmt::format(
      "{0}  if ((COMP_CWORD == first)); then\n    _garoa_offer words \"$word\" '{1} help --help --lang "
      "--version'\n    return\n  fi\n"
      "  if ((COMP_CWORD < first)); then\n    [[ $word == = ]] && word=\n    _garoa_offer words \"$word\" "
      "'en "
      "pt-BR'\n    return\n  fi\n"
      "{2}{3}  esac\n  case $command in\n    help) ((COMP_CWORD > first + 1)) || _garoa_offer words "
      "\"$word\" "
      "'{1}' ;;\n{4}  esac\n"
      "  [[ $word != -* ]] || _garoa_offer words \"$word\" \"$options\"\n}}\n\ncomplete -F _garoa garoa\n",
      bash_beginning, names, bash_middle, values, rest);
}

}  // namespace garoa::cli

#include "sim/core/told_money.hpp"

#include <cstdlib>
#include <regex>
#include <utility>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"

namespace garoa {
namespace {

thread_local Currency told_in;

/// "1,234.50" of an English text.
double amount_of(std::string text) {
  std::erase(text, ',');
  return std::strtod(text.c_str(), nullptr);
}

}  // namespace

const Currency& told_currency() {
  return told_in;
}

TellingMoney::TellingMoney(Currency currency) : before_{std::exchange(told_in, std::move(currency))} {}

TellingMoney::~TellingMoney() {
  told_in = std::move(before_);
}

std::string told_money(double usd) {
  return human_money(usd * told_in.per_usd);
}

std::string money_note() {
  constexpr int digits = 4;
  if (told_in.name == "USD") return "";
  return tr("1 USD is {} {}; files and what objectives ask for are in USD",
            human_number(told_in.per_usd, digits), told_in.name);
}

std::string with_told_money(std::string_view text) {
  if (told_in.name == "USD") return std::string{text};
  static const std::regex amount{R"(USD (\d[\d,]*(\.\d+)?))"};
  const Speaking english{Language::english};
  std::string told;
  const std::string all{text};
  auto rest = all.cbegin();
  for (std::smatch found; std::regex_search(rest, all.cend(), found, amount); rest = found[0].second) {
    told.append(rest, found[0].first);
    told += told_in.name + " " + told_money(amount_of(found[1].str()));
  }
  return told.append(rest, all.cend());
}

}  // namespace garoa

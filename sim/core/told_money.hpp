// The currency in which texts tell money. Results, files and objectives are in USD; what renders them holds a TellingMoney where the
// scenario's bill is shown in another currency (`billing.currency`), and all amounts of its text are in that one.
#pragma once

#include <string>
#include <string_view>

namespace garoa {

struct Currency {
  std::string name = "USD";
  double per_usd = 1;
};

/// That of the innermost TellingMoney of the thread; USD without any.
[[nodiscard]] const Currency& told_currency();

/// Makes it that currency for as long as the object lives.
class TellingMoney {
 public:
  explicit TellingMoney(Currency currency);
  TellingMoney(const TellingMoney&) = delete;
  TellingMoney& operator=(const TellingMoney&) = delete;
  ~TellingMoney();

 private:
  Currency before_;
};

/// An amount of USD, in that currency and without its name: "1,234.50".
[[nodiscard]] std::string told_money(double usd);
/// What that currency is worth, as a sentence; empty where it is USD.
[[nodiscard]] std::string money_note();
/// Amounts within a text that was made in USD ("rises by USD 1.20") in that currency.
[[nodiscard]] std::string with_told_money(std::string_view text);

}  // namespace garoa

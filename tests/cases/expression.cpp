#include "tests/cases/expression.hpp"

#include <fmt/format.h>

#include <cctype>
#include <charconv>

namespace garoa::cases {
namespace {

/// sum = product {(+|-) product}; product = factor {(*|/) factor}; factor = [+|-] (number | reference | (sum)).
class Parser {
 public:
  Parser(std::string_view text, const Lookup& lookup) : text_{text}, lookup_{lookup} {}

  double whole() {
    const double value = sum();
    if (at_ < text_.size()) fail("an operator");
    return value;
  }

 private:
  double sum() {
    double value = product();
    while (true) {
      if (take('+')) {
        value += product();
      } else if (take('-')) {
        value -= product();
      } else {
        return value;
      }
    }
  }
  double product() {
    double value = factor();
    while (true) {
      if (take('*')) {
        value *= factor();
      } else if (take('/')) {
        value /= factor();
      } else {
        return value;
      }
    }
  }
  double factor() {
    if (take('-')) return -factor();
    if (take('+')) return factor();
    if (take('(')) {
      const double value = sum();
      if (!take(')')) fail("')'");
      return value;
    }
    skip_spaces();
    if (at_ >= text_.size()) fail("a number or run:figure");
    return std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 ? number() : reference();
  }
  double number() {
    skip_spaces();
    double value = 0;
    const auto [end, fault] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (fault != std::errc{}) fail("a number");
    at_ = static_cast<std::size_t>(end - text_.data());
    return value;
  }
  double reference() {
    const auto word = take_word();
    const auto colon = word.find(':');
    if (colon == 0 || colon == std::string::npos || colon + 1 == word.size()) {
      throw ExpressionFault{fmt::format("'{}' is neither a number nor run:figure", word)};
    }
    const auto found = lookup_(word.substr(0, colon), word.substr(colon + 1));
    const auto otherwise = take_otherwise();
    if (found) return *found;
    if (otherwise) return *otherwise;
    throw ExpressionFault{
        fmt::format("run '{}' has no figure '{}'", word.substr(0, colon), word.substr(colon + 1))};
  }
  std::string take_word() {
    const auto from = at_;
    bool bracketed = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '[') bracketed = true;
      if (c == ']') bracketed = false;
      if (!bracketed && std::string_view{" ()+*/"}.find(c) != std::string_view::npos) break;
    }
    return std::string{text_.substr(from, at_ - from)};
  }
  std::optional<double> take_otherwise() {
    skip_spaces();
    if (!text_.substr(at_).starts_with("or ")) return std::nullopt;
    at_ += 3;
    return number();
  }
  bool take(char wanted) {
    skip_spaces();
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  void skip_spaces() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  [[noreturn]] void fail(const char* wanted) const {
    const auto rest = text_.substr(at_);
    throw ExpressionFault{rest.empty() ? fmt::format("{} is missing at the end of '{}'", wanted, text_)
                                       : fmt::format("{} is expected before '{}'", wanted, rest)};
  }

  std::string_view text_;
  const Lookup& lookup_;
  std::size_t at_ = 0;
};

}  // namespace

double evaluate(std::string_view text, const Lookup& lookup) {
  return Parser{text, lookup}.whole();
}

}  // namespace garoa::cases

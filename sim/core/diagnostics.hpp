// Faults in what the user wrote, collected with their place so that all of them are shown at once.
//
// Library code never prints: it adds to a Diagnostics; the command line prints `text()` and exits with 1. Whatever stands in
// a file, the text is safe for a terminal (safe_text.hpp) and bounded: a hundred faults, each of a few lines at most.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace garoa {

/// A place in a file: line and column count from 1; 0 means "no place within the file".
struct Location {
  std::shared_ptr<const std::string> file;
  int line = 0;
  int column = 0;

  /// `file:line:col`, or what of it is known; empty when nothing is.
  [[nodiscard]] std::string text() const;
};

/// The collected faults of one reading, in the order of their places.
class Diagnostics {
 public:
  static constexpr std::size_t most_shown = 100;

  /// Adds a fault at `where`. A long message keeps its beginning and its end.
  void error(const Location& where, std::string_view message);
  /// The same for what is read all the same, though most likely it is not what was meant.
  void warning(const Location& where, std::string_view message);

  /// Adds another reading's faults.
  void add(const Diagnostics& other) {
    faults_.insert(faults_.end(), other.faults_.begin(), other.faults_.end());
    errors_ += other.errors_;
  }

  [[nodiscard]] bool has_errors() const { return errors_ > 0; }
  /// Of the errors.
  [[nodiscard]] std::size_t count() const { return errors_; }
  /// One line per fault: `file:line:col: error: message` (or `warning`), sorted by place, equal lines once. Of more than `most_shown` the
  /// first, and how many more there are.
  [[nodiscard]] std::string text() const;

 private:
  struct Fault {
    Location where;
    std::string_view kind;
    std::string message;
  };
  std::vector<Fault> faults_;
  std::size_t errors_ = 0;
};

/// The word of `known` that `word` most likely was meant to be; empty when none is near.
/// Near: at most two edits (insert, delete, replace, swap), and fewer than half the letters.
[[nodiscard]] std::string_view nearest_word(std::string_view word,
                                            const std::vector<std::string_view>& known);

/// ` (did you mean 'x'?)` or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace garoa

// A part of a file's text that becomes another one.
#pragma once

#include <string>

namespace garoa {

/// What is from `line`:`column` up to before `end_line`:`end_column` becomes `text`. Both count from 1, columns in characters.
struct TextChange {
  std::string file;
  int line = 0;
  int column = 0;
  int end_line = 0;
  int end_column = 0;
  std::string text;
};

}  // namespace garoa

// One setting of a scenario changed in its file's text, so that a reader can do it in an editor.
//
//   s3: { archive: { versioning: false } }      s3.archive.versioning=true     replaces "false"
//   backup:                                     backup.nightly.window=1 h      puts a line before the block's first one
//     nightly:
//       from: documents
//
// A value that is there is replaced: a scalar on one line, a list or map in brackets. One that is not there is put before the first key of
// the innermost block that is. Nothing where the block has no keys of its own, for lists and maps without brackets, and for what did not
// come from a file (--set).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sim/core/text_change.hpp"
#include "sim/core/yaml_node.hpp"

namespace garoa {

/// `scenario` as it was read; `path` and `value` as of --set; `text_of` gives a file's text, or nothing.
[[nodiscard]] std::optional<TextChange> edit_of(
    const YamlNode& scenario, std::string_view path, std::string_view value,
    const std::function<std::optional<std::string>(const std::string& file)>& text_of);

}  // namespace garoa

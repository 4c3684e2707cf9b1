#include "sim/core/sources.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/fields.hpp"

namespace garoa {
namespace {

std::string_view without_blanks(std::string_view text) {
  const auto first = std::min(text.find_first_not_of(' '), text.size());
  text.remove_prefix(first);
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

}  // namespace

std::vector<Citation> citations_of(std::string_view source) {
  std::vector<Citation> citations;
  while (!source.empty()) {
    const auto end = std::min(source.find(';'), source.size());
    const auto one = without_blanks(source.substr(0, end));
    source.remove_prefix(std::min(end + 1, source.size()));
    const auto blank = std::min(one.find(' '), one.size());
    citations.push_back({one.substr(0, blank), without_blanks(one.substr(blank))});
  }
  return citations;
}

Sources::Sources(const YamlNode& table, Diagnostics& diagnostics) {
  ReadContext context{.diagnostics = diagnostics, .recorded = false};
  for (const auto& entry : table.entries) {
    FieldRecord record;
    Value value{&entry.value, entry.key, entry.where, record, context};
    value.map([&](Fields& f) {
      by_code_.insert_or_assign(entry.key,
                                SourceInfo{.title = f.required<std::string>("title", "of the source"),
                                           .address = f.optional<std::string>("address", "where it is", ""),
                                           .date = f.optional<std::string>("date", "of what was read", ""),
                                           .note = f.optional<std::string>("note", "what to know", "")});
    });
  }
}

const SourceInfo* Sources::find(std::string_view code) const {
  const auto found = by_code_.find(code);
  return found == by_code_.end() ? nullptr : &found->second;
}

void Sources::check(const YamlNode& tree, Diagnostics& diagnostics) const {
  for (const auto& item : tree.items) check(item, diagnostics);
  for (const auto& entry : tree.entries) {
    if (entry.key == "source" && entry.value.is(YamlNode::Kind::scalar)) {
      check_citations(entry.value, diagnostics);
    } else {
      check(entry.value, diagnostics);
    }
  }
}

void Sources::check_citations(const YamlNode& source, Diagnostics& diagnostics) const {
  for (const auto& citation : citations_of(source.text)) {
    if (find(citation.code) != nullptr) continue;
    std::vector<std::string_view> known;
    for (const auto& [code, info] : by_code_) known.push_back(code);
    diagnostics.error(source.where, fmt::format("there is no source '{}'{}; sources.yaml lists them",
                                                citation.code, did_you_mean(citation.code, known)));
  }
}

std::vector<std::string> Sources::told(std::string_view source) const {
  std::vector<std::string> lines;
  for (const auto& [code, place] : citations_of(source)) {
    std::string line{code};
    if (!place.empty()) line += fmt::format(" {}", place);
    if (const auto* const info = find(code)) {
      line += fmt::format(": {}", info->title);
      for (const auto* part : {&info->address, &info->date}) {
        if (!part->empty()) line += fmt::format(", {}", *part);
      }
      if (!info->note.empty()) line += fmt::format(" ({})", info->note);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace garoa

#include <nlohmann/json.hpp>

#include "sim/scenario/show.hpp"

namespace garoa {
namespace {

using Json = nlohmann::ordered_json;
using Shape = FieldRecord::Shape;

Json schema_of(const FieldRecord& record);

Json scalar_schema(const ScalarType& type) {
  Json schema;
  schema["type"] = type.json_type.empty() ? "string" : type.json_type;
  if (type.json_type == "any")
    schema["type"] = Json::array({"string", "number", "integer", "boolean", "object"});
  if (type.json_type == "string" && type.values.empty() && type.pattern.empty()) {
    // Plain text in YAML may look like a number or a date.
    schema["type"] = Json::array({"string", "number", "integer"});
  }
  if (!type.pattern.empty()) schema["pattern"] = type.pattern;
  if (!type.values.empty()) schema["enum"] = type.values;
  return schema;
}

bool is_number(const ScalarType& type) {
  return type.json_type == "number" || type.json_type == "integer" || !type.pattern.empty();
}

/// Or the least, the typical and the most that it may be.
Json or_range(Json schema) {
  Json any;
  any["anyOf"] = Json::array({std::move(schema), Json{{"$ref", "#/$defs/range"}}});
  return any;
}

Json range_schema() {
  Json schema;
  schema["type"] = "object";
  schema["additionalProperties"] = false;
  for (const auto* const key : {"low", "typical", "high"})
    schema["properties"][key] = Json{{"type", Json::array({"string", "number"})}};
  schema["required"] = Json::array({"typical"});
  schema["minProperties"] = 2;
  return schema;
}

/// null resets a key to its default.
Json or_null(Json schema) {
  Json any;
  any["anyOf"] = Json::array({std::move(schema), Json{{"type", "null"}}});
  return any;
}

/// A key that kinds of flows read differently may have the form of any of them.
void add_property(Json& properties, const std::string& key, Json property) {
  auto& there = properties[key];
  if (!there.is_null() && there != property) {
    property = Json{{"anyOf", Json::array({std::move(there), std::move(property)})}};
  }
  there = std::move(property);
}

Json map_schema(const FieldRecord& record) {
  Json schema;
  schema["type"] = "object";
  schema["additionalProperties"] = false;
  Json properties = Json::object();
  for (const auto& child : record.children) {
    Json property = child->required ? schema_of(*child) : or_null(schema_of(*child));
    if (!child->meaning.empty()) property["description"] = child->meaning;
    if (!child->required && child->shape == Shape::scalar && !child->value.empty())
      property["description"] = child->meaning + " (default " + child->value + ")";
    add_property(properties, child->key, std::move(property));
  }
  schema["properties"] = std::move(properties);
  return schema;
}

/// One of the forms; null takes another one away that a file below has.
Json alternatives_schema(const FieldRecord& record) {
  Json forms = Json::array();
  for (const auto& child : record.children) {
    if (child->key.empty()) {
      forms.push_back(scalar_schema(child->type));
      continue;
    }
    Json form;
    form["type"] = "object";
    form["additionalProperties"] = false;
    for (const auto& other : record.children) {
      if (!other->key.empty()) form["properties"][other->key] = {{"type", "null"}};
    }
    form["properties"][child->key] = schema_of(*child);
    form["properties"][child->key]["description"] = child->meaning;
    form["required"] = Json::array({child->key});
    forms.push_back(std::move(form));
  }
  Json schema;
  schema["anyOf"] = std::move(forms);
  return schema;
}

Json schema_of(const FieldRecord& record) {
  Json schema;
  switch (record.shape) {
    case Shape::scalar:
      return is_number(record.type) ? or_range(scalar_schema(record.type)) : scalar_schema(record.type);
    case Shape::map:
      return map_schema(record);
    case Shape::alternatives:
      return alternatives_schema(record);
    case Shape::values:
      schema["type"] = "array";
      schema["items"] = scalar_schema(record.type);
      return schema;
    case Shape::list:
      schema["type"] = "array";
      schema["items"] = record.children.empty() ? Json::object() : map_schema(*record.children.front());
      return schema;
    case Shape::named:
      schema["type"] = "object";
      schema["additionalProperties"] =
          record.children.empty() ? Json::object() : or_null(map_schema(*record.children.front()));
      return schema;
  }
  return schema;
}

std::string schema_of_files(const FieldRecord& root, const std::string& title,
                            const std::string& description) {
  Json schema;
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = title;
  schema["description"] = description;
  const auto keys = map_schema(root);
  for (const auto& [key, value] : keys.items()) schema[key] = value;
  schema["$defs"]["range"] = range_schema();
  return schema.dump(2) + "\n";
}

}  // namespace

std::string scenario_schema(const FieldRecord& root) {
  return schema_of_files(
      root, "garoa scenario",
      "A scenario of garoa, format 1. A file that extends another may leave out what the other gives, so no "
      "key is required here.");
}

std::string sweep_plan_schema(const FieldRecord& root) {
  return schema_of_files(root, "garoa sweep plan", "A plan of a sweep of garoa, format 1.");
}

std::string waivers_schema(const FieldRecord& root) {
  return schema_of_files(root, "garoa waivers",
                         "Gaps that somebody has accepted for a time, for --waivers. In each of them "
                         "'control', 'reason', 'owner' and 'expires' are required.");
}

}  // namespace garoa

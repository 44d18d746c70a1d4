#pragma once

#include <span>
#include <string>
#include <string_view>

#include <selfopt/nouns/features.hpp>
#include <selfopt/nouns/workload.hpp>

#include "exchange/json_text.hpp"

/// The fields of the lines that commands hand each other, each with one name, in the order in which
/// they are written: the same for JSON and CSV (man selfopt-formats).
namespace selfopt::exchange {

/// One value on its way out.
struct FieldValue {
  enum class Kind { absent, text, json };
  Kind kind = Kind::absent;
  std::string value;  ///< plain text, or JSON

  void set_absent();
  void set_text(std::string_view text);
  void set_text_if(std::string_view text);  ///< absent if empty
  void set_json(std::string_view json);
  /// \returns where the JSON is to be appended.
  std::string& begin_json();
  void set_number(double number);
  void set_count(std::int64_t count);
};

template <typename Record>
struct Field {
  std::string_view name;
  void (*get)(const Record& record, FieldValue& value);
};

/// The members of a Workload line but query_hash.
std::span<const Field<WorkloadQuery>> workload_fields();
/// The members of a Features line.
std::span<const Field<Features>> features_fields();

/// Appends the member unless it is absent.
void append_member(JsonObject& object, std::string_view name, const FieldValue& value);

}  // namespace selfopt::exchange

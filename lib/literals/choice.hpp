#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "literals/forms.hpp"
#include "sql/parameters.hpp"
#include "sql/replace_parameters.hpp"

namespace selfopt::literals {

/// The forms of each parameter of one statement, and which of them is to be tried next.
class Choice {
 public:
  struct Slot {
    Forms forms;
    std::size_t current = 0;
  };

  Choice(const sql::Parameters& parameters, std::map<int, Slot> slots);

  const Literal& of(int number) const {
    const auto slot = m_slots.find(root(number));
    return slot->second.forms[slot->second.current];
  }
  bool has(int number) const { return m_slots.contains(root(number)); }

  /// After an error at \p position: another form for the nearest parameter that has one left, and
  /// for those beside it in the same list. Those that were tried in vain go back to their first.
  /// \returns false if nothing is left to try
  bool next(const sql::ReplacedParameters& text, std::size_t position);

  /// Takes the same forms of other values.
  void take_values_of(const Choice& other);

 private:
  int root(int number) const;
  std::vector<Slot*> with_alike(int number);

  std::map<int, Slot> m_slots;
  std::map<int, int> m_same_as;
  std::map<int, int> m_list_of;  // the first of neighbours that are compared with the same
};

}  // namespace selfopt::literals

#include "literals/choice.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace selfopt::literals {

Choice::Choice(const sql::Parameters& parameters, std::map<int, Slot> slots)
    : m_slots(std::move(slots)) {
  for (const auto& [one, other] : parameters.same)
    m_same_as[root(other)] = root(one);
}

bool Choice::next(const sql::ReplacedParameters& text, std::size_t position) {
  std::vector<std::pair<std::size_t, int>> by_distance;
  for (const auto& place : text.places) {
    std::size_t distance = 0;
    if (position > 0 && position < place.begin) distance = place.begin - position;
    if (position > 0 && position >= place.end) distance = position - place.end + 1;
    by_distance.emplace_back(distance, root(place.number));
  }
  std::ranges::stable_sort(by_distance, {}, &std::pair<std::size_t, int>::first);
  for (const auto& [distance, number] : by_distance) {
    Slot& slot = m_slots.at(number);
    if (slot.current + 1 < slot.forms.size()) {
      ++slot.current;
      return true;
    }
    slot.current = 0;
    slot.forms.resize(1);
  }
  return false;
}

void Choice::take_values_of(const Choice& other) {
  for (auto& [number, slot] : m_slots) {
    const Forms& forms = other.m_slots.at(number).forms;
    if (forms.size() == slot.forms.size()) slot.forms = forms;
  }
}

int Choice::root(int number) const {
  for (auto found = m_same_as.find(number); found != m_same_as.end() && found->second != number;
       found = m_same_as.find(number))
    number = found->second;
  return number;
}

}  // namespace selfopt::literals

#include "literals/choice.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace selfopt::literals {
namespace {

// Neighbours that are compared with the same column in the same way: x in ($1, $2).
bool is_alike(const sql::Parameter& one, sql::Parameter next) {
  const bool neighbours = next.number == one.number + 1 && one.role == sql::ParameterRole::equal;
  next.number = one.number;
  return neighbours && one == next;
}

}  // namespace

Choice::Choice(const sql::Parameters& parameters, std::map<int, Slot> slots)
    : m_slots(std::move(slots)) {
  for (const auto& [one, other] : parameters.same)
    m_same_as[root(other)] = root(one);
  const sql::Parameter* last = nullptr;
  for (const sql::Parameter& parameter : parameters.list) {
    const bool goes_on = last != nullptr && is_alike(*last, parameter);
    m_list_of[parameter.number] = goes_on ? m_list_of.at(last->number) : parameter.number;
    last = &parameter;
  }
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
    const std::vector<Slot*> list = with_alike(number);
    const bool goes_on = list.front()->current + 1 < list.front()->forms.size();
    for (Slot* slot : list) {
      slot->current = goes_on ? slot->current + 1 : 0;
      if (!goes_on) slot->forms.resize(1);
    }
    if (goes_on) return true;
  }
  return false;
}

// The parameter itself first. Of a list the server says only that something in it is of the wrong
// type, so that one of its elements alone cannot put it right.
std::vector<Choice::Slot*> Choice::with_alike(int number) {
  Slot& slot = m_slots.at(number);
  std::vector<Slot*> list{&slot};
  const auto place = m_list_of.find(number);
  if (place == m_list_of.end()) return list;
  for (auto& [other, theirs] : m_slots)
    if (other != number && root(other) == other && m_list_of.at(other) == place->second &&
        theirs.current == slot.current && theirs.forms.size() == slot.forms.size())
      list.push_back(&theirs);
  return list;
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

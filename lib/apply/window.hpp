#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace selfopt::change {

/// The hours of the day in which changes may be made.
class Window {
 public:
  /// \param text "01:00-05:00", also over midnight: "22:30-04:00"; empty: the whole day
  /// \throws Error{usage} if it is neither
  explicit Window(const std::string& text);

  /// \param minute of the day, 0 to 1439
  /// \returns how long the window stays open; zero if it is closed; nullopt for the whole day
  std::optional<std::chrono::minutes> open_for(int minute) const;

 private:
  std::optional<int> m_from;
  int m_to = 0;
};

/// \returns the minute of the day on this machine's clock, in its time zone
int minute_of_day();

}  // namespace selfopt::change

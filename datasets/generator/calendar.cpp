#include "calendar.hpp"

#include <array>

namespace selfopt::retail {

namespace {

namespace chrono = std::chrono;

constexpr std::array<std::uint64_t, 7> k_weekday_weight = {70, 85, 80, 85, 95, 125, 160};  // Sunday
constexpr std::array<std::uint64_t, 12> k_month_weight = {80, 75, 90,  95,  100, 100,
                                                          95, 90, 100, 105, 130, 190};
constexpr std::array<std::uint64_t, 3> k_year_weight = {100, 108, 117};
constexpr std::array<std::uint64_t, 24> k_hour_weight = {
    4, 2, 1, 1, 2, 5, 12, 25, 40, 60, 75, 80, 80, 70, 65, 70, 80, 90, 80, 60, 40, 30, 18, 10};

constexpr std::array<std::string_view, 7> k_day_name = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> k_month_name = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

unsigned month_of(Day day) {
  return static_cast<unsigned>(chrono::year_month_day(day).month());
}

int year_of(Day day) {
  return static_cast<int>(chrono::year_month_day(day).year());
}

std::uint64_t weight(Day day) {
  const std::uint64_t usual = k_weekday_weight[chrono::weekday(day).c_encoding()] *
                              k_month_weight[month_of(day) - 1] *
                              k_year_weight[static_cast<std::size_t>(year_of(day) - 2022)];
  return holiday_name(day).empty() ? usual : usual / 20;
}

/// The week of ISO 8601: the one that holds the year's first Thursday is the first.
unsigned iso_week(Day day) {
  const Day thursday =
      day + chrono::days{4 - static_cast<int>(chrono::weekday(day).iso_encoding())};
  const Day new_year = chrono::year_month_day(thursday).year() / 1 / 1;
  return static_cast<unsigned>((thursday - new_year).count() / 7 + 1);
}

}  // namespace

std::string_view holiday_name(Day day) {
  const chrono::year_month_day date(day);
  const unsigned month_and_day =
      static_cast<unsigned>(date.month()) * 100 + static_cast<unsigned>(date.day());
  switch (month_and_day) {
    case 101:
      return "New Year's Day";
    case 501:
      return "Labour Day";
    case 1101:
      return "All Saints' Day";
    case 1225:
      return "Christmas Day";
    case 1226:
      return "Boxing Day";
    default:
      return "";
  }
}

std::uint64_t date_key(Day day) {
  const chrono::year_month_day date(day);
  return static_cast<std::uint64_t>(static_cast<int>(date.year())) * 10'000 +
         static_cast<unsigned>(date.month()) * 100 + static_cast<unsigned>(date.day());
}

void for_each_day(std::uint64_t orders,
                  const std::function<void(Day, std::uint64_t first, std::uint64_t count)>& visit) {
  std::uint64_t total = 0;
  for (Day day = k_first_day; day <= k_last_day; day += chrono::days{1})
    total += weight(day);
  std::uint64_t sum = 0;
  std::uint64_t first = 0;
  for (Day day = k_first_day; day <= k_last_day; day += chrono::days{1}) {
    sum += weight(day);
    const std::uint64_t next = orders * sum / total;  // fits: orders < 2^30, the weights < 2^33
    if (next > first) visit(day, first, next - first);
    first = next;
  }
}

std::uint64_t second_of_day(std::uint64_t index, std::uint64_t count, std::uint64_t jitter) {
  constexpr std::uint64_t k_ticks = 1000 * 3600;  // the hours' weights add up to 1000
  std::uint64_t tick = ((index << 20) + jitter) * k_ticks / (count << 20);
  std::uint64_t hour = 0;
  while (tick >= k_hour_weight[hour] * 3600)
    tick -= k_hour_weight[hour++] * 3600;
  return hour * 3600 + tick / k_hour_weight[hour];
}

void write_dates(CsvWriter& csv) {
  csv.header(
      "date_key,full_date,year,quarter,month,month_name,iso_week,day_of_month,day_of_week,day_name,"
      "is_weekend,is_holiday,holiday_name");
  for (Day day = k_first_day; day <= k_last_day; day += chrono::days{1}) {
    const chrono::weekday weekday(day);
    const std::string_view holiday = holiday_name(day);
    csv.whole(date_key(day)).day(day).whole(date_key(day) / 10'000);
    csv.whole((month_of(day) + 2) / 3).whole(month_of(day)).text(k_month_name[month_of(day) - 1]);
    csv.whole(iso_week(day)).whole(date_key(day) % 100);
    csv.whole(weekday.iso_encoding()).text(k_day_name[weekday.c_encoding()]);
    csv.boolean(weekday.iso_encoding() >= 6).boolean(!holiday.empty());
    if (holiday.empty())
      csv.null();
    else
      csv.text(holiday);
    csv.end_row();
  }
}

}  // namespace selfopt::retail

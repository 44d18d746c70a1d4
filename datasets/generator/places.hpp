#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "draw.hpp"

namespace selfopt::retail {

/// A city decides its region, country, postal code and telephone prefix: columns an estimate that
/// takes them for independent gets wrong.
struct City {
  std::string_view name;
  std::string_view region;
  std::string_view country_code;
  std::string_view postal_code;  ///< some begin with a zero
  std::string_view phone_prefix;
};

inline constexpr std::array<City, 32> k_cities = {{
    {"Berlin", "Berlin", "DE", "10115", "+49 30"},
    {"München", "Bayern", "DE", "80331", "+49 89"},
    {"Nürnberg", "Bayern", "DE", "90402", "+49 911"},
    {"Köln", "Nordrhein-Westfalen", "DE", "50667", "+49 221"},
    {"Düsseldorf", "Nordrhein-Westfalen", "DE", "40210", "+49 211"},
    {"Dresden", "Sachsen", "DE", "01067", "+49 351"},
    {"Leipzig", "Sachsen", "DE", "04109", "+49 341"},
    {"Hamburg", "Hamburg", "DE", "20095", "+49 40"},
    {"Wien", "Wien", "AT", "1010", "+43 1"},
    {"Linz", "Oberösterreich", "AT", "4020", "+43 732"},
    {"Graz", "Steiermark", "AT", "8010", "+43 316"},
    {"Zürich", "Zürich", "CH", "8001", "+41 44"},
    {"Genève", "Genève", "CH", "1201", "+41 22"},
    {"Paris", "Île-de-France", "FR", "75001", "+33 1"},
    {"Lyon", "Auvergne-Rhône-Alpes", "FR", "69001", "+33 4"},
    {"Bourg-en-Bresse", "Auvergne-Rhône-Alpes", "FR", "01000", "+33 4"},
    {"Nice", "Provence-Alpes-Côte d'Azur", "FR", "06000", "+33 4"},
    {"Orléans", "Centre-Val de Loire", "FR", "45000", "+33 2"},
    {"Barcelona", "Cataluña", "ES", "08001", "+34 93"},
    {"Málaga", "Andalucía", "ES", "29001", "+34 95"},
    {"A Coruña", "Galicia", "ES", "15001", "+34 98"},
    {"Alicante", "Comunidad Valenciana", "ES", "03001", "+34 96"},
    {"Kraków", "Małopolskie", "PL", "30-001", "+48 12"},
    {"Łódź", "Łódzkie", "PL", "90-001", "+48 42"},
    {"Gdańsk", "Pomorskie", "PL", "80-001", "+48 58"},
    {"Brno", "Jihomoravský kraj", "CZ", "602 00", "+420 54"},
    {"Plzeň", "Plzeňský kraj", "CZ", "301 00", "+420 37"},
    {"København", "Hovedstaden", "DK", "1050", "+45 33"},
    {"Århus", "Midtjylland", "DK", "8000", "+45 86"},
    {"Malmö", "Skåne", "SE", "21119", "+46 40"},
    {"Göteborg", "Västra Götaland", "SE", "41103", "+46 31"},
    {"Αθήνα", "Αττική", "GR", "10431", "+30 21"},
}};

/// \returns for example "+49 30 5550123"
std::string phone_number(const City& city, Random& random);

/// \returns the city's postal code, with a last digit of its own
std::string postal_code(const City& city, Random& random);

}  // namespace selfopt::retail

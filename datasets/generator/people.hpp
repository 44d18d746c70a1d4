#pragma once

#include <array>
#include <string>
#include <string_view>

#include "draw.hpp"

namespace selfopt::retail {

/// A name, and how it is written in an e-mail address.
struct Name {
  std::string_view written;
  std::string_view ascii;
};

inline constexpr std::array<Name, 40> k_first_names = {{
    {"Anna", "anna"},         {"Łukasz", "lukasz"},
    {"Jürgen", "juergen"},    {"Zoë", "zoe"},
    {"José", "jose"},         {"Marie", "marie"},
    {"François", "francois"}, {"Søren", "soren"},
    {"Åsa", "asa"},           {"Małgorzata", "malgorzata"},
    {"Peter", "peter"},       {"Sophie", "sophie"},
    {"Björn", "bjoern"},      {"Inés", "ines"},
    {"Jiří", "jiri"},         {"Élodie", "elodie"},
    {"Thomas", "thomas"},     {"Katarzyna", "katarzyna"},
    {"Γιώργος", "giorgos"},   {"Ελένη", "eleni"},
    {"Lena", "lena"},         {"Paul", "paul"},
    {"Núria", "nuria"},       {"Hélène", "helene"},
    {"Jan", "jan"},           {"Eva", "eva"},
    {"Günther", "guenther"},  {"Mónica", "monica"},
    {"Luc", "luc"},           {"Ida", "ida"},
    {"Ömer", "oemer"},        {"Ayşe", "ayse"},
    {"Nils", "nils"},         {"Chloé", "chloe"},
    {"Álvaro", "alvaro"},     {"Jana", "jana"},
    {"Felix", "felix"},       {"Renée", "renee"},
    {"Mikołaj", "mikolaj"},   {"Clara", "clara"},
}};

inline constexpr std::array<Name, 48> k_last_names = {{
    {"Müller", "mueller"},
    {"Schmidt", "schmidt"},
    {"Weiß", "weiss"},
    {"Nowak", "nowak"},
    {"Wiśniewski", "wisniewski"},
    {"Kowalczyk", "kowalczyk"},
    {"García", "garcia"},
    {"Núñez", "nunez"},
    {"Martínez", "martinez"},
    {"Lefèvre", "lefevre"},
    {"Dubois", "dubois"},
    {"D'Angelo", "dangelo"},
    {"Sørensen", "sorensen"},
    {"Jørgensen", "jorgensen"},
    {"Åkesson", "akesson"},
    {"Lindström", "lindstroem"},
    {"Novák", "novak"},
    {"Dvořák", "dvorak"},
    {"Huber", "huber"},
    {"Gruber", "gruber"},
    {"Bär", "baer"},
    {"O'Connor", "oconnor"},
    {"Παπαδόπουλος", "papadopoulos"},
    {"Schäfer", "schaefer"},
    {"Fischer", "fischer"},
    {"Bernard", "bernard"},
    {"Moreau", "moreau"},
    {"Peña", "pena"},
    {"Ibáñez", "ibanez"},
    {"Zając", "zajac"},
    {"Wójcik", "wojcik"},
    {"Kučera", "kucera"},
    {"Andersen", "andersen"},
    {"Nilsson", "nilsson"},
    {"Berg", "berg"},
    {"Keller", "keller"},
    {"Favre", "favre"},
    {"Roux", "roux"},
    {"Yılmaz", "yilmaz"},
    {"Öztürk", "oeztuerk"},
    {"Lang", "lang"},
    {"Vogel", "vogel"},
    {"Castro", "castro"},
    {"Ferrer", "ferrer"},
    {"Marek", "marek"},
    {"Horák", "horak"},
    {"Leclerc", "leclerc"},
    {"van den Berg", "vandenberg"},
}};

struct Person {
  const Name* first;
  const Name* last;

  /// \returns both, as on an envelope
  std::string full_name() const;
  /// \param number makes the address unique; some are typed with capitals, as people do
  std::string email(std::uint64_t number, Random& random) const;
};

Person draw_person(Random& random);

}  // namespace selfopt::retail

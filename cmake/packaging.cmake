# What an installation brings beside the program and its manual pages, and the Debian package:
# cmake --build --preset release && (cd build/release && cpack).
install(FILES scripts/database.sql scripts/extensions.sql scripts/roles.sql DESTINATION share/selfopt)
file(GLOB sample_data CONFIGURE_DEPENDS datasets/*.csv datasets/*.sql datasets/README.md)
install(FILES ${sample_data} DESTINATION share/selfopt/datasets)
install(FILES scripts/watch.toml.example DESTINATION share/doc/selfopt/examples)

# The units name the program where it is installed, which a package decides only then.
foreach(unit selfopt-watch.service selfopt-collect.service selfopt-collect.timer)
  install(CODE "
    file(READ \"${PROJECT_SOURCE_DIR}/scripts/${unit}\" text)
    string(REPLACE /usr/local/bin/ \"\${CMAKE_INSTALL_PREFIX}/bin/\" text \"\${text}\")
    file(WRITE \"${CMAKE_BINARY_DIR}/units/${unit}\" \"\${text}\")")
  install(FILES ${CMAKE_BINARY_DIR}/units/${unit} DESTINATION lib/systemd/system)
endforeach()

# Debian wants licence and changelog where it looks for them, the latter compressed.
file(WRITE ${CMAKE_BINARY_DIR}/copyright
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: selfopt
Comment: The program contains parts of COIN-OR Cbc, Cgl, Clp, Osi and CoinUtils
 (Eclipse Public License, version 1.0) and of dlib (Boost Software License,
 version 1.0). Their sources are in Debian's packages coinor-cbc, coinor-cgl,
 clp, coinor-osi, coinutils and dlib.

Files: *
Copyright: 2026 the authors of selfopt
License: Apache-2.0
 On Debian systems the text of the licence is in /usr/share/common-licenses/Apache-2.0.
")
install(FILES ${CMAKE_BINARY_DIR}/copyright DESTINATION share/doc/selfopt)
set(changelog ${CMAKE_BINARY_DIR}/changelog.gz)
add_custom_command(OUTPUT ${changelog}
  COMMAND gzip -9nc ${PROJECT_SOURCE_DIR}/CHANGELOG.md > ${changelog}
  DEPENDS ${PROJECT_SOURCE_DIR}/CHANGELOG.md VERBATIM)
add_custom_target(changelog ALL DEPENDS ${changelog})
install(FILES ${changelog} DESTINATION share/doc/selfopt)

set(CPACK_GENERATOR DEB)
# The program and what belongs to it; library and headers are for cmake --install.
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};selfopt;Unspecified;/")
set(SELFOPT_PACKAGE_CONTACT "The selfopt developers <noreply@github.com>" CACHE STRING
    "Who looks after the Debian package: name and address")
set(CPACK_PACKAGE_CONTACT "${SELFOPT_PACKAGE_CONTACT}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)  # dpkg-shlibdeps finds which libraries are needed
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "postgresql (>= 13)")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "postgresql-client, bash-completion")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"It loads CSV files, watches the statements that are really run, learns how long
they take, recommends the indexes that are worth their space, makes them safely,
proves that they helped, and takes them back when they did not.")
include(CPack)

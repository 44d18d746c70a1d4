# For programs that use the library: find_package(selfopt) and target selfopt::selfopt. Finds what the
# library itself was built from; what is missing is said with the line that installs it.
include(${CMAKE_CURRENT_LIST_DIR}/dependencies.cmake)
get_filename_component(selfopt_prefix ${CMAKE_CURRENT_LIST_DIR}/../../.. ABSOLUTE)
add_library(selfopt::selfopt STATIC IMPORTED)
set_target_properties(selfopt::selfopt PROPERTIES
  IMPORTED_LOCATION ${selfopt_prefix}/lib/libselfopt.a
  INTERFACE_INCLUDE_DIRECTORIES ${selfopt_prefix}/include
  INTERFACE_COMPILE_FEATURES cxx_std_20)
target_link_libraries(selfopt::selfopt INTERFACE fmt::fmt Threads::Threads ${SELFOPT_LIBRARIES})

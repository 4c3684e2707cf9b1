# What `cmake --install` gives. Components: `program`, the program and what its users read; `texts`, where any system finds a manual
# page and completions; `debian`, the same where Debian's packages have them (not part of a plain install); `development`, the library,
# its headers and its CMake package.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
find_program(GZIP gzip)

install(TARGETS garoa COMPONENT program)

# Texts that the program tells of itself: they cannot say another thing than it does.
set(GAROA_TEXT_FOLDER ${PROJECT_BINARY_DIR}/texts)
set(GAROA_TEXTS "")
function(garoa_text file)
  set(text ${GAROA_TEXT_FOLDER}/${file})
  add_custom_command(OUTPUT ${text} COMMAND garoa ${ARGN} --lang en > ${text} DEPENDS garoa VERBATIM)
  set(GAROA_TEXTS ${GAROA_TEXTS} ${text} PARENT_SCOPE)
endfunction()
file(MAKE_DIRECTORY ${GAROA_TEXT_FOLDER})
garoa_text(schema.json schema)
garoa_text(garoa.1 man)
garoa_text(garoa.bash completions bash)
garoa_text(_garoa completions zsh)
garoa_text(garoa.fish completions fish)
if(GZIP)
  set(page ${GAROA_TEXT_FOLDER}/garoa.1)
  add_custom_command(OUTPUT ${page}.gz COMMAND ${GZIP} -9nkf ${page} DEPENDS ${page} VERBATIM)
  list(APPEND GAROA_TEXTS ${page}.gz)
endif()
add_custom_target(garoa_texts ALL DEPENDS ${GAROA_TEXTS})

install(FILES ${GAROA_TEXT_FOLDER}/schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/garoa COMPONENT program)
install(FILES ${GAROA_TEXT_FOLDER}/garoa.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME garoa
        COMPONENT program)
install(FILES ${GAROA_TEXT_FOLDER}/garoa.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT program)
install(FILES ${GAROA_TEXT_FOLDER}/garoa.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT texts)
install(FILES ${GAROA_TEXT_FOLDER}/_garoa DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions COMPONENT texts)
install(DIRECTORY scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/garoa COMPONENT program)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright COMPONENT program)

install(TARGETS garoa_library EXPORT garoa_targets ARCHIVE COMPONENT development)
install(FILES ${PROJECT_BINARY_DIR}/include/garoa/garoa.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/garoa COMPONENT development)
# Headers include each other as "sim/..." and "models/...".
install(DIRECTORY sim models DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/garoa COMPONENT development
        FILES_MATCHING PATTERN "*.hpp" PATTERN "sim/cli" EXCLUDE PATTERN "sim/garoa.hpp" EXCLUDE)

set(GAROA_CMAKE_FOLDER ${CMAKE_INSTALL_LIBDIR}/cmake/garoa)
install(EXPORT garoa_targets FILE garoa-targets.cmake NAMESPACE garoa:: DESTINATION ${GAROA_CMAKE_FOLDER} COMPONENT development)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/garoa-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES .ci/package/garoa-config.cmake ${PROJECT_BINARY_DIR}/garoa-config-version.cmake DESTINATION ${GAROA_CMAKE_FOLDER}
        COMPONENT development)

# Packages for Debian and Ubuntu: `cpack` in the build folder. garoa is the program, garoa-dev what other projects build with.
install(FILES ${GAROA_TEXT_FOLDER}/garoa.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES ${GAROA_TEXT_FOLDER}/_garoa DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions COMPONENT debian EXCLUDE_FROM_ALL)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/garoa-dev RENAME copyright COMPONENT debian_development EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PACKAGE_VENDOR garoa)
# Who answers for a package is who builds it, named as Debian's own tools do: DEBFULLNAME and DEBEMAIL, else the user of this machine.
if(DEFINED ENV{DEBFULLNAME})
  set(MAINTAINER "$ENV{DEBFULLNAME}")
else()
  set(MAINTAINER "Builder of garoa")
endif()
if(DEFINED ENV{DEBEMAIL})
  string(APPEND MAINTAINER " <$ENV{DEBEMAIL}>")
else()
  execute_process(COMMAND id -un OUTPUT_VARIABLE user OUTPUT_STRIP_TRAILING_WHITESPACE)
  cmake_host_system_information(RESULT host QUERY FQDN)
  string(APPEND MAINTAINER " <${user}@${host}>")
endif()
set(CPACK_PACKAGE_CONTACT "${MAINTAINER}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL program debian development debian_development)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENT_PROGRAM_GROUP program)
set(CPACK_COMPONENT_DEBIAN_GROUP program)
set(CPACK_COMPONENT_DEVELOPMENT_GROUP development)
set(CPACK_COMPONENT_DEBIAN_DEVELOPMENT_GROUP development)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME garoa)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION science)
# Local times come from the system's zone data.
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS tzdata)
# Draws the diagrams, those of pages too.
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS graphviz)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "From one scenario file garoa reports latency and throughput, how long backups
take, what it costs, and which compliance gaps remain, of EC2 + EBS + S3 and
of S3 + Lambda.")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME garoa-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
    "libsimgrid-dev, libboost-locale-dev, libfmt-dev, libyaml-cpp-dev, libhowardhinnant-date-dev, libmd-dev, pkg-config")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "Static library, headers and CMake package of garoa: find_package(garoa) gives
garoa::garoa.")
include(CPack)

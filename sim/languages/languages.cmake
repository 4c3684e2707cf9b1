# Puts the message catalogues into the program: sim/languages/pt-BR/*.po, one an area, joined and compiled by GNU gettext. Of a message
# that stands in several files the first translation counts. Where gettext is absent garoa is built without translations, and says so
# here and when one is asked for.
set(LANGUAGES_FOLDER ${CMAKE_CURRENT_LIST_DIR})
set(CATALOGUE_SOURCE ${PROJECT_BINARY_DIR}/catalogue.cpp)
find_program(MSGCAT_PROGRAM msgcat)
find_program(MSGFMT_PROGRAM msgfmt)
file(GLOB CATALOGUES CONFIGURE_DEPENDS ${LANGUAGES_FOLDER}/pt-BR/*.po)
list(SORT CATALOGUES)

if(MSGCAT_PROGRAM AND MSGFMT_PROGRAM)
  set(CATALOGUE ${PROJECT_BINARY_DIR}/pt-BR)
  add_custom_command(
    OUTPUT ${CATALOGUE_SOURCE}
    COMMAND ${MSGCAT_PROGRAM} --use-first --output-file ${CATALOGUE}.po ${CATALOGUES}
    COMMAND ${MSGFMT_PROGRAM} --output-file ${CATALOGUE}.mo ${CATALOGUE}.po
    COMMAND ${CMAKE_COMMAND} -DCATALOGUE=${CATALOGUE}.mo -DOUTPUT=${CATALOGUE_SOURCE} -P ${LANGUAGES_FOLDER}/embed.cmake
    DEPENDS ${CATALOGUES} ${LANGUAGES_FOLDER}/embed.cmake
    VERBATIM)
else()
  message(STATUS "No translations: GNU gettext (msgcat, msgfmt) is not there")
  file(WRITE ${PROJECT_BINARY_DIR}/no-catalogue.mo "")
  execute_process(COMMAND ${CMAKE_COMMAND} -DCATALOGUE=${PROJECT_BINARY_DIR}/no-catalogue.mo -DOUTPUT=${CATALOGUE_SOURCE}
                          -P ${LANGUAGES_FOLDER}/embed.cmake)
endif()

# Puts what the HTML pages are made of into the program: sim/render/html/html_parts.hpp.
#
# npm fetches the packages of the lock file once, when they have changed. Where it is absent or cannot, garoa is built without pages
# and says so here and when a page is asked for.
option(GAROA_HTML "Make pages (--format html): needs node and npm, and fetches Vega once" ${PROJECT_IS_TOP_LEVEL})

set(HTML_FOLDER ${CMAKE_CURRENT_LIST_DIR})
set(HTML_PARTS_SOURCE ${PROJECT_BINARY_DIR}/html_parts.cpp)
find_program(NODE_PROGRAM NAMES node nodejs)
find_program(NPM_PROGRAM npm)

# Installs the packages of FOLDER's lock file into WORK/node_modules. Sets FAILURE to why it could not, or to nothing.
function(garoa_npm_install folder work failure)
  file(SHA256 ${folder}/package-lock.json lock)
  set(stamp ${work}/installed.txt)
  set(${failure} "" PARENT_SCOPE)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${folder}/package-lock.json)
  if(EXISTS ${stamp})
    file(READ ${stamp} installed)
    if(installed STREQUAL lock)
      return()
    endif()
  endif()
  file(COPY ${folder}/package.json ${folder}/package-lock.json DESTINATION ${work})
  execute_process(
    COMMAND ${NPM_PROGRAM} ci --ignore-scripts --no-audit --no-fund --loglevel=error
    WORKING_DIRECTORY ${work} RESULT_VARIABLE code OUTPUT_QUIET ERROR_VARIABLE said TIMEOUT 300)
  if(code EQUAL 0)
    file(WRITE ${stamp} ${lock})
  else()
    string(REGEX REPLACE "\n.*" "" said "${said}")
    string(STRIP "npm could not fetch the packages ${said}" why)
    set(${failure} "${why}" PARENT_SCOPE)
  endif()
endfunction()

set(HTML_MISSING "")
if(NOT GAROA_HTML)
  set(HTML_MISSING "it was built with GAROA_HTML=OFF")
elseif(NOT NODE_PROGRAM OR NOT NPM_PROGRAM)
  set(HTML_MISSING "node and npm were not there when it was built")
else()
  garoa_npm_install(${HTML_FOLDER} ${PROJECT_BINARY_DIR}/html HTML_MISSING)
endif()

if(HTML_MISSING)
  message(STATUS "No HTML pages: ${HTML_MISSING}")
  string(REGEX REPLACE "[\"\\\\]" "'" reason "${HTML_MISSING}")
  file(CONFIGURE OUTPUT ${HTML_PARTS_SOURCE} @ONLY CONTENT [[
#include "sim/render/html/html_parts.hpp"

namespace garoa {

HtmlParts html_parts() {
  HtmlParts parts;
  parts.missing = "@reason@";
  return parts;
}

}  // namespace garoa
]])
else()
  message(STATUS "HTML pages: with the packages of sim/render/html/package-lock.json")
  file(GLOB HTML_SCRIPTS CONFIGURE_DEPENDS ${HTML_FOLDER}/*.js)
  add_custom_command(
    OUTPUT ${HTML_PARTS_SOURCE}
    COMMAND ${NODE_PROGRAM} ${HTML_FOLDER}/bundle.mjs ${HTML_FOLDER} ${PROJECT_BINARY_DIR}/html/node_modules ${HTML_PARTS_SOURCE}
    DEPENDS ${HTML_FOLDER}/bundle.mjs ${HTML_SCRIPTS} ${HTML_FOLDER}/page.css ${PROJECT_BINARY_DIR}/html/installed.txt
    VERBATIM)
endif()

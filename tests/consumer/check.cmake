# Installs a build and uses it as another project would; then that project takes the sources as a folder of its own.
#
# cmake -DBUILD=... -DSOURCE=... -DWORK=... -P check.cmake
foreach(file garoa libgaroa.a texts/schema.json texts/garoa.1 texts/garoa.bash texts/_garoa texts/garoa.fish)
  if(NOT EXISTS ${BUILD}/${file})
    message("skipped: ${file} is not built; a whole build makes it")
    return()
  endif()
endforeach()

function(step)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code EQUAL 0)
    string(REPLACE ";" " " command "${ARGN}")
    message(FATAL_ERROR "${command}\nended with ${code}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# A folder that another build made could hide what is missing.
file(REMOVE_RECURSE ${WORK})
set(project ${CMAKE_COMMAND} -G Ninja -S ${SOURCE}/tests/consumer -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_FLAGS=${FLAGS})

step(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)
foreach(file bin/garoa include/garoa/garoa.hpp share/bash-completion/completions/garoa share/doc/garoa/copyright
        share/fish/vendor_completions.d/garoa.fish share/garoa/scenarios/central-financeira/base.yaml share/garoa/schema.json
        share/man/man1/garoa.1 share/zsh/site-functions/_garoa)
  if(NOT EXISTS ${WORK}/prefix/${file})
    message(FATAL_ERROR "the install gave no ${file}")
  endif()
endforeach()
step(${project} -B ${WORK}/installed -DCMAKE_PREFIX_PATH=${WORK}/prefix)
step(${CMAKE_COMMAND} --build ${WORK}/installed)
step(${WORK}/installed/consumer ${SOURCE}/tests/cli/scenarios/instance.yaml)
if(NOT output MATCHES "^p99 of uploads: [0-9.]+ s\ncost per month: [0-9.]+ USD\n$")
  message(FATAL_ERROR "the consumer said:\n${output}")
endif()

# Building all of it again would take minutes. The consumer's own object needs what another project could break: the headers, and
# before them the embedded figures.
step(${project} -B ${WORK}/folder -DGAROA_FOLDER=${SOURCE})
step(${CMAKE_COMMAND} --build ${WORK}/folder --target CMakeFiles/consumer.dir/main.cpp.o)

# No message lacks a translation: GNU gettext extracts the messages of the sources, and tells which the catalogues lack.
#   cmake -DSOURCE=... -DWORK=... -P check.cmake
# What is extracted: the texts of tr(), tr_count() and msgid() in sim/ and models/, and all texts of more than one word where sentences
# of findings and comparisons are made, which pages and tables tell by their patterns (sim/render/told.hpp).
# tests/unit/language_test.cpp looks at texts that are data (reasons, controls, metrics).
foreach(program xgettext msgcat msggrep msgmerge msgattrib)
  find_program(${program} ${program})
  if(NOT ${program})
    message("skipped: ${program} of GNU gettext is not there")
    return()
  endif()
endforeach()
file(MAKE_DIRECTORY ${WORK})
file(GLOB_RECURSE sources RELATIVE ${SOURCE} ${SOURCE}/sim/*.[ch]pp ${SOURCE}/models/*.[ch]pp)
list(REMOVE_ITEM sources sim/core/language.hpp)
list(SORT sources)
execute_process(
  COMMAND ${xgettext} --language=C++ --from-code=UTF-8 --keyword --keyword=tr --keyword=tr_count:1,2 --keyword=msgid --no-wrap
          --output=${WORK}/messages.pot ${sources}
  WORKING_DIRECTORY ${SOURCE} COMMAND_ERROR_IS_FATAL ANY)
file(GLOB telling RELATIVE ${SOURCE} ${SOURCE}/models/compliance/*monitor*.cpp ${SOURCE}/models/compliance/static_*.cpp)
list(APPEND telling models/compliance/assessment.cpp models/compliance/lockable_stores.cpp models/compliance/expected_loss.cpp models/compliance/protecting_keys.cpp models/compliance/judge.cpp sim/results/compared.cpp sim/results/joined_findings.cpp sim/results/replication_rules.cpp)
list(SORT telling)
execute_process(
  COMMAND ${xgettext} --extract-all --language=C++ --from-code=UTF-8 --no-wrap --output=${WORK}/all_told.pot ${telling}
  WORKING_DIRECTORY ${SOURCE} COMMAND_ERROR_IS_FATAL ANY ERROR_QUIET)
file(READ ${WORK}/all_told.pot texts)
string(REPLACE "charset=CHARSET" "charset=UTF-8" texts "${texts}")
file(WRITE ${WORK}/all_told.pot "${texts}")
execute_process(COMMAND ${msggrep} --no-wrap --msgid --regexp=[a-z].*\ .*[a-z] --output-file=${WORK}/told.pot ${WORK}/all_told.pot
                COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${msgcat} --no-wrap --use-first --output-file=${WORK}/wanted.pot ${WORK}/messages.pot ${WORK}/told.pot
                COMMAND_ERROR_IS_FATAL ANY ERROR_QUIET)
file(GLOB catalogues ${SOURCE}/sim/languages/pt-BR/*.po)
list(SORT catalogues)
execute_process(COMMAND ${msgcat} --use-first --output-file=${WORK}/pt-BR.po ${catalogues} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${msgmerge} --quiet --no-fuzzy-matching --output-file=${WORK}/merged.po ${WORK}/pt-BR.po ${WORK}/wanted.pot
                COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${msgattrib} --untranslated --no-obsolete --no-wrap ${WORK}/merged.po OUTPUT_VARIABLE missing
                COMMAND_ERROR_IS_FATAL ANY)
if(missing)
  message("These messages lack a translation in sim/languages/pt-BR/*.po:\n${missing}")
  message(FATAL_ERROR "a message lacks a translation")
endif()

# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The sums of a run.

passed=0
failed=0
skipped=0
failed_logs=()

count_add() {
    passed=$((passed + $1))
    failed=$((failed + $2))
    skipped=$((skipped + $3))
}

# count_one NAME COMMAND…: the command is one test; what it says is kept, and
# shown when it fails.
count_one() {
    local name=$1 log
    shift
    log=$logs/${name//[^a-z0-9]/-}.log
    if ("$@") >"$log" 2>&1 </dev/null; then
        say "ok      $name"
        count_add 1 0 0
    else
        tail -n 40 "$log"
        say "FAILED  $name (all of it: $log)"
        count_failed "$log" 1
    fi
}

# count_each FUNCTION NAME…: FUNCTION NAME is one test; as many at once as there
# are cores.
count_each() {
    local function=$1 name
    shift
    for name in "$@"; do
        [ "$(jobs -rp | wc -l)" -lt "$(nproc)" ] || wait -n
        keep_end "$function" "$name" &
    done
    wait
    for name in "$@"; do
        count_one "$name" show_end "$name"
    done
}

# keep_end FUNCTION NAME: what it says and how it ends are kept for show_end.
keep_end() {
    local kept=$logs/${2//[^a-z0-9]/-}.end status=0
    rm -f "$kept.status"
    ("$@") >"$kept" 2>&1 </dev/null || status=$?
    printf '%s\n' "$status" >"$kept.status"
}

show_end() {
    local kept=$logs/${1//[^a-z0-9]/-}.end
    cat "$kept"
    return "$(cat "$kept.status")"
}

# count_words LOG STATUS: sums as pytest and Playwright print them ("3 passed,
# 1 failed in 2s"). A run that failed without a failed test is one failure.
count_words() {
    local good bad left
    good=$(last_number "$1" passed)
    bad=$(($(last_number "$1" failed) + $(last_number "$1" 'errors?') + $(last_number "$1" flaky)))
    left=$(last_number "$1" skipped)
    if [ "$2" != 0 ] && [ "$bad" = 0 ]; then
        bad=1
    fi
    count_add "$good" 0 "$left"
    count_failed "$1" "$bad"
}

# last_number LOG WORD: the number before the last WORD in the log's end.
last_number() {
    local found
    found=$(tail -n 15 "$1" | sed 's/\x1b\[[0-9;]*m//g' |
        grep -oE "\\b[0-9]+ $2\\b" | tail -n 1) || true
    printf '%s\n' "${found%% *}" | sed 's/^$/0/'
}

# count_automake LOG STATUS: the summary of make check.
count_automake() {
    local good bad left
    good=$(sum_of "$1" PASS XFAIL)
    bad=$(sum_of "$1" FAIL XPASS ERROR)
    left=$(sum_of "$1" SKIP)
    if [ "$2" != 0 ] && [ "$bad" = 0 ]; then
        bad=1
    fi
    count_add "$good" 0 "$left"
    count_failed "$1" "$bad"
}

# count_failed LOG NUMBER: what the log says of these failures is shown again at the end.
count_failed() {
    count_add 0 "$2" 0
    [ "$2" = 0 ] || failed_logs+=("$1")
}

sum_of() {
    local log=$1
    shift
    awk -v words="$*" '
        BEGIN { split(words, list, " "); for (i in list) wanted["# " list[i] ":"] = 1 }
        ($1 " " $2) in wanted { sum += $3 }
        END { print sum + 0 }' "$log"
}

# Whoever keeps the end of a run's output only still reads why it failed.
count_reasons() {
    local log
    for log in "${failed_logs[@]}"; do
        say "== failed in $log"
        reasons_in "$log" | cut -c 1-300 | tail -n 80
    done
}

# reasons_in LOG: what pytest and Playwright say of failures, Automake's list, or the log.
reasons_in() {
    local found
    found=$(awk '/^=+ (FAILURES|ERRORS) =+$/ || /^  1\) / { on = 1 }
        /^=+ (slowest|short test|warnings)/ { on = 0 }
        on || /^(FAILED|ERROR|FAIL:)/ || /error:|\*\*\* /' "$1")
    printf '%s\n' "${found:-$(cat "$1")}"
}

count_print() {
    printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
}

count_succeeded() {
    [ "$failed" = 0 ]
}

# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The layers that build the whole again in another way.

# gcc's build is the one that the next layers use, if there is none yet. Clang warns the same without
# optimisation, which takes half of the time.
layer_warnings() {
    local with_gcc=$build
    [ ! -e "$build/Makefile" ] || with_gcc=$build/werror-gcc
    count_one "gcc without warnings" warnings_with "$with_gcc" CC=gcc
    count_one "clang without warnings" warnings_with "$build/werror-clang" CC=clang CFLAGS=-O0
}

# warnings_with DIR CONFIGURE-OPTION…
warnings_with() {
    build_make "$@" --enable-werror
    make -C "$1" -s -j"$(nproc)" check TESTS=
}

# Tests that take long by other programs than ours, or by waits. Their code runs under the
# sanitizers in the unit tests and in other tests; as a whole only in the full form.
SLOW_BY_OTHERS=(cli_json completion containers deliver_s3 deliver_s3_faults doctor_fronts doctor_hosting
    doctor_remedies download_delivered failover fcgid quickstart
    schemas shared_spool stage_tools)

# With less optimisation the compiler takes a third less time, and the sanitizers see no less.
layer_sanitizers() {
    local left_out=()
    build_tests "$build/sanitized" --with-sanitizer=address,undefined CFLAGS='-O1 -g' || return 0
    unit_in "$build/sanitized" sanitized-unit
    [ "$full" != no ] || leave_out left_out "${SLOW_BY_OTHERS[@]}"
    integration_in "$build/sanitized" sanitized-integration "${left_out[@]}"
}

# leave_out ARRAY NAME…: sets ARRAY to pytest's options that leave out these files.
leave_out() {
    local -n options=$1
    shift
    options=("${@/#/$here/tests/integration/test_}")
    options=("${options[@]/%/.py}")
    ls "${options[@]}" >/dev/null # a name that is not there would leave out nothing
    options=("${options[@]/#/--ignore=}")
}

# Tests in which no upload.fcgi runs, or none does what it does not do in others.
WITHOUT_UPLOAD=(access_live cancel cli containers deliver_s3 deliver_s3_faults doctor doctor_address
    doctor_failover doctor_fronts doctor_hosting doctor_origin doctor_reasons doctor_remedies
    download_delivered stacks
    cli_json completion events verify histograms monitoring schemas openapi traces
    misbehaving put_back put_back_pace quickstart redis_moved redis_tls redis_users
    send send_waits spools stage_deliver stage_notify stage_scan stage_tools units waiting
    webhook_events worker worker_killed
    relay relay_doors relay_fronts relay_http relay_operation relay_raw relay_redis relay_site)

# upload.fcgi is the one with threads; the others are taken as they are, and
# what they do alone is not done again.
layer_threads() {
    local mixed=$build/mixed program left_out=()
    leave_out left_out "${WITHOUT_UPLOAD[@]}"
    build_tests "$build" || return 0
    build_only "$build/threads" fcgi/upload.fcgi --with-sanitizer=thread CFLAGS='-O1 -g' || return 0
    mkdir -p "$mixed"/{fcgi,ws,worker,cli}
    for program in fcgi/progress.fcgi ws/loadline-relay worker/loadline-worker cli/loadline; do
        ln -sf "$build/$program" "$mixed/$program"
    done
    ln -sf "$build/threads/fcgi/upload.fcgi" "$mixed/fcgi/upload.fcgi"
    integration_in "$mixed" threads-integration "${left_out[@]}"
}

# build_only DIR "TARGET…" [CONFIGURE-OPTION…]: what the layer runs, and no more.
build_only() {
    local dir=$1 targets=$2
    shift 2
    if (build_targets "$dir" "$targets" "$@"); then
        return 0
    fi
    count_add 0 1 0
    return 1
}

build_targets() {
    local dir=$1 targets
    read -ra targets <<<"$2"
    shift 2
    # Only the first build of a tree makes configure.
    [ -e "$here/configure" ] || build_make "$build"
    mkdir -p "$dir"
    if [ ! -e "$dir/Makefile" ]; then
        say "configuring in $dir"
        build_step "$dir" "$here/configure" -q "$@"
    fi
    say "building in $dir"
    build_step "$dir" make -s -j"$(nproc)" "${targets[@]}"
}

# Ten minutes for each parser in the full form, a taste of it otherwise.
layer_fuzz() {
    local programs
    mapfile -t programs < <(cd "$here" && printf '%s\n' tests/fuzz/fuzz_*.c | sed 's/\.c$//')
    build_only "$build/fuzz" "${programs[*]}" CC=clang CFLAGS='-O1 -g -fsanitize=fuzzer-no-link' \
        --with-sanitizer=address,undefined || return 0
    count_each fuzz_with "${programs[@]}"
}

# Uploaders as they are published; they are installed below the build folder.
layer_clients() {
    published clients
}

# The same through interruptions; with 100 MB in the full form.
layer_uploaders() {
    published uploaders
}

published() {
    local status=0
    build_tests "$build" || return 0
    LOADLINE_BUILD=$build "$here/tests/$1/run" 2>&1 </dev/null |
        tee "$logs/$1.log" || status=$?
    count_words "$logs/$1.log" "$status"
}

# What was found interesting is kept in the build; tests/fuzz/corpus only seeds.
fuzz_with() {
    local name=${1##*/} seconds=6
    local found=$build/fuzz/corpus/$name
    [ "$full" = no ] || seconds=600
    mkdir -p "$found"
    (cd "$found/.." && "$build/fuzz/$1" "-max_total_time=$seconds" -max_len=4096 "-seed=$seed" \
        "$found" "$here/tests/fuzz/corpus/$name")
}

# A target that is missed fails; tests/bench/README.md says which are, and what holds them.
layer_bench() {
    local name
    build_tests "$build" || return 0
    for name in upload relay processing fcgid many; do
        count_one "bench $name" /usr/bin/python3 -B "$here/tests/bench/$name" --build "$build"
        cat "$logs/bench-$name.log"
    done
}

# Without optimisation and with little compression: other layers have both, and this one builds from
# the release.
layer_distcheck() {
    build_tests "$build" || return 0
    count_one "make distcheck" env XZ_OPT=-0 make -C "$build" -s -j"$(nproc)" distcheck \
        DISTCHECK_CONFIGURE_FLAGS=CFLAGS=-O0
    count_one "release is complete" release_is_complete
}

newest_release() {
    find "$build" -maxdepth 1 -name 'loadline-*.tar.xz' | sort | tail -n 1
}

# Every file that git knows, but for what only git needs, is in the release.
release_is_complete() {
    local release missing
    release=$(newest_release)
    missing=$(comm -23 <(git -C "$here" ls-files | grep -v '^\.gitignore$' | sort) \
        <(tar -tf "$release" | sed 's,^[^/]*/,,' | sort))
    [ -z "$missing" ] || fail "the release lacks: $missing"
}

# The package is made from a release.
layer_package() {
    local release suite
    build_tests "$build" || return 0
    count_one "make dist" make -C "$build" -s dist
    release=$(newest_release)
    for suite in bookworm trixie; do
        count_one "package in a bare $suite" "$here/tests/package-debian" --suite "$suite" "$release"
        cat "$logs/package-in-a-bare-$suite.log"
    done
}

# The images, without an engine and without a registry.
layer_image() {
    local suite
    if [ "$(id -u)" != 0 ]; then
        say "skipped the images: chroot and namespaces need root"
        count_add 0 0 1
        return
    fi
    for suite in bookworm trixie; do
        count_one "images of $suite" "$here/tests/package-image" --suite "$suite"
        cat "$logs/images-of-$suite.log"
    done
}

layer_bare() {
    local suite
    for suite in bookworm trixie; do
        count_one "bare Debian $suite" "$here/tests/bare-debian" --suite "$suite"
    done
}

layer_readme() {
    count_one "README as pasted" "$here/tests/readme"
}

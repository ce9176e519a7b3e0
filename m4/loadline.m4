dnl SPDX-License-Identifier: MIT
dnl
dnl The macros of configure.ac: options, flags, and libraries that are looked
dnl for one by one but reported together, so that one apt-get mends everything.

dnl LL_APPEND_FLAG(VARIABLE, FLAG): append FLAG where the compiler and the
dnl linker take it without a warning.
AC_DEFUN([LL_APPEND_FLAG], [
  AC_MSG_CHECKING([whether $CC takes $2])
  ll_saved_cflags=$CFLAGS
  CFLAGS="$CFLAGS -Werror $2"
  AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
    [AC_MSG_RESULT([yes])
     $1="$$1 $2"],
    [AC_MSG_RESULT([no])])
  CFLAGS=$ll_saved_cflags
])

AC_DEFUN([LL_OPTION_WERROR], [
  AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror], [treat compiler warnings as errors])],
    [ll_werror=$enableval], [ll_werror=no])
])

AC_DEFUN([LL_OPTION_COVERAGE], [
  AC_ARG_ENABLE([coverage],
    [AS_HELP_STRING([--enable-coverage], [build for gcov, without optimisation])],
    [ll_coverage=$enableval], [ll_coverage=no])
  LL_DEBUG_FLAGS=
  AS_IF([test "x$ll_coverage" = xyes],
    [LL_DEBUG_FLAGS="$LL_DEBUG_FLAGS -O0 --coverage"])
  AC_SUBST([LL_DEBUG_FLAGS])
])

dnl A sanitizer that is asked for and cannot be had is an error, and what it
dnl finds ends the program.
AC_DEFUN([LL_OPTION_SANITIZER], [
  AC_ARG_WITH([sanitizer],
    [AS_HELP_STRING([--with-sanitizer=LIST],
      [build with sanitizers, e.g. address,undefined or thread])],
    [ll_sanitizer=$withval], [ll_sanitizer=no])
  AS_IF([test "x$ll_sanitizer" = xyes], [ll_sanitizer=address,undefined])
  AS_IF([test "x$ll_sanitizer" != xno], [
    ll_flags="-fsanitize=$ll_sanitizer -fno-sanitize-recover=all"
    ll_flags="$ll_flags -fno-omit-frame-pointer"
    ll_saved_debug=$LL_DEBUG_FLAGS
    LL_APPEND_FLAG([LL_DEBUG_FLAGS], [$ll_flags])
    AS_IF([test "x$LL_DEBUG_FLAGS" = "x$ll_saved_debug"],
      [AC_MSG_ERROR([$CC cannot build with -fsanitize=$ll_sanitizer])])
  ])
])

dnl LL_OPTION_FOLDER(VARIABLE, DEFAULT, WHAT): --with-VARIABLE=DIR; "no" leaves it
dnl empty, and what goes there is not installed.
AC_DEFUN([LL_OPTION_FOLDER], [
  AC_ARG_WITH([$1],
    [AS_HELP_STRING([--with-$1=DIR], [where $3 go, or "no" @<:@$2@:>@])],
    [$1=$withval], [$1=yes])
  AS_CASE([$$1], [yes], [$1='$2'], [no], [$1=])
  AC_SUBST([$1])
])

dnl systemd looks below /usr/local/lib too.
AC_DEFUN([LL_OPTION_SYSTEMD], [
  LL_OPTION_FOLDER([systemdsystemunitdir], [${prefix}/lib/systemd/system], [units of systemd])
  LL_OPTION_FOLDER([sysusersdir], [${prefix}/lib/sysusers.d], [users for systemd-sysusers])
  LL_OPTION_FOLDER([tmpfilesdir], [${prefix}/lib/tmpfiles.d], [folders for systemd-tmpfiles])
  systemdsandboxdir=${systemdsystemunitdir:+'${systemdsystemunitdir}/loadline-.service.d'}
  AC_SUBST([systemdsandboxdir])
  dnl Words of systemd 254: an older one would warn of them. Empty: not installed.
  AS_IF([$PKG_CONFIG --atleast-version=254 systemd], [systemdbackoffdir=$systemdsandboxdir],
    [systemdbackoffdir=])
  AC_SUBST([systemdbackoffdir])
])

AC_DEFUN([LL_WARNING_FLAGS], [
  LL_WARN_FLAGS=
  m4_foreach_w([ll_flag],
    [-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes
     -Wmissing-prototypes -Wold-style-definition -Wformat=2 -Wvla
     -Wpointer-arith -Wwrite-strings -Wundef],
    [LL_APPEND_FLAG([LL_WARN_FLAGS], ll_flag)])
  AS_IF([test "x$ll_werror" = xyes], [LL_WARN_FLAGS="$LL_WARN_FLAGS -Werror"])
  AC_SUBST([LL_WARN_FLAGS])
])

dnl _FORTIFY_SOURCE needs optimisation and hides from the sanitizers what
dnl they should see.
AC_DEFUN([LL_HARDENING_FLAGS], [
  LL_HARDEN_CFLAGS=
  LL_HARDEN_LDFLAGS=
  m4_foreach_w([ll_flag],
    [-fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE],
    [LL_APPEND_FLAG([LL_HARDEN_CFLAGS], ll_flag)])
  AS_IF([test "x$ll_sanitizer" = xno && test "x$ll_coverage" = xno],
    [LL_APPEND_FLAG([LL_HARDEN_CFLAGS], [-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2])])
  LL_APPEND_FLAG([LL_HARDEN_LDFLAGS], [-pie])
  LL_APPEND_FLAG([LL_HARDEN_LDFLAGS], [-Wl,-z,relro])
  LL_APPEND_FLAG([LL_HARDEN_LDFLAGS], [-Wl,-z,now])
  LL_APPEND_FLAG([LL_HARDEN_LDFLAGS], [-Wl,--as-needed])
  AC_SUBST([LL_HARDEN_CFLAGS])
  AC_SUBST([LL_HARDEN_LDFLAGS])
])

dnl LL_MISSING(WHAT, PACKAGE): remember for LL_LIBRARIES_REQUIRE.
AC_DEFUN([LL_MISSING], [
  ll_missing="$ll_missing
  $1: install the Debian package $2"
  ll_packages="$ll_packages $2"
])

dnl LL_LIBRARY(VARIABLE, MODULE, PACKAGE): VARIABLE_CFLAGS and VARIABLE_LIBS by
dnl pkg-config.
AC_DEFUN([LL_LIBRARY], [
  PKG_CHECK_MODULES([$1], [$2],
    [ll_version_$1=`$PKG_CONFIG --modversion m4_bpatsubst([$2], [ .*])`],
    [LL_MISSING([$2], [$3])])
])

dnl LL_LIBRARY_PROBE(VARIABLE, NAME, HEADER, LIBRARY, FUNCTION, PACKAGE): the
dnl same for libraries whose releases do not all come with a .pc file.
AC_DEFUN([LL_LIBRARY_PROBE], [
  AC_ARG_VAR([$1][_CFLAGS], [C compiler flags for $2])
  AC_ARG_VAR([$1][_LIBS], [linker flags for $2])
  ll_probe=yes
  ll_saved_cppflags=$CPPFLAGS
  CPPFLAGS="$CPPFLAGS $[]$1[]_CFLAGS"
  AC_CHECK_HEADER([$3], [], [ll_probe=no])
  CPPFLAGS=$ll_saved_cppflags
  AC_CHECK_LIB([$4], [$5], [: ${$1[]_LIBS=-l$4}], [ll_probe=no], [$[]$1[]_LIBS])
  AS_IF([test "x$ll_probe" = xno], [LL_MISSING([$2], [$6])])
])

AC_DEFUN([LL_LIBRARIES_REQUIRE], [
  AS_IF([test -n "$ll_missing"], [AC_MSG_ERROR([not found:$ll_missing

all of them at once: apt-get install$ll_packages])])
])

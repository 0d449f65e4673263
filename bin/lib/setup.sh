# Sourced by bin/up, bin/test and bin/flask. Brings the machine and .venv to what uv.lock says.
# The caller has set $root, the folder of the checkout. POSIX sh: dash is all a bare Debian has.

say() { printf '%s\n' "$*" >&2; }
fail() { say "caselot: $*"; exit 1; }

# set_up run | test: returns with a .venv that serves that purpose, or stops with one line to type.
set_up() {
    purpose=$1
    venv=$root/.venv
    # The folder is part of the mark: an environment that was moved with its checkout is broken.
    mark="$(cksum <"$root/uv.lock") $root"
    set_up_is_done && return
    cd_back=$PWD
    cd "$root" || fail "cannot enter $root"
    python=$(find_python) || install_or_stop "Python 3.11 or newer is" python3 python3-venv
    [ -n "$python" ] || python=$(find_python) || fail "this machine offers no Python 3.11 or newer"
    # -B: a checkout that may not be written to is still worth a clear message.
    lacking=$("$python" -B "$root/bin/lib/missing.py" run)
    # shellcheck disable=SC2086 # a list of words on purpose
    [ -z "$lacking" ] || install_or_stop "some system packages are" $lacking
    [ "$purpose" = run ] || install_for_tests
    make_venv
    sync_venv
    printf '%s\n' "$mark" >"$venv/.caselot-$purpose"
    cd "$cd_back" || fail "cannot return to $cd_back"
}

# A set-up for tests serves for running too.
set_up_is_done() {
    [ -x "$venv/bin/python" ] || return 1
    for done_for in "$purpose" test; do
        [ -f "$venv/.caselot-$done_for" ] || continue
        [ "$(cat "$venv/.caselot-$done_for")" = "$mark" ] && return 0
    done
    return 1
}

find_python() {
    for name in python3 python3.11 python3.12 python3.13 python3.14 python3.15; do
        found=$(command -v "$name") || continue
        "$found" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        printf '%s\n' "$found"
        return 0
    done
    return 1
}

# install_or_stop WHAT PACKAGE...: installs with apt where that is allowed, else names the line.
install_or_stop() {
    what=$1
    shift
    install_packages "$@" && return
    if command -v apt-get >/dev/null; then
        fail "$what missing. Run: sudo apt-get install -y --no-install-recommends $*"
    elif [ "$(uname)" = Darwin ]; then
        fail "$what missing. Run: brew install python@3.11 pango"
    fi
    fail "$what missing. Install what Debian calls: $*"
}

# Tests that need a browser or PostgreSQL say so by themselves, so nothing stops here.
install_for_tests() {
    lacking=$("$python" -B "$root/bin/lib/missing.py" test)
    [ -n "$lacking" ] || return 0
    # shellcheck disable=SC2086
    install_packages $lacking && return
    # shellcheck disable=SC2086
    say "caselot: some tests cannot run; for all of them:" \
        "sudo apt-get install -y --no-install-recommends" $lacking
}

install_packages() {
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        return 1
    fi
    say "caselot: installing $*"
    apt_get install "$@" && return
    # The lists of a fresh machine are empty, or name versions that are gone.
    apt_get update && apt_get install "$@"
}

apt_get() {
    action=$1
    shift
    [ "$action" = update ] || set -- -y --no-install-recommends "$@"
    # shellcheck disable=SC2086 # $as_root is empty or two words
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq "$action" "$@" </dev/null >&2
}

make_venv() {
    "$venv/bin/python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    say "caselot: making .venv"
    "$python" -m venv --clear "$venv" || fail "could not make $venv"
}

sync_venv() {
    say "caselot: installing what uv.lock names"
    # --inexact: the tools of somebody who develops here stay.
    groups="--no-dev --inexact"
    hashes=requirements.txt
    if [ "$purpose" = test ] || [ -f "$venv/.caselot-test" ]; then
        groups=
        hashes=requirements-test.txt
    fi
    # The mark of an older lock must not outlive a half-done change.
    rm -f "$venv/.caselot-run"
    # shellcheck disable=SC2086 # $groups is empty or two words
    if pip_install -r "$root/bin/lib/uv.txt"; then
        # uv leaves byte-compiling to the first import, which PYTHONDONTWRITEBYTECODE then forbids.
        env -u UV_INDEX_URL -u UV_DEFAULT_INDEX -u VIRTUAL_ENV \
            UV_PROJECT_ENVIRONMENT="$venv" UV_PYTHON_DOWNLOADS=never \
            "$venv/bin/uv" sync --frozen --quiet --compile-bytecode $groups && return
    fi
    say "caselot: uv did not manage it, trying pip with the same hashes"
    pip_install --require-hashes -r "$root/bin/lib/$hashes" || fail "the Python packages did not install"
}

pip_install() {
    "$venv/bin/python" -m pip --disable-pip-version-check --quiet install --no-input "$@"
}

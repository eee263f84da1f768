# Shared by ./run and ./test; sourced, not run. Installs what is missing and is quick when nothing is.
# Sets PY to the interpreter of the project's own environment.

say() { printf '%s\n' "$*" >&2; }

# exit 69: something the system must provide is missing and may not be installed from here
need_packages() { # need_packages PACKAGE...
    missing=""
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    line="apt-get update && apt-get install -y --no-install-recommends$missing"
    if ! command -v apt-get >/dev/null 2>&1; then
        say "Redress needs these system packages:$missing. Install them and run this again."
        exit 69
    fi
    as_root=""
    if [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
            as_root="sudo -n"
        else
            say "Redress needs system packages. Run this as an administrator, then run this command again:"
            say "    sudo sh -c '$line'"
            exit 69
        fi
    fi
    say "Installing system packages:$missing"
    $as_root apt-get -o DPkg::Lock::Timeout=300 update -qq >/dev/null || say "The package lists could not be refreshed."
    # shellcheck disable=SC2086 # a list of names
    if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq \
        --no-install-recommends $missing >"$STAMPS/apt.log" 2>&1; then
        tail -n 5 "$STAMPS/apt.log" >&2
        say "Installing system packages failed. Try: $line"
        exit 69
    fi
}

find_python() {
    for candidate in "${REDRESS_PYTHON:-}" python3.13 python3.12 python3.11 python3; do
        [ -n "$candidate" ] || continue
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return 0
        fi
    done
    return 1
}

# A stamp says for which inputs a step was last done.
stamped() { [ "$(cat "$STAMPS/$1" 2>/dev/null)" = "$2" ]; }
stamp() { printf '%s' "$2" >"$STAMPS/$1"; }

set_up_python() { # set_up_python LOCKFILE
    lock=$1
    python=$(find_python) || {
        say "Redress needs Python 3.11 or newer with its venv module. Install python3 and python3-venv, then run this again."
        exit 69
    }
    PY=.venv/bin/python
    if ! "$PY" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        rm -rf .venv "$STAMPS"/python*
        "$python" -m venv .venv
    fi
    mark=$(cat "$lock" pyproject.toml | sha256sum | cut -d' ' -f1)
    if ! stamped python "$mark" && ! { [ "$lock" = requirements.txt ] && stamped python-test "$mark"; }; then
        say "Installing Python packages. This takes half a minute the first time."
        "$PY" -m pip install -q --disable-pip-version-check --use-pep517 --require-hashes -r "$lock"
        "$PY" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
        stamp python "$mark"
        if [ "$lock" = requirements-test.txt ]; then
            stamp python-test "$(cat requirements.txt pyproject.toml | sha256sum | cut -d' ' -f1)"
        else
            rm -f "$STAMPS/python-test"
        fi
    fi
}

set_up_assets() {
    mark=$(cat package-lock.json scripts/assets_*.py scripts/build_assets.py app/static/js/editor/*.js | sha256sum | cut -d' ' -f1)
    stamped assets "$mark" && [ -d app/static/vendor ] && [ -d build/letter-fonts ] && return 0
    if command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1; then
        npm=npm
    else
        "$PY" -m pip install -q --disable-pip-version-check --use-pep517 --require-hashes -r requirements-node.txt
        npm=.venv/bin/npm
        PATH="$PWD/.venv/bin:$PATH"
        export PATH
    fi
    say "Installing fonts and front-end packages."
    "$npm" ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >&2
    "$PY" scripts/build_assets.py
    stamp assets "$mark"
}

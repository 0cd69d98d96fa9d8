# Sourced by `run` and `test`: system packages, a `.venv`, the pinned dependencies. Does nothing twice.
# Usage: set_up [test]

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# What the window, the microphone and the speaker need.
run_packages="libportaudio2 libasound2-plugins libglib2.0-0 libgl1 libegl1 libdbus-1-3 libfontconfig1
 libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 fonts-dejavu-core"
# What stands in for a microphone, a screen, a person and a fault in the tests.
test_packages="pulseaudio pulseaudio-utils espeak-ng sox libsox-fmt-all ffmpeg xvfb xauth xdotool openbox imagemagick
 desktop-file-utils at-spi2-core dbus dbus-x11 python3-pyatspi gir1.2-atspi-2.0 python3-gi poppler-utils strace e2fsprogs
 age git iproute2 util-linux procps libfaketime"

stop() { printf '%s\n' "$1" >&2; exit 1; }

# A Python from 3.11 to 3.13 that can make environments; prints its command.
find_python() {
    local candidate
    for candidate in "${KDESK_PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}

missing_packages() {
    local name
    for name in "$@"; do
        dpkg-query -W -f='${Status}\n' "$name" 2>/dev/null | grep -q '^install ok installed' || printf '%s ' "$name"
    done
}

install_packages() {
    local missing line
    command -v dpkg-query >/dev/null || return 0 # not a Debian: its own packages are its owner's choice
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    line="apt-get install -y --no-install-recommends $missing"
    if [ "$(id -u)" = 0 ]; then
        echo "Installing system packages: $missing" >&2
        apt-get update -qq >&2
        DEBIAN_FRONTEND=noninteractive $line >&2
    elif sudo -n true 2>/dev/null; then
        echo "Installing system packages: $missing" >&2
        sudo -n apt-get update -qq >&2
        sudo -n env DEBIAN_FRONTEND=noninteractive $line >&2
    else
        stop "kdesk needs some system packages. Please run this, then try again:
  sudo $line"
    fi
}

# $1: "test" also installs what the tests need.
set_up() {
    local extra="" packages=$run_packages python stamp venv="$root/.venv"
    if [ "${1:-}" = test ]; then
        extra="[test]"
        packages="$packages $test_packages"
    fi
    python=$(find_python)
    if [ -z "$python" ] && [ -e /etc/debian_version ]; then
        packages="$packages python3 python3-venv"
    elif [ "$python" = python3 ] && [ "$(command -v python3)" = /usr/bin/python3 ]; then
        packages="$packages python3-venv" # Debian keeps venv apart from its Python
    fi
    # shellcheck disable=SC2086 # a list of words is meant
    install_packages $packages
    python=${python:-$(find_python)}
    [ -n "$python" ] || stop "kdesk needs Python 3.11, 3.12 or 3.13. Please install one, then try again."

    stamp=$(cat "$root/pyproject.toml" "$root/packaging/constraints.txt" | cksum | cut -d' ' -f1)
    [ ! -e "$venv/kdesk-test-$stamp" ] || return 0
    [ "${1:-}" = test ] || [ ! -e "$venv/kdesk-run-$stamp" ] || return 0
    # Made on a first call, and again when its Python is gone.
    "$venv/bin/python" -c '' 2>/dev/null || { rm -rf "$venv"; "$python" -m venv "$venv"; }
    echo "Installing Python packages into .venv …" >&2
    "$venv/bin/python" -m pip install -q --disable-pip-version-check -c "$root/packaging/constraints.txt" setuptools >&2
    # --no-build-isolation: the pinned setuptools builds, nothing unpinned is fetched
    "$venv/bin/python" -m pip install -q --disable-pip-version-check --no-build-isolation \
        -c "$root/packaging/constraints.txt" -e "$root$extra" >&2
    rm -f "$venv"/kdesk-run-* "$venv"/kdesk-test-*
    : >"$venv/kdesk-run-$stamp"
    [ "${1:-}" != test ] || : >"$venv/kdesk-test-$stamp"
}

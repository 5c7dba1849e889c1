#!/usr/bin/env bash
# Swift 6 for this machine, and a way to run commands with it.
#   swift-toolchain.sh setup              makes one ready; does nothing if it is
#   swift-toolchain.sh status             says what is used; fails if nothing is ready
#   swift-toolchain.sh run COMMAND...     runs a command with it, here; sets it up if needed
#   swift-toolchain.sh clean              removes what setup made
#
# Where `swift` on the path is 6 or newer (a Mac with Xcode, or Linux), that one is used. Otherwise,
# on Debian and as root, setup makes a tree of Debian 13, whose Swift is 6, and run changes root into
# it. The repository and the folders in DOUGH_SWIFT_BIND (with ':' between them) are shown inside at
# the same paths. Their mounts are in a mount namespace of the command's own: they end with it.
# Where no mount is allowed, proot is used, which is slower.
set -euo pipefail

suite=trixie
packages=swiftlang,libc6-dev,libstdc++-14-dev
# What a tree bears that is complete. One higher with every change to how it is made.
stamp="recipe=1 suite=$suite packages=$packages"
need_mib=4096

root="${XDG_CACHE_HOME:-$HOME/.cache}/dough/swift-$suite"
tree="$root/tree"
self="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)/$(basename "${BASH_SOURCE[0]}")"
repository="$(dirname "$(dirname "$self")")"

say() {
    echo "swift-toolchain: $*" >&2
}

die() {
    say "error: $*"
    exit 1
}

has() {
    command -v "$1" >/dev/null 2>&1
}

# Another program has this name too: the OpenStack client.
host_swift_fits() {
    local major
    major="$(swift --version 2>/dev/null |
        sed -n 's/.*Swift version \([0-9][0-9]*\)\..*/\1/p' | head -n 1)" || true
    [[ "${major:-0}" -ge 6 ]]
}

tree_is_ready() {
    [[ -x "$tree/usr/libexec/swift/bin/swift-frontend" ]] &&
        [[ "$(cat "$tree/.swift-toolchain" 2>/dev/null)" == "$stamp" ]]
}

# lock -s|-x: setup and clean hold it alone, run shares it. Held until this process ends, also as
# another program.
lock() {
    mkdir -p "$root"
    exec 9>>"$root/lock"
    if ! flock "$1" -n 9; then
        say "waiting for another one that uses $root"
        flock "$1" 9
    fi
}

# Refuses where something is mounted below, so that it can't delete what is mounted.
remove_tree() {
    [[ -e "$1" ]] || return 0
    local real
    real="$(cd "$1" && pwd -P)"
    if grep -qF " ${real// /\\040}/" /proc/self/mountinfo; then
        die "something is mounted in $1; unmount it first"
    fi
    rm -rf --one-file-system -- "$1"
}

# The machine's first Debian archive: "mirror|file|number of the entry in that file".
debian_archive() {
    # shellcheck disable=SC2016  # apt's own variables
    apt-get indextargets 'Created-By: Packages' \
        --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)|$(SOURCESENTRY)' 2>/dev/null |
        awk -F '|' '$1 == "Debian" && $2 == "Debian" && !found++ {
            number = $4; sub(/.*:/, "", number)
            file = $4; sub(/:[0-9]*$/, "", file)
            print $3 "|" file "|" number
        }'
}

# entry_option FILE NUMBER NAME: an option, such as Signed-By, of an entry of apt's sources, in
# either format. It may have several lines.
entry_option() {
    [[ -r "$1" ]] || return 0
    local name
    name="$(tr '[:upper:]' '[:lower:]' <<<"$3")"
    if [[ "$1" != *.sources ]]; then
        sed -n "${2}s/^deb[^[]*\[\([^]]*\)\].*/\1/p" "$1" | tr ' ' '\n' | sed -n "s/^$name=//p"
        return
    fi
    awk -v wanted="$2" -v name="$name:" '
        /^#/ { next }
        /^[[:space:]]*$/ { inside = 0; on = 0; next }
        !inside { inside = 1; number++ }
        number != wanted { next }
        tolower(substr($0, 1, length(name))) == name {
            on = 1
            value = substr($0, length(name) + 1)
            sub(/^[ \t]+/, "", value)
            if (value != "") print value
            next
        }
        /^[ \t]/ { if (on) { sub(/^ /, ""); sub(/^\.$/, ""); print }; next }
        { on = 0 }' "$1"
}

# source_line FOLDER: what the tree is made from: this machine's mirror, and the keys that this
# machine trusts for it, together with Debian's own.
source_line() {
    local archive mirror file number signed keys="" key options=""
    archive="$(debian_archive)"
    IFS='|' read -r mirror file number <<<"$archive"
    [[ -n "$mirror" ]] || die "apt on this machine has no Debian archive: install Swift 6 yourself"
    signed="$(entry_option "$file" "$number" Signed-By)"
    if [[ "$signed" == *"BEGIN PGP"* ]]; then
        echo "$signed" >"$1/archive.asc"
        signed="$1/archive.asc"
    fi
    for key in ${signed//,/ } /usr/share/keyrings/debian-archive-keyring.gpg; do
        if [[ -r "$key" && ",$keys," != *",$key,"* ]]; then
            keys="${keys:+$keys,}$key"
        fi
    done
    [[ "$(entry_option "$file" "$number" Trusted)" != yes ]] || options+=" trusted=yes"
    [[ -z "$keys" ]] || options+=" signed-by=$keys"
    echo "deb [arch=$(dpkg --print-architecture)$options] $mirror $suite main"
}

# How apt fetches and what it trusts here: proxies, certificates, checks, passwords.
apt_settings() {
    local acquire='https?|ftp|Retries|ForceIPv[46]|Check-(Valid-Until|Date)|M(ax|in)-ValidTime'
    acquire+='|Max-FutureTime|Allow(Insecure|Weak)Repositories|AllowDowngradeToInsecureRepositories'
    acquire+='|Queue-Mode|Languages'
    apt-config dump |
        grep -E "^(Acquire::($acquire)(::[^ ]*)?|APT::(Get::AllowUnauthenticated|Sandbox::User)) " ||
        true
    [[ ! -s /etc/apt/auth.conf ]] || echo 'Dir::Etc::netrc "/etc/apt/auth.conf";'
    [[ ! -d /etc/apt/auth.conf.d ]] || echo 'Dir::Etc::netrcparts "/etc/apt/auth.conf.d/";'
}

# install PROGRAM: of the package of the same name.
install() {
    has "$1" && return
    say "installing $1"
    local get=(apt-get install -y -q --no-install-recommends "$1")
    export DEBIAN_FRONTEND=noninteractive
    if ! { "${get[@]}" || { apt-get update -q && "${get[@]}"; }; } </dev/null >"$root/setup.log" 2>&1
    then
        tail -n 15 "$root/setup.log" >&2
        die "$1 can't be installed; see $root/setup.log"
    fi
}

# Says what can't work before anything is fetched or written.
check_machine() {
    has apt-get && has dpkg ||
        die "no Swift 6 on the path, and this isn't Debian: install Swift (on a Mac: Xcode 16)"
    [[ "$(id -u)" == 0 ]] || die "no Swift 6 on the path, and making one needs root"
    local tool
    for tool in flock unshare setpriv; do
        has "$tool" || die "$tool is missing (package util-linux)"
    done
}

make_tree() {
    local free settings line maker
    free="$(df -Pm "$root" | awk 'NR == 2 { print $4 }')"
    ((free >= need_mib)) || die "$root has $free MiB free; $need_mib are needed"
    # Left behind by a setup that was cut off, or of another recipe.
    remove_tree "$tree.partial"
    remove_tree "$tree"

    install mmdebstrap
    way_in >/dev/null 2>&1 || install proot
    [[ -n "$(debian_archive)" ]] || apt-get update -q >"$root/setup.log" 2>&1 || true
    # Readable for root alone, and gone at the end: a proxy's password may stand in it.
    settings="$(mktemp -d)"
    # shellcheck disable=SC2064  # the folder's name, as it is now
    trap "rm -rf '$settings'" EXIT
    apt_settings >"$settings/apt.conf"
    line="$(source_line "$settings")"

    say "making a $suite tree with Swift in $tree (550 MB to fetch, 2.1 GB on disk, a few minutes)"
    # Where it is allowed in a process namespace of its own, so that all of it ends with this script.
    local alone=(setpriv --pdeathsig KILL unshare --mount --propagation private
        --pid --fork --kill-child --mount-proc)
    "${alone[@]}" true 2>/dev/null || alone=()
    ${alone[@]+"${alone[@]}"} mmdebstrap --mode=root --variant=essential --include="$packages" \
        --aptopt="$settings/apt.conf" --dpkgopt=force-unsafe-io \
        --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt='path-exclude=/usr/share/doc/*' \
        --dpkgopt='path-exclude=/usr/libexec/swift/bin/lldb*' \
        --dpkgopt='path-exclude=/usr/libexec/swift/lib/liblldb*' \
        --dpkgopt='path-exclude=/usr/libexec/swift/bin/clangd' \
        --format=directory "$suite" "$tree.partial" "$line" </dev/null >"$root/setup.log" 2>&1 &
    maker=$!
    # shellcheck disable=SC2064
    trap "kill -KILL $maker 2>/dev/null; exit 130" INT TERM HUP
    if ! wait "$maker"; then
        tail -n 20 "$root/setup.log" >&2
        die "the tree can't be made; see $root/setup.log"
    fi
    trap - INT TERM HUP

    # Not every library there says where the others are.
    echo /usr/libexec/swift/lib/swift/linux >"$tree.partial/etc/ld.so.conf.d/swift.conf"
    chroot "$tree.partial" /sbin/ldconfig
    # What the machine's apt knows isn't kept.
    rm -f "$tree.partial/etc/apt/apt.conf.d/99mmdebstrap"
    echo "$stamp" >"$tree.partial/.swift-toolchain"
    mv -- "$tree.partial" "$tree"
}

setup() {
    if tree_is_ready; then
        lock -s
        if tree_is_ready; then
            return
        fi
    fi
    check_machine
    lock -x
    tree_is_ready || make_tree
    flock -s 9
}

way_in() {
    local private=(--mount --propagation private)
    if unshare "${private[@]}" true 2>/dev/null; then
        echo mount
    elif unshare --user --map-root-user "${private[@]}" mount --rbind /proc /proc 2>/dev/null; then
        echo user
    elif has proot; then
        echo proot
    else
        die "this machine allows no mount, and proot is missing: apt-get install proot"
    fi
}

# The folders to show inside, one a line: none twice, and none below another.
shown_folders() {
    local folders=("$repository") folder shown IFS=:
    for folder in ${DOUGH_SWIFT_BIND:-}; do
        folder="$(cd "$folder" && pwd -P)"
        case "$folder/" in
            // | /bin/* | /boot/* | /dev/* | /etc/* | /lib*/* | /proc/* | /run/* | /sbin/* | /sys/* | /usr/*)
                die "$folder can't be shown inside: it would hide the tree's own"
                ;;
        esac
        for shown in "${folders[@]}"; do
            [[ "$folder/" != "$shown"/* ]] || continue 2
        done
        folders+=("$folder")
    done
    printf '%s\n' "${folders[@]}"
}

# enter HERE FOLDER... -- COMMAND...: in a mount namespace already; mounts, then changes root.
enter() {
    local here="$1"
    shift
    mount -t proc proc "$tree/proc" 2>/dev/null || mount --rbind /proc "$tree/proc"
    mount --rbind /dev "$tree/dev"
    if [[ -e /etc/resolv.conf ]]; then
        [[ -e "$tree/etc/resolv.conf" ]] || : >"$tree/etc/resolv.conf"
        mount --bind "$(readlink -f /etc/resolv.conf)" "$tree/etc/resolv.conf" 2>/dev/null || true
    fi
    while [[ "$1" != -- ]]; do
        mkdir -p "$tree$1"
        mount --bind "$1" "$tree$1" || die "$1 can't be shown inside"
        shift
    done
    shift
    exec chroot "$tree" /usr/bin/env -C "$here" "$@"
}

# Runs a command in the tree, in the place of this script.
run_in_tree() {
    local here folders=() folder binds=() way
    here="$(pwd -P)"
    while IFS= read -r folder; do
        folders+=("$folder")
        binds+=(-b "$folder")
    done < <(shown_folders)
    ((${#folders[@]} > 0)) || exit 1
    [[ "$here/" == "$repository"/* ]] || die "$here isn't in the repository"
    way="$(way_in)"
    # The machine's own folders mean nothing inside.
    set -- /usr/bin/env -u XDG_CACHE_HOME -u XDG_CONFIG_HOME -u XDG_DATA_HOME -u TMPDIR \
        -u LD_PRELOAD HOME=/root LANG=C.UTF-8 LC_ALL=C.UTF-8 \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
    if [[ "$way" == proot ]]; then
        exec proot -r "$tree" -b /proc -b /dev -b /etc/resolv.conf "${binds[@]}" -w "$here" "$@"
    fi
    local user=()
    [[ "$way" == mount ]] || user=(--user --map-root-user)
    exec unshare ${user[@]+"${user[@]}"} --mount --propagation private \
        "$BASH" "$self" --enter "$here" "${folders[@]}" -- "$@"
}

command="${1:-}"
[[ $# == 0 ]] || shift
case "$command" in
    setup)
        if host_swift_fits; then
            say "using $(command -v swift)"
        else
            setup
            say "ready: $tree"
        fi
        ;;
    status)
        if host_swift_fits; then
            say "using $(command -v swift)"
        elif tree_is_ready; then
            say "ready: $tree, entered by $(way_in)"
        else
            say "not ready: '$0 setup' makes it so"
            exit 1
        fi
        ;;
    run)
        [[ $# -gt 0 ]] || die "run: what?"
        if host_swift_fits; then
            exec "$@"
        fi
        setup
        run_in_tree "$@"
        ;;
    clean)
        [[ -d "$root" ]] || exit 0
        lock -x
        remove_tree "$tree.partial"
        remove_tree "$tree"
        rm -f "$root/setup.log" "$root/lock"
        rmdir "$root" 2>/dev/null || true
        ;;
    --enter) enter "$@" ;;
    *)
        echo "use: swift-toolchain.sh setup|status|run COMMAND...|clean" >&2
        exit 2
        ;;
esac

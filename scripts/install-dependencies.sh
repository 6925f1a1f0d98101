#!/bin/bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Installs the packages of dependencies.txt that are missing or too old. Needs
# Debian 12 and root or sudo, but only when something is missing.
set -euo pipefail
list="$(dirname "${BASH_SOURCE[0]}")/dependencies.txt"
needed_megabytes=3000

fail() {
  echo "install-dependencies.sh: $*" >&2
  exit 1
}

# Names of the packages that are not installed in a version that will do.
missing_packages() {
  local installed name oldest version
  installed="$(dpkg-query -W -f '${Package} ${Version} ${db:Status-Status}\n' |
    sed -n 's/ installed$//p')"
  while read -r name oldest; do
    version="$(sed -n "s/^$name //p" <<<"$installed" | head -n 1)"
    if [ -z "$version" ] || dpkg --compare-versions "$version" lt "$oldest"; then
      echo "$name"
    fi
  done < <(grep -v '^#' "$list")
}

system="$(. /etc/os-release 2>/dev/null && echo "${PRETTY_NAME:-$(uname -s)}" || uname -s)"
command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
  fail "expected Debian 12 with apt, but got $system"

missing="$(missing_packages)"
if [ -z "$missing" ]; then
  echo "All packages are there."
  exit 0
fi

(. /etc/os-release && [ "${ID:-}" = debian ] && [ "${VERSION_ID:-}" = 12 ]) ||
  fail "expected Debian 12 to install $(echo $missing) on, but got $system"
if [ "$(id -u)" = 0 ]; then
  sudo=""
elif command -v sudo >/dev/null && sudo -v; then
  sudo="sudo"
else
  fail "expected root or sudo to install $(echo $missing)"
fi

free="$(df --output=avail -m /usr | tail -n 1 | tr -d ' ')"
[ "$free" -ge "$needed_megabytes" ] ||
  fail "expected $needed_megabytes MB free in /usr, but got $free"

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
# Runs apt-get, its output shown and kept.
apt() {
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q \
    -o DPkg::Lock::Timeout=120 -o Acquire::Retries=2 "$@" 2>&1 | tee "$log"
}
network_failed() {
  grep -qE 'Temporary failure|Could not (resolve|connect)|Failed to fetch|Unable to (fetch|connect)|Cannot initiate' "$log"
}

echo "Installing $(echo $missing)"
apt -o APT::Update::Error-Mode=any update ||
  echo "Not every package list could be read; going on with what is known."
while read -r name oldest; do
  grep -qx "$name" <<<"$missing" || continue
  candidate="$(apt-cache policy "$name" | sed -n 's/^ *Candidate: //p')"
  if [ -z "$candidate" ] || [ "$candidate" = "(none)" ] ||
    dpkg --compare-versions "$candidate" lt "$oldest"; then
    network_failed && fail "cannot reach the package servers: is there a network?"
    fail "expected the package lists to offer $name $oldest or newer, but got ${candidate:-none} (bookworm and bookworm-security must be enabled)"
  fi
done < <(grep -v '^#' "$list")

apt --no-install-recommends -y install $missing || {
  network_failed && fail "cannot reach the package servers: is there a network?"
  grep -q 'No space left' "$log" && fail "no space left on the disk"
  fail "apt-get could not install the packages; its last words are above"
}
missing="$(missing_packages)"
[ -z "$missing" ] || fail "apt-get ended well but these are still missing: $(echo $missing)"

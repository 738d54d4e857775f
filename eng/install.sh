#!/usr/bin/env bash
# Installs what the tests use and the machine lacks. Only for root on a Debian machine; says what it does before it does it.
set -euo pipefail

declare -A packages=(
    [dockerd]=docker.io [docker-registry]=docker-registry [skopeo]=skopeo [busybox]=busybox-static
    [iptables]=iptables [ip]=iproute2 [curl]=curl [readelf]=binutils [podman]=podman [crun]=crun
    [ssh]=openssh-client [sshd]=openssh-server [openssl]=openssl
)
missing=()
for command in "${!packages[@]}"; do
    command -v "$command" >/dev/null || missing+=("${packages[$command]}")
done
[ "${#missing[@]}" -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "setup: not installed, because this is no root on Debian: ${missing[*]}"
    exit 0
fi

echo "setup: installing ${missing[*]}"
# Services of the packages must not start by themselves: the tests start their own.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq -o DPkg::Lock::Timeout=300 update >/dev/null || echo "setup: the package lists could not be updated"
for package in "${missing[@]}"; do
    apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$package" >/dev/null 2>&1 || echo "setup: $package could not be installed"
done

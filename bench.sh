#!/usr/bin/env bash
# Measures Containerize, the SDK's PublishContainer and docker side by side; docs/performance.md says how. ./bench.sh --help lists the options.
# As root on Debian it installs missing packages and starts its own engine and registry, and ends them.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 2
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
unset DOCKER_CONTEXT
# Debian's own client builds with BuildKit by itself; another that comes first on the PATH may lack the plug-in for it.
[ -x /usr/bin/docker ] && export PATH="/usr/bin:$PATH"

# Socket paths have room for 107 bytes, so the folder is a short one of this checkout's own.
work=${TMPDIR:-/tmp}/ctzb-$(pwd | cksum | cut -d ' ' -f 1)
mkdir -p "$work"
chmod 700 "$work"
exec 9>"$work/lock"
flock -n 9 || { echo "another ./bench.sh runs in this checkout"; exit 2; }

dotnet build bench/Containerize.Bench -c Release -v q -nologo 9>&- || exit 1
bench=bench/Containerize.Bench/bin/Release/net10.0/Containerize.Bench.dll
case " $* " in *" --help "*) exec dotnet "$bench" --help 9>&- ;; esac

# shellcheck source=eng/services.sh
. eng/services.sh
# What was pushed is of no use to the next run.
trap 'stop_services 9>&-; rm -rf "$work/registry" "$work"/ctzb-*' EXIT
trap 'exit 130' INT TERM
rm -rf "$work"/*.sock "$work"/*.pid "$work/registry" "$work"/ctzb-*
eng/install.sh 9>&-
start_docker 9>&-
start_containerd_store 9>&-
export CONTAINERIZE_BENCH_CONTAINERD="${CONTAINERIZE_BENCH_CONTAINERD:-${CONTAINERIZE_TEST_CONTAINERD:-}}"
start_registry 9>&-
if [ -z "${CONTAINERIZE_TEST_REGISTRY:-}" ] || [ -z "${CONTAINERIZE_TEST_DOCKER:-}" ]; then
    echo "the benchmark needs a registry, and an engine that makes the stand-in base images"
    exit 1
fi
eng/bases.sh "$CONTAINERIZE_TEST_REGISTRY" "$CONTAINERIZE_TEST_DOCKER" "$work" 9>&- || exit 1
TMPDIR=$work dotnet "$bench" "$@" 9>&-

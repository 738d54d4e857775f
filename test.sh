#!/usr/bin/env bash
# Sets up what the tests need, runs every test project, and closes with "N passed, N failed, N skipped".
#   ./test.sh            everything that fits into a few minutes
#   ./test.sh --long     the long ones too, and those of engines over newer Dockers with both image stores
#   ./test.sh [--long] EXPRESSION   only tests that match a filter, FullyQualifiedName~Name
# As root on Debian it installs missing packages and starts its own engine and registry, and ends them. As another user it changes nothing.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 2
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 MSBUILDDISABLENODEREUSE=1
unset DOCKER_CONTEXT

filter=()
for argument in "$@"; do
    if [ "$argument" = --long ]; then
        export CONTAINERIZE_TEST_LONG=1
    else
        filter=(--filter "$argument")
    fi
done

step() { echo "== $* ($SECONDS s)"; }
count() { sed -nE "s/^ *$1: ([0-9]+).*/\1/p" "$2" | tail -n 1 | grep . || echo "$3"; } # WHAT LOG WHEN-MISSING

# Socket paths have room for 107 bytes, so the folder is a short one of this checkout's own.
work=${TMPDIR:-/tmp}/ctz-$(pwd | cksum | cut -d ' ' -f 1)
mkdir -p "$work"
chmod 700 "$work"
exec 9>"$work/lock"
flock -n 9 || { echo "another ./test.sh runs in this checkout"; exit 2; }

# shellcheck source=eng/services.sh
. eng/services.sh
trap 'pkill -f "pipename:ctz$$"; stop_services 9>&-' EXIT
trap 'exit 130' INT TERM

step "packages"
eng/install.sh 9>&-
step "services"
rm -f "$work"/*.sock "$work"/*.pid
start_docker 9>&-
start_docker_tls 9>&-
start_containerd_store 9>&-
start_podman 9>&-
start_registry 9>&-
if [ -n "${CONTAINERIZE_TEST_DOCKER:-}" ] && [ -n "${CONTAINERIZE_TEST_REGISTRY:-}" ] && command -v apt-get >/dev/null && command -v docker >/dev/null; then
    step "stand-in base images"
    if eng/bases.sh "$CONTAINERIZE_TEST_REGISTRY" "$CONTAINERIZE_TEST_DOCKER" "$work" 9>&-; then
        export CONTAINERIZE_TEST_MIRROR="mcr.microsoft.com=$CONTAINERIZE_TEST_REGISTRY"
    else
        echo "skipped: base images: the stand-ins could not be made"
    fi
fi

# A test that hangs fails its project instead of the whole run.
limit=540s
[ -n "${CONTAINERIZE_TEST_LONG:-}" ] && limit=3600s
passed=0 failed=0 skipped=0
# One compiler server for all projects, of this run alone.
build() { UseSharedCompilation=true SharedCompilationId="ctz$$" dotnet build "$@" -v q 9>&-; }

step "build"
# The product is checked by all code rules in its Release builds; once is enough here.
if ! build src/Tasks -c Release || ! build src/CodeFixes -c Release || ! build Containerize.sln -p:RunAnalyzersDuringBuild=false; then
    echo "the build failed"
    failed=1
else
    pkill -f "pipename:ctz$$"
    for project in tests/Model.Tests tests/Core.Tests tests/Bench.Tests tests/Analyzers.Tests tests/Architecture.Tests tests/Sdk.Tests; do
        step "$project"
        log=$work/$(basename "$project").log
        dotnet run --no-build --project "$project" -- --no-ansi --progress off --timeout "$limit" "${filter[@]}" </dev/null 9>&- 2>&1 | tee "$log"
        grep -qE '^ *total: ' "$log" || echo "$project did not run to its end"
        passed=$((passed + $(count succeeded "$log" 0)))
        failed=$((failed + $(count failed "$log" 1)))
        skipped=$((skipped + $(count skipped "$log" 0)))
    done
    if [ -n "${CONTAINERIZE_TEST_LONG:-}" ] && [ "${#filter[@]}" -eq 0 ]; then
        step "newer engines"
        # shellcheck source=eng/engines.sh
        . eng/engines.sh
        test_engines
    fi
fi

step "done"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

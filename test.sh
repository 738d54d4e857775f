#!/usr/bin/env bash
# Builds everything and runs every test project. Closes with "N passed, N failed, N skipped".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
passed=0 failed=0 skipped=0
dotnet build src/Tasks -c Release -v q || failed=$((failed + 1))
for project in tests/*.Tests; do
    log=$(mktemp)
    dotnet run --project "$project" -- --no-ansi --no-progress 2>&1 | tee "$log"
    count() { sed -nE "s/^ *$1: ([0-9]+).*/\1/p" "$log" | tail -n 1; }
    if [ -z "$(count total)" ]; then
        failed=$((failed + 1)) # it did not build or it crashed
    fi
    passed=$((passed + $(count succeeded || echo 0) + 0))
    failed=$((failed + $(count failed || echo 0) + 0))
    skipped=$((skipped + $(count skipped || echo 0) + 0))
    rm -f "$log"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

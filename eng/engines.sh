# shellcheck shell=bash
# The tests of engines once more, over each newer Docker that can be had and over both of its image stores. Sourced by test.sh for a long run; needs
# services.sh, what it set up, and count. Adds to $passed and $failed; what is skipped was counted before.

test_engines() {
    local release number=1 store name filter variables unpacked
    can_fetch || { echo "skipped: newer engines: none can be had here"; return; }
    for release in trixie sid; do
        unpacked="$work/engine-$release"
        [ "$release" = trixie ] && unpacked="$work/newer"
        fetch_docker "$release" "$unpacked" || { echo "skipped: Docker of $release: $(tail -n 1 "$unpacked.log")"; continue; }
        for store in false true; do
            local here="$work/engine$number" network=(--bridge none --iptables=false --ip6tables=false)
            make_bridge "$number" && network=(--bridge "$bridge")
            number=$((number + 1))
            name="Docker $("$unpacked/usr/sbin/dockerd" --version | grep -oE '[0-9.]+' | head -n 1), $([ "$store" = true ] && echo "containerd's store" || echo "classic store")"
            start_fetched "$unpacked" "$here" "$store" "${network[@]}" || { echo "skipped: $name: dockerd does not start: $(tail -n 1 "$here.log")"; continue; }
            local pid=${service_pids[-1]}
            local others=(CONTAINERIZE_TEST_PODMAN= CONTAINERIZE_TEST_CONTAINERD= CONTAINERIZE_TEST_DOCKER= "PATH=$unpacked/usr/libexec/docker/cli-plugins:$PATH")
            variables=("${others[@]}" "CONTAINERIZE_TEST_DOCKER=unix://$here.sock")
            filter='ClassName~ContainerRunnerTests|ClassName~LiveBuildTests|ClassName~AttachedRunTests|ClassName~EngineStreamFaultTests|ClassName~EngineBuildTests'
            test_engine "$name" tests/Core.Tests "$filter"
            test_engine "$name, publishing" tests/Sdk.Tests 'ClassName~EngineBuilderTests|ClassName~HealthTests|ClassName~DotnetRunTests'
            # What is loaded in part, and how, depends on the store: those tests know each by its own name.
            [ "$store" = true ] && variables=("${others[@]}" "CONTAINERIZE_TEST_CONTAINERD=unix://$here.sock")
            test_engine "$name, loading" tests/Core.Tests 'ClassName~EngineSinkTests|ClassName~PartialLoadTests'
            kill "$pid"
            wait "$pid" 2>/dev/null
            rm -rf "$here"
        done
    done
}

test_engine() { # NAME PROJECT FILTER
    local log
    log="$work/engines-$(printf %s "$1" | tr -c 'A-Za-z0-9.\n' -).log"
    env "${variables[@]}" dotnet run --no-build --project "$2" -- --no-ansi --progress off --timeout 1200s --filter "$3" </dev/null 9>&- >"$log" 2>&1
    local good bad
    good=$(count succeeded "$log" 0)
    bad=$(count failed "$log" 1)
    echo "$1: $good passed, $bad failed"
    [ "$bad" -eq 0 ] || grep -vE '^ *(skipped|at )' "$log" | tail -n 60
    passed=$((passed + good))
    failed=$((failed + bad))
}

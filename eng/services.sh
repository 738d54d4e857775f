# shellcheck shell=bash
# Starts and ends what the tests talk to: a Docker engine, a registry and Podman's service, each on its own socket or loopback port, in a folder of
# its own. Sourced by test.sh; needs $work (a short path). Exports CONTAINERIZE_TEST_*; what cannot be had is named, and its tests are skipped.

service_pids=()
bridges=()

free_port() {
    local port
    for port in $(shuf -i 20000-29999 -n 50); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
}

wait_until() { # SECONDS COMMAND...
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.2
    done
}

answers() { curl -fsS --max-time 2 --unix-socket "$1" http://engine/_ping; }

# A bridge of the engine's own, named by $bridge: two engines on one machine take the default one from each other.
# Its hardware address is set, or it is that of one of its containers and changes when that one ends: answers of the others then go astray for seconds.
make_bridge() { # NUMBER
    local subnet=$((($(printf %s "$work" | cksum | cut -d ' ' -f 1) + 10 * $1) % 200))
    bridge=ctz$subnet
    command -v ip >/dev/null && { ip link show "$bridge" || ip link add name "$bridge" type bridge; } >/dev/null 2>&1 || return
    bridges+=("$bridge")
    ip addr replace "172.29.$subnet.1/24" dev "$bridge" && ip link set "$bridge" address "02:42:ac:1d:$(printf %02x "$subnet"):01" && ip link set "$bridge" up
}

start_docker() {
    if [ -n "${DOCKER_HOST:-}" ] || answers /var/run/docker.sock >/dev/null 2>&1; then
        export CONTAINERIZE_TEST_DOCKER="${DOCKER_HOST:-unix:///var/run/docker.sock}"
        echo "engine: the Docker that is there, $CONTAINERIZE_TEST_DOCKER"
        return
    fi
    if [ "$(id -u)" -ne 0 ] || ! command -v dockerd >/dev/null; then
        echo "skipped: docker: no engine answers, and none can be started here"
        return
    fi
    mkdir -p "$work/docker"
    local network=()
    make_bridge 0 && network=(--bridge "$bridge")
    local driver
    for driver in overlay2 vfs; do
        dockerd --data-root "$work/docker/data" --exec-root "$work/docker/exec" -H "unix://$work/docker.sock" --pidfile "$work/docker.pid" \
            --storage-driver "$driver" "${network[@]}" >"$work/dockerd.log" 2>&1 &
        local pid=$!
        service_pids+=("$pid")
        if wait_until 40 answers "$work/docker.sock"; then
            export CONTAINERIZE_TEST_DOCKER="unix://$work/docker.sock"
            echo "engine: Docker with $driver at $CONTAINERIZE_TEST_DOCKER"
            return
        fi
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    echo "skipped: docker: dockerd does not start: $(tail -n 1 "$work/dockerd.log")"
}

# Unpacks a newer Docker than this machine's, of a Debian release, into a folder; nothing is installed. Fails with the reason in FOLDER.log.
fetch_docker() { # RELEASE FOLDER
    local release=$1 here=$2 mirror apt
    mkdir -p "$here/lists/partial" "$here/cache/archives/partial" "$here/bin"
    # The newer runc wants a newer C library.
    ln -sf "$(command -v runc)" "$here/bin/runc"
    [ -x "$here/usr/sbin/dockerd" ] && [ -x "$here/usr/libexec/docker/cli-plugins/docker-buildx" ] && return
    # From where this machine gets its own packages.
    mirror=$(grep -hvE '^ *#' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -oE 'https?://[^ ]+' | grep -v security | head -n 1)
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $release main" >"$here/sources.list"
    apt=(apt-get -qq -o "Dir::Etc::SourceList=$here/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State::Lists=$here/lists" -o "Dir::Cache=$here/cache" -o APT::Sandbox::User=root)
    (cd "$here" && "${apt[@]}" update && "${apt[@]}" download docker.io containerd docker-buildx && for package in *.deb; do dpkg -x "$package" . && rm "$package"; done) >"$here.log" 2>&1
}

# Starts a Docker that fetch_docker unpacked; with ARGUMENTS for its network. Its socket is FOLDER.sock.
start_fetched() { # UNPACKED FOLDER true|false (containerd's store) ARGUMENTS...
    local from=$1 here=$2 store=$3
    shift 3
    mkdir -p "$here"
    echo "{\"features\":{\"containerd-snapshotter\":$store}}" >"$here/daemon.json"
    PATH="$from/bin:$from/usr/bin:$from/usr/sbin:$PATH" "$from/usr/sbin/dockerd" --config-file "$here/daemon.json" --data-root "$here/data" --exec-root "$here/exec" \
        -H "unix://$here.sock" --pidfile "$here.pid" "$@" >"$here.log" 2>&1 &
    service_pids+=($!)
    wait_until 40 answers "$here.sock"
}

# Whether a newer Docker of Debian's can be fetched and started beside the system's own.
can_fetch() { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null && command -v runc >/dev/null; }

# Docker with containerd's store: the one of Debian 12 is too old for it.
start_containerd_store() {
    local here="$work/newer"
    can_fetch || { echo "skipped: containerd: no Docker with containerd's store can be had here"; return; }
    fetch_docker trixie "$here" || { echo "skipped: containerd: $(tail -n 1 "$here.log")"; return; }
    if [ -x "$here/usr/libexec/docker/cli-plugins/docker-buildx" ]; then
        export CONTAINERIZE_TEST_BUILDX="$here/usr/libexec/docker/cli-plugins/docker-buildx"
        echo "buildx: $CONTAINERIZE_TEST_BUILDX"
    fi
    if start_fetched "$here" "$work/containerd" true --bridge none --iptables=false --ip6tables=false; then
        export CONTAINERIZE_TEST_CONTAINERD="unix://$work/containerd.sock"
        echo "engine: Docker with containerd's store at $CONTAINERIZE_TEST_CONTAINERD"
    else
        echo "skipped: containerd: dockerd does not start: $(tail -n 1 "$work/containerd.log")"
    fi
}

# Certificates of a day's life: an authority, the engine's and a user's, named as docker names them. The authority's key stays there for tests that issue more.
make_certificates() { # FOLDER
    local key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1) name
    mkdir -p "$1"
    openssl req -x509 "${key[@]}" -subj /CN=containerize-test-authority -keyout "$1/ca-key.pem" -out "$1/ca.pem" || return
    for name in server:serverAuth user:clientAuth; do
        openssl req -x509 "${key[@]}" -CA "$1/ca.pem" -CAkey "$1/ca-key.pem" -subj "/CN=${name%:*}" -addext subjectAltName=IP:127.0.0.1,DNS:localhost \
            -addext basicConstraints=CA:FALSE -addext "extendedKeyUsage=${name#*:}" -keyout "$1/${name%:*}-key.pem" -out "$1/${name%:*}.pem" || return
    done
    mv "$1/user.pem" "$1/cert.pem" && mv "$1/user-key.pem" "$1/key.pem"
}

# A second engine, reached as one on another machine is: over tcp, with certificates on both sides. It has no bridge, so it gets into nobody's way.
start_docker_tls() {
    if [ "$(id -u)" -ne 0 ] || ! command -v dockerd >/dev/null || ! command -v openssl >/dev/null; then
        echo "skipped: docker over TLS: there is no dockerd or no openssl, or this is not root"
        return
    fi
    local certificates="$work/tls" port driver pid
    make_certificates "$certificates" >"$work/certificates.log" 2>&1 || { echo "skipped: docker over TLS: $(tail -n 1 "$work/certificates.log")"; return; }
    port=$(free_port)
    for driver in overlay2 vfs; do
        dockerd --data-root "$work/docker-tls/data" --exec-root "$work/docker-tls/exec" --pidfile "$work/docker-tls.pid" --storage-driver "$driver" --bridge none --iptables=false --ip6tables=false \
            -H "unix://$work/docker-tls.sock" -H "tcp://127.0.0.1:$port" --tlsverify --tlscacert "$certificates/ca.pem" --tlscert "$certificates/server.pem" --tlskey "$certificates/server-key.pem" \
            >"$work/docker-tls.log" 2>&1 &
        pid=$!
        service_pids+=("$pid")
        if wait_until 40 answers "$work/docker-tls.sock"; then
            export CONTAINERIZE_TEST_DOCKER_TLS="tcp://127.0.0.1:$port" CONTAINERIZE_TEST_DOCKER_CERTIFICATES="$certificates"
            echo "engine: Docker with $driver over TLS at $CONTAINERIZE_TEST_DOCKER_TLS"
            return
        fi
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    echo "skipped: docker over TLS: dockerd does not start: $(tail -n 1 "$work/docker-tls.log")"
}

# Some sandboxes let Podman start and then refuse its containers.
runs_containers() {
    local podman=(podman --root "$work/podman" --runroot "$work/podman-run")
    export CONTAINERS_CONF="$work/containers.conf"
    { tar -C "$(dirname "$(readlink -f "$(command -v busybox)")")" -c busybox | "${podman[@]}" import - containerize-probe &&
        "${podman[@]}" run --rm containerize-probe /busybox true; } >"$work/podman-probe.log" 2>&1
    local result=$?
    "${podman[@]}" rmi -f containerize-probe >/dev/null 2>&1
    unset CONTAINERS_CONF
    return $result
}

start_podman() {
    if [ "$(id -u)" -ne 0 ] || ! command -v podman >/dev/null; then
        echo "skipped: podman: it is not installed, or this is not root"
        return
    fi
    # Podman asks for more files and processes than a sandbox may grant, and for a runtime and cgroups that not every machine has. It lowers its own
    # limit of processes to the kernel's highest process id, so what the shell may have is too much already.
    printf '[containers]\ndefault_ulimits = ["nofile=%s:%s", "nproc=4096:4096"]\n[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\n' \
        "$(ulimit -n)" "$(ulimit -n)" >"$work/containers.conf"
    CONTAINERS_CONF="$work/containers.conf" podman --root "$work/podman" --runroot "$work/podman-run" system service --time=0 "unix://$work/podman.sock" >"$work/podman.log" 2>&1 &
    service_pids+=($!)
    if ! runs_containers; then
        echo "skipped: podman: it cannot run a container here: $(tail -n 1 "$work/podman-probe.log")"
    elif wait_until 15 answers "$work/podman.sock"; then
        export CONTAINERIZE_TEST_PODMAN="unix://$work/podman.sock"
        echo "engine: Podman at $CONTAINERIZE_TEST_PODMAN"
    else
        echo "skipped: podman: its service does not answer: $(tail -n 1 "$work/podman.log")"
    fi
}

start_registry() {
    if ! command -v docker-registry >/dev/null; then
        echo "skipped: registry: docker-registry is not installed"
        return
    fi
    local port
    port=$(free_port)
    cat >"$work/registry.yml" <<YAML
version: 0.1
log: { level: error }
storage:
  filesystem: { rootdirectory: $work/registry }
  delete: { enabled: true }
http: { addr: 127.0.0.1:$port }
YAML
    docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
    service_pids+=($!)
    if wait_until 15 curl -fsS "http://127.0.0.1:$port/v2/"; then
        export CONTAINERIZE_TEST_REGISTRY="127.0.0.1:$port"
        echo "registry: $CONTAINERIZE_TEST_REGISTRY"
    else
        echo "skipped: registry: it does not answer: $(tail -n 1 "$work/registry.log")"
    fi
}

stop_services() {
    local pid socket
    # Containers first: an engine that is ended leaves its shims behind.
    for socket in "$work"/docker.sock "$work"/containerd.sock "$work"/docker-tls.sock "$work"/engine*.sock; do
        if [ -S "$socket" ] && command -v docker >/dev/null; then
            docker -H "unix://$socket" ps -aq 2>/dev/null | xargs -r docker -H "unix://$socket" rm -f >/dev/null 2>&1 || true
        fi
    done
    for pid in "${service_pids[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in "${service_pids[@]}"; do
        wait "$pid" 2>/dev/null || true
    done
    # Podman leaves a monitor behind for each command that ran in a container.
    pkill -f "conmon .*$work/podman" 2>/dev/null
    for bridge in "${bridges[@]}"; do
        ip link delete "$bridge" 2>/dev/null
    done
    grep -o " $work/[^ ]*" /proc/mounts | sort -r | xargs -r umount 2>/dev/null || true
    service_pids=()
}

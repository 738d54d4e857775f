#!/usr/bin/env bash
# Makes stand-ins for the images that Microsoft's registry has, out of Debian packages and this machine's own .NET, and pushes them to the loopback
# registry $1 with the engine $2. $3 is a folder to work in. Apps run on them; nothing is fetched but Debian packages.
set -euo pipefail
registry=$1 engine=$2 folder=$3/bases
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
# Debian's own client builds with BuildKit by itself; others need a plug-in for that.
cli=docker
[ -x /usr/bin/docker ] && cli=/usr/bin/docker
run() { "$cli" -H "$engine" "$@"; }

mkdir -p "$folder/deb" "$folder/deps"
if [ ! -e "$folder/deps/.done" ]; then
    (cd "$folder/deb" && apt-get -qq -o APT::Sandbox::User=root download libc6 libstdc++6 libgcc-s1 gcc-12-base zlib1g libssl3 libicu72 ca-certificates tzdata base-files netbase)
    for package in "$folder"/deb/*.deb; do
        dpkg -x "$package" "$folder/deps"
    done
    mkdir -p "$folder/deps"/{tmp,etc/ssl/certs,home/app}
    chmod 1777 "$folder/deps/tmp"
    chown 1654:1654 "$folder/deps/home/app"
    cat "$folder"/deps/usr/share/ca-certificates/mozilla/*.crt >"$folder/deps/etc/ssl/certs/ca-certificates.crt"
    printf 'root:x:0:0:root:/root:/usr/sbin/nologin\napp:x:1654:1654::/home/app:/usr/sbin/nologin\n' >"$folder/deps/etc/passwd"
    printf 'root:x:0:\napp:x:1654:\n' >"$folder/deps/etc/group"
    touch "$folder/deps/.done"
fi

mkdir -p "$folder/dotnet"
cp -al "$dotnet"/{dotnet,host,shared} "$folder/dotnet/" 2>/dev/null || cp -a "$dotnet"/{dotnet,host,shared} "$folder/dotnet/"
rm -rf "$folder/net" && mkdir -p "$folder/net/usr/share" "$folder/net/usr/bin" && mv "$folder/dotnet" "$folder/net/usr/share/dotnet"
ln -s /usr/share/dotnet/dotnet "$folder/net/usr/bin/dotnet"

# The SDK besides, with the few commands that a build stage runs.
rm -rf "$folder/sdk" && mkdir -p "$folder/sdk/usr/share" "$folder/sdk/bin" "$folder/sdk/root"
cp -al "$dotnet" "$folder/sdk/usr/share/dotnet" 2>/dev/null || cp -a "$dotnet" "$folder/sdk/usr/share/dotnet"
rm -rf "$folder/sdk/usr/share/dotnet"/{dotnet,host,shared}
cp "$(command -v busybox)" "$folder/sdk/bin/busybox"
for command in sh cat chmod chown cp ln mkdir rm ls env uname; do
    ln -s busybox "$folder/sdk/bin/$command"
done

cat >"$folder/Dockerfile" <<'DOCKERFILE'
FROM scratch AS deps
COPY deps/ /
ENV APP_UID=1654 ASPNETCORE_HTTP_PORTS=8080 DOTNET_RUNNING_IN_CONTAINER=true
FROM deps AS runtime
COPY net/ /
FROM runtime AS sdk
COPY sdk/ /
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUGET_XMLDOC_MODE=skip
DOCKERFILE
build() { # TARGET NAME...
    local target=$1 name
    shift
    DOCKER_BUILDKIT=1 run build -q --target "$target" -t "$registry/${1}" "$folder" >/dev/null
    for name in "$@"; do
        run tag "$registry/$1" "$registry/$name"
        run push -q "$registry/$name" >/dev/null
    done
}
build deps dotnet/runtime-deps:10.0 dotnet/runtime-deps:10.0-noble-chiseled dotnet/runtime-deps:10.0-noble-chiseled-extra
build runtime dotnet/aspnet:10.0 dotnet/runtime:10.0 dotnet/aspnet:9.0 dotnet/runtime:9.0
# Large, and asked for by one test: it stays in the engine.
DOCKER_BUILDKIT=1 run build -q --target sdk -t "$registry/dotnet/sdk:10.0" "$folder" >/dev/null

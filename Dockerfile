# selfopt in a container: docker build -t selfopt . && docker run --rm selfopt --help
# "postgres" below is a server that knows HypoPG and pg_stat_statements, for docker-compose.yml.

FROM debian:12 AS build
WORKDIR /src
COPY scripts/setup scripts/setup
RUN scripts/setup build
COPY . .
RUN cmake --preset release -D SELFOPT_TESTS=OFF && cmake --build --preset release \
 && cd build/release && cpack && mv selfopt_*.deb /selfopt.deb

FROM postgres:15-bookworm AS postgres
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-15-hypopg \
 && rm -rf /var/lib/apt/lists/*
CMD ["postgres", "-c", "shared_preload_libraries=pg_stat_statements"]
HEALTHCHECK --interval=5s --retries=20 CMD ["pg_isready", "-U", "postgres"]

FROM debian:12-slim AS selfopt
COPY --from=build /selfopt.deb /tmp/selfopt.deb
RUN apt-get update \
 && apt-get install -y --no-install-recommends /tmp/selfopt.deb \
 && rm -rf /tmp/selfopt.deb /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home --home-dir /var/lib/selfopt selfopt
USER selfopt
WORKDIR /var/lib/selfopt
ENTRYPOINT ["selfopt"]
CMD ["--help"]

# The API and the dashboard. Its health needs no token; the image has no curl, but a shell that can ask.
FROM selfopt AS serve
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8000 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '\"status\":\"ok\"' <&3"]
CMD ["serve", "--listen", "0.0.0.0:8000", "--token-file", "/run/secrets/serve_token"]

FROM selfopt

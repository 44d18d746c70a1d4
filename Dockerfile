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

FROM debian:12-slim AS selfopt
COPY --from=build /selfopt.deb /tmp/selfopt.deb
RUN apt-get update \
 && apt-get install -y --no-install-recommends /tmp/selfopt.deb \
 && rm -rf /tmp/selfopt.deb /var/lib/apt/lists/* \
 && useradd --system --create-home --home-dir /var/lib/selfopt selfopt
USER selfopt
WORKDIR /var/lib/selfopt
ENTRYPOINT ["selfopt"]
CMD ["--help"]

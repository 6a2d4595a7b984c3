# ironflake as a service. The data directory holds the embedded database and the secret key; with
# DATABASE_URL the database is a PostgreSQL server instead.
FROM node:26-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# The image brings its own Node, so the pinned platform packages are left out.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:26-bookworm-slim AS service
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json LICENSE ./
COPY bin bin
COPY openapi openapi
COPY providers providers
COPY src src
RUN node --no-warnings src/main/prepare-database.ts
RUN install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=100", "--disable-warning=ExperimentalWarning", "src/main.ts"]

# docker build --target service-with-nix: for the build place `service`, which calls Nix of the service's own host.
# The store belongs to the user of the service, so no daemon is needed; keep /nix on a volume.
FROM service AS service-with-nix
USER root
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates git nix-bin openssh-client \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o node -g node -m 0755 /nix /nix/store /nix/var /nix/var/nix
USER node
ENV HOME=/home/node NIX_REMOTE=
VOLUME /nix

# What a build without a target makes.
FROM service

# syntax=docker/dockerfile:1
ARG NODE=24-bookworm-slim

# Compiles the server and the page.
FROM node:${NODE} AS build
WORKDIR /app
ENV PARLANCE_NODE=system
COPY package.json package-lock.json .npmrc ./
COPY client/package.json client/
COPY web/package.json web/
RUN npm ci --include=dev --ignore-scripts --no-progress
COPY . .
RUN node scripts/build-all.mjs

# What the server needs to run, and nothing else.
FROM node:${NODE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --workspaces=false --ignore-scripts --no-progress

FROM node:${NODE}
LABEL org.opencontainers.image.title="Parlance" \
      org.opencontainers.image.description="A self-hosted AI chat backend." \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data METRICS_HOST=0.0.0.0
COPY package.json LICENSE ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/web/dist web/dist
RUN install -d -o node -g node -m 700 /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/v1/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]

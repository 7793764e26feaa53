# syntax=docker/dockerfile:1

FROM node:20-bookworm-slim AS build
WORKDIR /app
RUN apt-get update \
  && apt-get install -y --no-install-recommends build-essential libfaiss-dev libopenblas-dev \
  && rm -rf /var/lib/apt/lists/*
# Packages first: they change less often than the sources.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev
COPY . .
# Native build, bundles and web app; then nothing stays in node_modules but what runs.
RUN node scripts/setup.mjs \
  && npm prune --omit=dev \
  && find node_modules/node-web-audio-api -name '*.node' ! -name '*linux*' -delete


FROM node:20-bookworm-slim AS runtime
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    NODE_OPTIONS="--max-old-space-size=512" \
    DATA_DIR=/data
WORKDIR /app
# The native addons are linked against the first two (FAISS itself is inside them), the decoder of Apple's previews against the last.
RUN apt-get update \
  && apt-get install -y --no-install-recommends libgomp1 libopenblas0-pthread libasound2 \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir /data \
  && chown node:node /data \
  && printf '#!/bin/sh\nexec node --enable-source-maps /app/build/cli/index.mjs "$@"\n' > /usr/local/bin/segue \
  && chmod 755 /usr/local/bin/segue
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/db/migrations ./db/migrations
COPY --from=build /app/public ./public
COPY --from=build /app/build ./build
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/api/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "build/server/index.mjs"]

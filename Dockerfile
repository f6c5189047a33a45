# Builds an image of the service: one stage builds the program, the other contains only what is needed to run it.
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
# Skips the build until the sources have been copied.
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY scripts ./scripts
COPY catalogue ./catalogue
COPY src ./src
COPY web ./web
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-slim
WORKDIR /app
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY package.json LICENSE ./
COPY bin ./bin
COPY catalogue ./catalogue
RUN chmod 755 bin/sundial.js \
  && ln -s /app/bin/sundial.js /usr/local/bin/sundial \
  && install -d -o node -g node -m 700 /var/lib/sundial
USER node
# Few arenas and fixed thresholds bound the freed memory that malloc keeps.
ENV NODE_ENV=production \
  MALLOC_ARENA_MAX=2 \
  MALLOC_MMAP_THRESHOLD_=262144 \
  MALLOC_TRIM_THRESHOLD_=262144 \
  SUNDIAL_DATA_DIR=/var/lib/sundial \
  SUNDIAL_HTTP_HOST=0.0.0.0 \
  SUNDIAL_HTTP_PORT=8088
VOLUME /var/lib/sundial
EXPOSE 8088
STOPSIGNAL SIGTERM
# The first run after a start may have to fetch a week of reports; the state is then "starting", which is healthy.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.SUNDIAL_HTTP_PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1: it handles SIGTERM and SIGINT, and starts no child processes that would have to be reaped.
ENTRYPOINT ["node", "/app/bin/sundial.js"]
CMD ["serve"]

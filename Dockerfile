# The server with everything it needs but its two stores. The local speech models are baked in only
# when the build arguments choose them; the voice activity detector always is.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
ARG ASR_PROVIDER=deepgram
ARG TTS_PROVIDER=deepgram
RUN node scripts/bakame.mjs setup && npm run build && npm prune --omit=dev

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build --chown=node:node /app/.bakame ./.bakame
COPY --from=build /app/dist ./dist
# app.log and user_sessions.csv are written to the working directory.
RUN mkdir data && chown node:node data
WORKDIR /app/data
ENV BAKAME_HOME=/app/.bakame
USER node
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8000}/livez`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "/app/dist/src/main.js"]

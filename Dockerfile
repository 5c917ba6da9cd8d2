# The router with all that it needs. Targets: `slim`, the default, passes streams on; `full` can encode as well, by Debian's FFmpeg; `ffmpeg`
# holds nothing but the slim FFmpeg. See docs/adr/0016-two-ffmpegs.md.
#
#   docker build --tag kazstreamlink .
#   docker build --tag kazstreamlink:full --target full .

# Node 24 on Debian 13 (trixie); another one of that kind by --build-arg BASE=IMAGE, such as one with its digest.
ARG BASE=docker.io/library/node:24.21.0-trixie-slim

FROM ${BASE} AS ffmpeg-build
# Of Debian's source package.
ARG FFMPEG_VERSION=7:7.1.5-0+deb13u1
USER root
COPY docker/fetch-ffmpeg.sh /build/
RUN /build/fetch-ffmpeg.sh "$FFMPEG_VERSION" /build/source
COPY docker/build-ffmpeg.sh /build/
RUN /build/build-ffmpeg.sh /build/source /build/out

FROM scratch AS ffmpeg
COPY --from=ffmpeg-build /build/out/ /

FROM ${BASE} AS build
USER root
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
COPY scripts/setup.mjs scripts/
RUN node --eval 'import("/build/scripts/setup.mjs").then((setup) => setup.ensureDependencies())'
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.mjs scripts/
COPY src src
COPY web web
RUN node scripts/build.mjs && npm prune --omit=dev --no-audit --no-fund
COPY schema schema
COPY streams.example.yaml LICENSE ./
RUN chmod 0755 dist/main.js && mkdir /app \
  && cp -r package.json LICENSE node_modules dist schema streams.example.yaml /app

FROM ${BASE} AS runtime
USER root
RUN apt-get update -qq \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ca-certificates tini >/dev/null \
  && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/* \
  && groupadd --gid 10001 kazstreamlink \
  && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin kazstreamlink \
  && install -d -o 10001 -g 10001 -m 0700 /state \
  && install -d /config \
  && ln -s /opt/kazstreamlink/dist/main.js /usr/local/bin/kazstreamlink
COPY --from=ffmpeg-build /build/out/ffmpeg /usr/local/bin/ffmpeg-slim
COPY --from=ffmpeg-build /build/out/licenses/ /usr/local/share/doc/ffmpeg-slim/
COPY --from=build /app /opt/kazstreamlink
# In a container loopback is reached by nobody.
ENV NODE_ENV=production \
  KAZSTREAMLINK_CONFIG_FILE=/config/streams.yaml \
  KAZSTREAMLINK_STATE_DIR=/state \
  KAZSTREAMLINK_FFMPEG=/usr/local/bin/ffmpeg-slim \
  KAZSTREAMLINK_LISTEN_HOST=0.0.0.0
LABEL org.opencontainers.image.title="KazStreamLink" \
  org.opencontainers.image.description="Keeps RTSP paths equal to a file: every RTMP source that streams.yaml names is readable where it says." \
  org.opencontainers.image.version="0.1.0" \
  org.opencontainers.image.licenses="MIT AND LGPL-3.0-or-later"
USER 10001:10001
WORKDIR /config
VOLUME /state
# Page and API, RTSP over TCP, RTMP.
EXPOSE 8501/tcp 8554/tcp 1935/tcp
STOPSIGNAL SIGTERM
# By its socket in the state folder, whatever the file says of "listen".
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["kazstreamlink", "health"]
ENTRYPOINT ["tini", "--", "kazstreamlink"]
CMD ["run"]

FROM runtime AS full
USER root
RUN apt-get update -qq \
  && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ffmpeg >/dev/null \
  && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*
ENV KAZSTREAMLINK_FFMPEG_FULL=/usr/bin/ffmpeg
LABEL org.opencontainers.image.licenses="MIT AND GPL-3.0-or-later"
USER 10001:10001

# The last one is what is built where no target is named.
FROM runtime AS slim

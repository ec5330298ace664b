# docker build -t refmend . && docker run --rm -v "$PWD:/work" refmend check references/
# The digest is that of python:3.13-slim; Dependabot moves both lines together.
FROM python:3.13-slim@sha256:9d2e5553305c7c7b0097999bb17187c69b921ccd6bc9d40e4bb5ebe652c00285 AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY src src
RUN python -m venv /opt/refmend && /opt/refmend/bin/python -m pip install --no-cache-dir --disable-pip-version-check .

FROM python:3.13-slim@sha256:9d2e5553305c7c7b0097999bb17187c69b921ccd6bc9d40e4bb5ebe652c00285
# git tells which lines changed (--changed-since). Debian removes old versions, so a pinned one would end the build.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 refmend \
    && git config --system --add safe.directory /work
COPY --from=build /opt/refmend /opt/refmend
# By number, so that a cluster can see that it is not root.
USER 1000
WORKDIR /work
ENV PATH=/opt/refmend/bin:$PATH HOME=/home/refmend PYTHONUTF8=1 XDG_CACHE_HOME=/home/refmend/.cache
ENTRYPOINT ["refmend"]
CMD ["check"]

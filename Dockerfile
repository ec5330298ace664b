# docker build -t refmend . && docker run --rm -v "$PWD:/work" refmend check references/
# A release pins the base image by digest: docker buildx imagetools inspect python:3.13-slim
ARG BASE=python:3.13-slim
FROM ${BASE} AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY src src
RUN python -m venv /opt/refmend && /opt/refmend/bin/python -m pip install --no-cache-dir --disable-pip-version-check .

FROM ${BASE}
# git tells which lines changed (--changed-since).
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 refmend \
    && git config --system --add safe.directory /work
COPY --from=build /opt/refmend /opt/refmend
USER refmend
WORKDIR /work
ENV PATH=/opt/refmend/bin:$PATH PYTHONUTF8=1 XDG_CACHE_HOME=/home/refmend/.cache
ENTRYPOINT ["refmend"]
CMD ["check"]

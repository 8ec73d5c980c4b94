# Nameplate in a container: `nameplate up`, or `nameplate run -- COMMAND` in images built upon it.
# See docs/containers.md. tests/test_dockerfile.py checks that what is named here exists.
FROM python:3.12-slim-bookworm AS build
WORKDIR /build
COPY requirements/dev.txt requirements/runtime.txt requirements/
RUN python -m pip install --no-cache-dir --require-hashes -r requirements/dev.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY src src
COPY function_host function_host
RUN python -m hatchling build -t wheel -d /wheels

FROM python:3.12-slim-bookworm
COPY requirements/runtime.txt /tmp/runtime.txt
COPY --from=build /wheels /tmp/wheels
RUN python -m pip install --no-cache-dir --require-hashes -r /tmp/runtime.txt \
 && python -m pip install --no-cache-dir --no-deps --no-index /tmp/wheels/*.whl \
 && rm -r /tmp/wheels /tmp/runtime.txt \
 && useradd --system --uid 10001 --home-dir /var/lib/nameplate --create-home nameplate \
 && chmod 0700 /var/lib/nameplate
USER nameplate
ENV NAMEPLATE_HOME=/var/lib/nameplate/home
VOLUME ["/var/lib/nameplate"]
ENTRYPOINT ["nameplate"]
CMD ["up"]

# The product as one image: web, worker, beat and the one-off migrate run from it with different commands.

FROM node:22.12-bookworm-slim AS vendor
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY scripts/copy-vendor.mjs scripts/plotly-rules.mjs scripts/
RUN npm run build

FROM python:3.13-slim-bookworm AS packages
COPY requirements/run.txt /tmp/run.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/run.txt

FROM python:3.13-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATIC_ROOT=/app/staticfiles
WORKDIR /app
RUN useradd --system --uid 10001 --no-create-home app && install -d -o app -m 700 /files
COPY --from=packages /venv /venv
COPY manage.py ./
COPY collaborative collaborative
COPY organisations organisations
COPY phases phases
COPY measures measures
COPY pdsa pdsa
COPY coaching coaching
COPY sharing sharing
COPY learning_sets learning_sets
COPY evaluation evaluation
COPY templates templates
COPY static static
COPY --from=vendor /app/static/vendor static/vendor
# Needs no secret: the key is used for nothing that outlives this line.
RUN SECRET_KEY=only-while-building python manage.py collectstatic --noinput
USER app
EXPOSE 8000
CMD ["gunicorn", "collaborative.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--timeout", "60", \
     "--no-control-socket"]

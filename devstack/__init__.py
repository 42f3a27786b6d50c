"""The whole product on one machine: embedded PostgreSQL and Redis, and the processes that use them.

`python -m devstack demo` is what `make demo` runs; tests use `stack` (everything) or `servers` (the two servers alone).
Nothing here imports Django or the product: both are started as processes of their own.
"""

from devstack.postgres import Postgres
from devstack.redis_server import Redis
from devstack.stack import Stack, servers, stack

__all__ = ["Postgres", "Redis", "Stack", "servers", "stack"]

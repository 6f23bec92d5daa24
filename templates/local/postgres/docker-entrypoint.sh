#!/bin/bash
# The part of the official entry point that Local Beanstalk uses: POSTGRES_USER, POSTGRES_PASSWORD_FILE, PGDATA.
set -eu
export PATH="$(echo /usr/lib/postgresql/*/bin):$PATH"
mkdir -p "$PGDATA" /run/postgresql
chown postgres: "$PGDATA" /run/postgresql
chmod 700 "$PGDATA"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  install -o postgres -m 400 "$POSTGRES_PASSWORD_FILE" /tmp/password
  runuser -u postgres -- initdb --pgdata "$PGDATA" --username "$POSTGRES_USER" --pwfile /tmp/password \
    --auth-local trust --auth-host scram-sha-256 --encoding UTF8
  rm /tmp/password
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
fi
exec setpriv --reuid=postgres --regid=postgres --init-groups postgres -D "$PGDATA" \
  -c listen_addresses='*' -c max_connections=300 "$@"

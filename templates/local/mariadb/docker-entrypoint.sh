#!/bin/bash
# The part of the official entry point that Local Beanstalk uses: MARIADB_ROOT_PASSWORD_FILE.
set -eu
data=/var/lib/mysql
mkdir -p "$data" /run/mysqld
chown mysql: "$data" /run/mysqld
options=(--user=mysql --datadir="$data" --bind-address=0.0.0.0 --skip-name-resolve --max-connections=300)
if [ ! -d "$data/mysql" ]; then
  mariadb-install-db --user=mysql --datadir="$data" --skip-test-db --auth-root-authentication-method=normal
  password=$(sed "s/'/''/g" "$MARIADB_ROOT_PASSWORD_FILE")
  umask 077
  echo "ALTER USER root@localhost IDENTIFIED BY '$password';" > /tmp/first.sql
  chown mysql: /tmp/first.sql
  exec mariadbd "${options[@]}" --init-file=/tmp/first.sql "$@"
fi
exec mariadbd "${options[@]}" "$@"

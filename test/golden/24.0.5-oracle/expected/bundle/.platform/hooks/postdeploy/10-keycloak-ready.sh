#!/bin/sh
# Written by kc-eb. Waits until Keycloak is ready. Fails with Keycloak's last lines as soon as its container ends:
# Beanstalk does not look at containers, and would wait for the command timeout.
# https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/platforms-linux-extend.hooks.html
set -eu

url='http://127.0.0.1:8080/health/ready'
# Seconds. The command timeout of Beanstalk, which began before this hook.
limit='600'
every=2

# The newest container of the service, whatever name Beanstalk gives the project.
newest() {
  docker ps --all --quiet --filter label=com.docker.compose.service=keycloak | head -n 1
}

fail() {
  echo "kc-eb: Keycloak $1. Its last lines:" >&2
  # Docker keeps a copy of what the awslogs driver sends. kc-eb finds the lines by their beginning.
  [ -z "$id" ] || docker logs --tail 40 "$id" 2>&1 | sed 's/^/kc-eb> /' >&2
  exit 1
}

# Two nodes that find an empty database create its tables at once: Keycloak ends on the node that lost. Docker starts it
# again, and then it finds them. https://github.com/keycloak/keycloak/issues/41801
lost_race() {
  docker logs --tail 200 "$id" 2>&1 |
    grep --quiet --ignore-case --extended-regexp 'databasechangelog.* exists|multiple primary key defined|duplicate (key|entry)'
}

began=$(date +%s)
known=''
while :; do
  status=$(curl --silent --output /dev/null --write-out '%{http_code}' --max-time 5 "$url" || true)
  waited=$(($(date +%s) - began))
  if [ "$status" = 200 ]; then
    echo "kc-eb: Keycloak is ready after $waited s"
    exit 0
  fi
  id=$(newest)
  format='{{.RestartCount}} {{.State.Status}} {{.State.ExitCode}}'
  # Without a container, Compose has not created it yet.
  if [ -n "$id" ] && state=$(docker inspect --format "$format" "$id"); then
    restarts=${state%% *}
    if [ "$id" != "$known" ]; then
      known=$id
      expected=$restarts
      again=''
    fi
    if [ "$restarts" != "$expected" ] && [ -z "$again" ] && lost_race; then
      echo 'kc-eb: Keycloak has ended, because another node created the same tables. Docker starts it again.'
      expected=$restarts
      again=yes
    fi
    case "$state" in
      "$expected restarting "*) [ -n "$again" ] || fail "has ended with exit code ${state##* }" ;;
      *' restarting '* | *' exited '* | *' dead '*) fail "has ended with exit code ${state##* }" ;;
    esac
    [ "$restarts" = "$expected" ] || fail 'has ended, and Docker has started it again'
  fi
  [ "$waited" -lt "$limit" ] || fail "is not ready after $waited s: $url answers ${status:-nothing}"
  sleep "$every"
done

#!/bin/sh
# Written by kc-eb. Puts into docker-compose.yml what only the instance has: its id, which names the log streams, and
# its private address, which the cluster's transport is bound to. Creates the folder of the request log. Runs before any
# command of Docker Compose can read either.
# https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/platforms-linux-extend.hooks.html
set -eu

metadata=http://169.254.169.254/latest

fail() {
  echo "kc-eb: $1" >&2
  exit 1
}

ask() {
  curl --silent --show-error --fail --max-time 5 --retry 5 --retry-connrefused "$@"
}

token=$(ask --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$metadata/api/token") ||
  fail "the instance metadata service does not answer at $metadata (IMDSv2 must be enabled)"

look_up() {
  ask --header "X-aws-ec2-metadata-token: $token" "$metadata/meta-data/$1" ||
    fail "the instance metadata service does not tell $1"
}

instance_id=$(look_up instance-id)
private_ip=$(look_up local-ipv4)

# Beanstalk runs it in the folder that it deploys from.
[ -f docker-compose.yml ] || fail "there is no docker-compose.yml in $PWD"
# -z: a file from overrides/ may fold a variable over two lines.
sed -i -z -e "s/[$]{KC_EB_INSTANCE_ID[^}]*}/$instance_id/g" -e "s/[$]{KC_EB_PRIVATE_IP[^}]*}/$private_ip/g" \
  docker-compose.yml

# nginx of the bundle writes here as user 101. The heartbeat, as root without capabilities, deletes as the group.
# Beanstalk's health agent only reads.
install -d -m 0775 -o 101 -g 0 /var/log/nginx/healthd

echo "kc-eb: $instance_id has $private_ip"

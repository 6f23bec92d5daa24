#!/bin/sh
# Written by kc-eb. Adds to .env what only the instance knows: its id, which names the log streams, and its private
# address, which the cluster's transport is bound to. https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/create_deploy_docker.container.console.html
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

# Beanstalk writes .env to the folder that it deploys from: that of a new version, or the current one.
written=''
for file in .env /var/app/staging/.env /var/app/current/.env; do
  [ -f "$file" ] || continue
  sed -i -e '/^KC_EB_INSTANCE_ID=/d' -e '/^KC_EB_PRIVATE_IP=/d' "$file"
  # A last line without its end would swallow the first of these.
  [ -z "$(tail -c 1 "$file")" ] || echo >>"$file"
  printf 'KC_EB_INSTANCE_ID=%s\nKC_EB_PRIVATE_IP=%s\n' "$instance_id" "$private_ip" >>"$file"
  written="$file"
done
[ -n "$written" ] || fail 'there is no .env; a bundle that brings one of its own keeps Beanstalk from writing it'

echo "kc-eb: $instance_id has $private_ip"

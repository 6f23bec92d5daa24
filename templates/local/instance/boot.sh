#!/bin/bash
# Boots the instance: its metadata service, the way to the local registry, its security group, its Docker daemon.
set -eu

# Instance metadata (IMDSv2) for the instance and for its bridge containers.
for chain in OUTPUT PREROUTING; do
  iptables -t nat -A "$chain" -d 169.254.169.254 -p tcp --dport 80 -j DNAT --to "$API_HOST:$API_PORT"
done

# The registry has the same name here as on the machine outside; Docker needs no certificate for 127.0.0.1.
socat "TCP-LISTEN:$API_PORT,bind=127.0.0.1,fork,reuseaddr" "TCP:$API_HOST:$API_PORT" &

rules=/opt/elasticbeanstalk/local/security-group.rules
if [ -f "$rules" ]; then iptables-restore --noflush < "$rules"; fi

# A killed instance leaves process ids behind, which others have by now.
rm -rf /var/run/docker.pid /var/run/docker
# The credentials that awslogs sends are the instance profile's, from the metadata service.
exec dockerd --storage-driver=overlay2 --log-driver=awslogs \
  --log-opt "awslogs-endpoint=http://$API_HOST:$API_PORT" --log-opt "awslogs-region=$REGION" \
  --log-opt awslogs-group=default >> /var/log/docker 2>&1

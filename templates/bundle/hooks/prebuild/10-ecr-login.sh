#!/bin/sh
# Written by kc-eb. Beanstalk logs in to ECR by itself for a Dockerrun file; for docker-compose.yml that is not documented.
set -eu

registry='{{registry}}'

aws ecr get-login-password --region '{{region}}' |
  docker login --username AWS --password-stdin "$registry"

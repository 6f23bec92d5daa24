#!/bin/sh
# Written by kc-eb. Beanstalk logs in to ECR by itself for a Dockerrun file; for docker-compose.yml that is not documented.
set -eu

registry='123456789012.dkr.ecr.us-east-1.amazonaws.com'

aws ecr get-login-password --region 'us-east-1' |
  docker login --username AWS --password-stdin "$registry"

#!/bin/bash
# Runs a command with the environment properties of the deployment, which are pairs ended by NUL.
while IFS= read -r -d '' pair; do export "$pair"; done < /opt/elasticbeanstalk/deployment/env
exec "$@"

#!/bin/bash
# Written by kc-eb. Adds each certificate of the PEM files in a folder to Java's own truststore. A bundle is taken apart,
# since keytool reads no more than the first certificate of a file. The image has bash, and neither find nor awk.
set -euo pipefail
shopt -s globstar nullglob

one=$(mktemp)
count=0
for file in "$1"/**; do
  [ -f "$file" ] || continue
  before=$count
  pem=''
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    case "$line" in
      '-----BEGIN '*'CERTIFICATE-----') pem="$line"$'\n' ;;
      '-----END '*'CERTIFICATE-----')
        printf '%s%s\n' "$pem" "$line" >"$one"
        count=$((count + 1))
        keytool -importcert -noprompt -cacerts -storepass changeit -alias "kc-eb-$count" -file "$one"
        pem=''
        ;;
      *) [ -z "$pem" ] || pem+="$line"$'\n' ;;
    esac
  done <"$file"
  if [ "$count" = "$before" ]; then
    echo "kc-eb: $file holds no certificate in PEM format" >&2
    exit 1
  fi
done
rm -f "$one"
echo "kc-eb: $count certificates trusted"

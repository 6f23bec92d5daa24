#!/bin/sh
# Written by kc-eb. Prints a heartbeat at second 0 and 30 of each minute: one JSON line with what Keycloak on this
# instance reports of itself. The line is CloudWatch's embedded metric format. docs/heartbeat.md of kc-eb describes it.
# Runs with BusyBox (Alpine) and with dash, GNU wget and mawk (Debian). It has no `set -e`: no answer may end it.

export LC_ALL=C
# Docker passes the proxy of its own configuration on to containers.
unset http_proxy HTTP_PROXY all_proxy ALL_PROXY

interval=30
child=
# QUIT: the stop signal of the nginx image.
trap '[ -z "$child" ] || kill "$child" 2>/dev/null; exit 0' TERM INT QUIT

# Fetches a URL within a number of seconds. The last line of the output has wget's exit code: a transfer that breaks off
# can end within a number.
# The limit is not wget's -T, which BusyBox applies to each read, and which Debian's BusyBox lacks.
fetch() {
  timeout "$1" wget -q -S -t 1 -O "$2" "$3"
  printf '\nkc-eb: exit %s\n' "$?"
}

# Prints 1 when the first status is 200 and the answer is complete. wget alone also accepts redirects and HTTP/0.9.
ready() {
  fetch 5 /dev/null "$KC_EB_READY_URL" 2>&1 | awk '
    /^ *HTTP\// && status == "" { status = $2 }
    { last = $0 }
    END { print (status == "200" && last == "kc-eb: exit 0") ? 1 : 0 }
  '
}

# Prints the heartbeat of a slot (seconds since 1970).
beat() {
  is_ready=$(ready)
  fetch 10 - "$KC_EB_METRICS_URL" 2>/dev/null |
    awk -v slot="$1" -v sequence="$2" -v is_ready="${is_ready:-0}" '
      # A JSON string of at most 255 characters. `escaped`: the text has the escapes of a Prometheus label, which are
      # JSON escapes too: \\ \" \n.
      function json(text, escaped,   out, end, i, c, pair) {
        out = ""
        end = length(text)
        for (i = 1; i <= end && i <= 255; i++) {
          c = substr(text, i, 1)
          pair = substr(text, i, 2)
          if (escaped && (pair == "\\\\" || pair == "\\\"" || pair == "\\n")) {
            out = out pair
            i++
          } else if (c == "\\" || c == "\"") out = out "\\" c
          else if (c < " ") out = out " "
          else out = out c
        }
        return "\"" out "\""
      }

      function member(name, variable) {
        return ",\"" name "\":" json(ENVIRON[variable], 0)
      }

      function metric(name) {
        return "{\"Name\":\"" name "\",\"Unit\":\"Count\",\"StorageResolution\":1}"
      }

      # True for a number that is not negative, in the notation of Java: 2.0, 1.764281E9. Longer ones can be infinite.
      function is_number(text) {
        return length(text) < 25 && text ~ /^[0-9]+(\.[0-9]*)?([eE]\+?[0-9][0-9]?)?$/
      }

      size == "" && /^vendor_cluster_size[{ ]/ {
        rest = substr($0, length("vendor_cluster_size") + 1)
        label = ""
        if (sub(/^[{]/, "", rest)) {
          while (match(rest, /^[, ]*[A-Za-z_][A-Za-z0-9_]*="([^"\\]|\\.)*"/)) {
            pair = substr(rest, 1, RLENGTH)
            rest = substr(rest, RLENGTH + 1)
            sub(/^[, ]*/, "", pair)
            if (pair ~ /^node="/) label = substr(pair, 7, length(pair) - 7)
          }
          if (!sub(/^[, ]*[}]/, "", rest)) next
        }
        split(rest, words, " ")
        if (is_number(words[1]) && words[1] + 0 == int(words[1] + 0)) {
          size = words[1] + 0
          node = label
        }
      }

      started == "" && /^process_start_time_seconds[{ ]/ && is_number($NF) { started = $NF * 1000 }

      { last = $0 }

      END {
        if (last != "kc-eb: exit 0") size = started = ""
        printf "{\"_aws\":{\"Timestamp\":%s000,\"CloudWatchMetrics\":[{\"Namespace\":\"kc-eb\",", slot
        printf "\"Dimensions\":[[\"Environment\"],[\"Environment\",\"Instance\"]],"
        printf "\"Metrics\":[%s%s]}]},", metric("Ready"), size == "" ? "" : "," metric("ClusterSize")
        printf "\"Format\":1%s%s", member("Environment", "KC_EB_ENVIRONMENT"), member("Instance", "KC_EB_INSTANCE_ID")
        printf "%s%s", member("Address", "KC_EB_PRIVATE_IP"), member("Keycloak", "KC_EB_KEYCLOAK")
        printf "%s,\"Sequence\":%s,\"Ready\":%s", member("Version", "KC_EB_VERSION"), sequence, is_ready
        if (size != "") {
          printf ",\"ClusterSize\":%.0f", size
          if (node != "") printf ",\"Node\":%s", json(node, 1)
        }
        if (started != "") printf ",\"StartedAt\":%.0f", started
        print "}"
      }
    '
}

# Runs a command so that a signal interrupts it: a shell runs a trap only after a command in the foreground.
interruptibly() {
  "$@" &
  child=$!
  wait "$child"
  child=
}

# Deletes the request logs of past hours, which nginx writes for Beanstalk's health agent: nothing else would.
tidy() {
  find "$KC_EB_REQUEST_LOGS" -type f -name 'application.log.*' -mmin +60 -exec rm -f {} +
}

sequence=0
reported=
while :; do
  now=$(date +%s)
  interruptibly sleep "$((interval - now % interval))"
  now=$(date +%s)
  slot=$((now - now % interval))
  # A clock that was set back a little shows the same slot twice.
  [ "$slot" != "$reported" ] || continue
  reported=$slot
  sequence=$((sequence + 1))
  interruptibly beat "$slot" "$sequence"
  tidy 2>/dev/null
done

#!/bin/sh
# The scheduled job: what systemd, cron, the container and the workflow start. Options are added to those of the run.
set -eu
umask 077
settings='@PREFIX@/job.env'
if [ -r "$settings" ]; then
  set -a
  # shellcheck source=/dev/null
  . "$settings"
  set +a
fi
export PYTHONUTF8=1 # cron and containers name no locale
exec '@PREFIX@/current/bin/gongkai' run --all --archive '@ARCHIVE@' "$@"

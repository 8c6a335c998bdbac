#!/bin/sh
# Installs gongkai for a schedule: what systemd, cron, the container and the workflow have in common.
# May be run again at any time, also to upgrade: what is as it should be is left alone. Root is needed for --system only.
# docs/scheduling.md
set -eu
umask 022

usage() {
  cat <<'USAGE'
usage: deploy/install.sh [options]
  --prefix DIR      where the program goes    [~/.local/share/gongkai; with --system /opt/gongkai]
  --archive DIR     custody and public.db     [PREFIX/archive; with --system /var/lib/gongkai]
  --contact TEXT    whom a site's operator can write to; kept in PREFIX/job.env, which is never written over
  --extras NAMES    what it can do besides, parted by commas: browser, dask, parquet; each time anew
  --schedule HOW    systemd, cron or none     [none]
  --at HH:MM        when, every night         [02:00]
  --zone ZONE       of --at, for systemd; cron knows the machine's own alone [Asia/Shanghai]
  --system          units of the machine, run as the user gongkai; without it, units of your own
  --units DIR       write the systemd units there, and start nothing
  --python PYTHON   Python 3.11 or newer      [python3]
Exit codes: 0 installed, 1 a step failed, 2 usage, 7 another install is at work on PREFIX.
USAGE
}

say() { printf '%s\n' "$*"; }
stop() { code=$1; shift; say "install.sh: $*" >&2; exit "$code"; }

prefix='' archive='' contact='' extras='' schedule=none at=02:00 zone=Asia/Shanghai system=no units='' python=${PYTHON:-python3}
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --system) system=yes; shift; continue ;;
    --prefix | --archive | --contact | --extras | --schedule | --at | --zone | --units | --python)
      [ $# -ge 2 ] || stop 2 "$1 needs a value" ;;
    *) usage >&2; stop 2 "unknown option $1" ;;
  esac
  case $1 in
    --prefix) prefix=$2 ;; --archive) archive=$2 ;; --contact) contact=$2 ;; --extras) extras=$2 ;;
    --schedule) schedule=$2 ;; --at) at=$2 ;; --zone) zone=$2 ;; --units) units=$2 ;; --python) python=$2 ;;
  esac
  shift 2
done

if [ "$system" = yes ]; then
  : "${prefix:=/opt/gongkai}" "${archive:=/var/lib/gongkai}"
else
  : "${prefix:=${HOME:?}/.local/share/gongkai}"
fi
: "${archive:=$prefix/archive}"

# These go into units, a crontab and a script: no character may mean anything there.
plain() {
  case $2 in
    /*) ;;
    *) stop 2 "$1 must be a whole path, from / on: $2" ;;
  esac
  case $2 in
    *[!A-Za-z0-9/._+@-]*) stop 2 "$1 may hold letters, digits and / . _ + @ - only: $2" ;;
  esac
}
plain --prefix "$prefix"
plain --archive "$archive"
[ -z "$units" ] || plain --units "$units"
case $at in
  [01][0-9]:[0-5][0-9] | 2[0-3]:[0-5][0-9]) ;;
  *) stop 2 "--at is an hour and a minute, as in 02:00" ;;
esac
case $zone in
  '' | *[!A-Za-z0-9/_+-]*) stop 2 "--zone is a name of the time zone database, as in Asia/Shanghai" ;;
esac
case $schedule in
  systemd | cron | none) ;;
  *) stop 2 "--schedule is systemd, cron or none" ;;
esac
case $extras in
  *[!a-z,]*) stop 2 "--extras are names parted by commas, as in dask,parquet" ;;
esac
case $contact in
  *[\'\"\\\$\`]* | *"
"*) stop 2 "--contact may not hold quotes, \\, \$ or line breaks" ;;
esac
if [ "$system" = yes ] && [ -z "$units" ]; then
  [ "$(id -u)" = 0 ] || stop 2 "--system needs root; without it everything is your own"
  case $prefix:$archive in
    /home/* | *:/home/* | "$HOME"/* | *:"$HOME"/*) stop 2 "--system: the units cannot see homes; choose another place" ;;
  esac
fi

source_folder=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
deploy=$source_folder/deploy
extras=$(printf '%s' "$extras" | tr ',' ' ')
for extra in $extras; do
  [ -f "$deploy/extras/$extra.lock" ] || stop 2 "--extras: there is no $extra; --help names those that are"
done
command -v "$python" >/dev/null 2>&1 || stop 1 "$python is not there; name one with --python"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  stop 1 "gongkai needs Python 3.11 or newer, and $python is not; name one with --python"

mkdir -p "$prefix/bin" "$prefix/releases"
# The lock is of the open file, so it lasts as long as this script, whoever took it.
exec 9>"$prefix/.install.lock"
"$python" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null ||
  stop 7 "another install is at work on $prefix"

# One release for each state of the program: whoever runs meanwhile keeps theirs, and a torn one is made anew.
release=$("$python" - "$source_folder" "$extras" <<'PYTHON'
import hashlib, sys
from pathlib import Path

root, digest = Path(sys.argv[1]), hashlib.sha256(sys.version.encode())
extras = (f"deploy/extras/{extra}.lock" for extra in sorted(set(sys.argv[2].split())))
named = [root / name for name in ("pyproject.toml", "requirements.lock", *extras)]
packages = (path for name in ("archive", "crawler") for path in (root / name).rglob("*"))
for path in sorted((*named, *packages)):
    if path.is_file() and path.suffix != ".pyc":
        digest.update(f"{path.relative_to(root)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
print(digest.hexdigest()[:16])
PYTHON
)
home=$prefix/releases/$release
if [ -e "$home/.complete" ]; then
  say "program: $release is installed"
else
  say "program: installing $release"
  rm -rf "$home"
  "$python" -m venv "$home" || stop 1 "python -m venv failed; on Debian: apt install python3-venv"
  "$home/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
    -r "$source_folder/requirements.lock"
  for extra in $extras; do
    "$home/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
      -r "$deploy/extras/$extra.lock"
  done
  building=$(mktemp -d)
  trap 'rm -rf "$building"' EXIT
  # Built from a copy, so that nothing is left in the source, and nothing that is left there gets in.
  for name in archive crawler pyproject.toml README.md LICENSE; do cp -R "$source_folder/$name" "$building/"; done
  "$home/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation \
    "$building"
  "$home/bin/gongkai" --version >/dev/null
  : >"$home/.complete"
fi
"$python" - "$prefix" "$release" <<'PYTHON'
import os, shutil, sys
from pathlib import Path

prefix, release = Path(sys.argv[1]), sys.argv[2]
current, new = prefix / "current", prefix / ".current.new"
before = os.readlink(current) if current.is_symlink() else ""
if before != f"releases/{release}":
    new.unlink(missing_ok=True)
    new.symlink_to(f"releases/{release}")
    new.replace(current)
    # The one before stays: a run that began with it may still be at work, and the way back is one link.
    for path in (prefix / "releases").iterdir():
        if path.name not in (release, Path(before).name):
            shutil.rmtree(path)
PYTHON

# Writes stdin to a file with a mode, by rename, where it is not that already.
put() {
  new=$1.new
  (umask 077; cat >"$new")
  chmod "$2" "$new"
  if cmp -s "$new" "$1"; then rm "$new"; else mv "$new" "$1"; say "written: $1"; fi
}
fill() {
  sed -e "s|@PREFIX@|$prefix|g" -e "s|@ARCHIVE@|$archive|g" -e "s|@HOUR@|${at%:*}|g" -e "s|@MINUTE@|${at#*:}|g" \
    -e "s|@ZONE@|$zone|g" "$1"
}

[ -d "$archive" ] || { (umask 077; mkdir -p "$archive"); say "custody: $archive"; }
[ -d "$archive/portals" ] || (umask 077; mkdir "$archive/portals")
fill "$deploy/gongkai-job.sh" | put "$prefix/bin/gongkai-job" 755
ln -sf ../current/bin/gongkai "$prefix/bin/gongkai"
settings=$prefix/job.env
if [ ! -e "$settings" ]; then
  { say "# Settings of the job, secrets among them: read by bin/gongkai-job, never written over."
    say "GONGKAI_CONTACT='$contact'"; } | put "$settings" 600
fi
grep -Eq "^GONGKAI_CONTACT=['\"]?[^'\"]" "$settings" ||
  say "attention: no contact is set; before it is, in $settings, no host but loopback is asked" >&2
if [ "$system" = yes ] && [ -z "$units" ]; then
  id gongkai >/dev/null 2>&1 ||
    useradd --system --home-dir "$archive" --no-create-home --shell /usr/sbin/nologin gongkai
  chown gongkai: "$archive" "$archive/portals" "$settings"
fi

schedule_systemd() {
  kind=user; [ "$system" = no ] || kind=system
  folder=$units
  [ -n "$folder" ] || { [ "$system" = yes ] && folder=/etc/systemd/system; } ||
    folder=${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user
  mkdir -p "$folder"
  fill "$deploy/systemd/gongkai-$kind.service" | put "$folder/gongkai.service" 644
  fill "$deploy/systemd/gongkai.timer" | put "$folder/gongkai.timer" 644
  [ -z "$units" ] || { say "not started: the units stand in $units"; return; }
  { systemctl "--$kind" daemon-reload && systemctl "--$kind" enable --now gongkai.timer; } ||
    stop 1 "the units are written, but systemctl --$kind did not take them"
  [ "$kind" = system ] ||
    say "attention: units of your own run while you are logged in, or after: loginctl enable-linger $(id -un)" >&2
}

schedule_cron() {
  mark="# gongkai: $prefix"
  line=$(fill "$deploy/crontab" | grep -v '^#')
  command -v crontab >/dev/null 2>&1 || stop 1 "there is no crontab here; the line would be: $line"
  had=$(LC_ALL=C crontab -l 2>&1) || case $had in
    *"no crontab"*) had='' ;;
    *) stop 1 "crontab -l: $had" ;;
  esac
  others=$(say "$had" | awk -v mark="$mark" 'substr($0, length($0) - length(mark) + 1) != mark')
  wanted=$({ say "$others"; say "$line $mark"; } | sed '/./,$!d')
  [ "$wanted" = "$had" ] || { say "$wanted" | crontab -; say "crontab: $line"; }
}

case $schedule in
  systemd) schedule_systemd ;;
  cron) schedule_cron ;;
  none) say "no schedule; the job is $prefix/bin/gongkai-job" ;;
esac
say "put one file for each portal into $archive/portals"

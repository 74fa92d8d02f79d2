# What the git driver does on the host: POSIX sh and git, nothing else.
# Called with: VERB ROOT ARGUMENTS. Answers go to stdout, all else to stderr. Status 65: the last
# line of stderr is the reason; 66: the line before it belongs to the reason.
set -u
export GIT_TERMINAL_PROMPT=0
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_COMMON_DIR GIT_NAMESPACE \
  GIT_ALTERNATE_OBJECT_DIRECTORIES CDPATH # set where the gate was started by a git hook
verb=$1 root=$2
shift 2
mark=.smokegate-ready

refuse() { echo "$1" >&2; exit 65; }
fail() { echo "$1" >&2; exit 66; }
answer() { printf '%s\n' "$1"; }

enter() {
  mkdir -p "$root/releases" "$root/failed" || fail "$root cannot be written"
  cd "$root" || fail "$root cannot be entered"
  # inodes for the links of a switch, should there be no other left by then
  { [ -d .spare ] || { mkdir .spare && (cd .spare && : >1 && : >2 && : >3); }; } 2>/dev/null
}

# A process and when it began, so that a later one with its number is not taken for it, nor what is
# left of one that has ended.
whole() {
  echo "$1.$(sed -n 's/.*) //; /^[ZX]/!p' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20)"
}
is_alive() {
  [ "$(whole "${1%%.*}")" = "$1" ] && { [ -d "/proc/${1%%.*}" ] || kill -0 "${1%%.*}" 2>/dev/null; }
}

# lock NAME SECONDS: a link is made at once with what it says, needs no room on a full disk, and
# one whose owner was killed is taken away by the next.
lock() {
  link=.lock.$1 left=$2 tries=0
  until ln -s "$(whole $$)" "$link" 2>/dev/null; do
    owner=$(readlink "$link") || owner=
    if [ -z "$owner" ]; then
      tries=$((tries + 1)) && rm -rf .spare 2>/dev/null
      [ "$tries" -lt 5 ] || { ln -s "$(whole $$)" "$link"; fail "$root cannot be written"; }
    elif ! is_alive "$owner"; then
      mv "$link" "$link.$$" 2>/dev/null || continue
      moved=$(readlink "$link.$$")
      [ "$moved" = "$owner" ] || ln -s "$moved" "$link" # somebody was quicker
      rm -f "$link.$$"
    else
      [ "$left" -gt 0 ] || refuse \
        "process ${owner%%.*} is still at it after $2 s; wait for it, or end it"
      left=$((left - 1))
      sleep 1
    fi
  done
  locked="${locked-} $link"
  trap 'rm -f $locked' EXIT
}

# The mark holds the id: one that a commit brings along cannot name that commit.
is_ready() { [ "$(cat "releases/$1/$mark" 2>/dev/null)" = "$1" ]; }
is_current() { [ "$(readlink current)" = "releases/$1" ]; }

# What is removed goes out of sight first, so that a half of it is never taken for a release, and
# whoever is still in there writes nowhere else.
remove() {
  gone=releases/.gone.$$.${1##*/}
  [ ! -e "$1" ] || mv "$1" "$gone" || fail "$root/$1 cannot be moved"
  rm -rf releases/.gone.* 2>/dev/null || fail "$root/$gone cannot be removed"
}

# renamed LINK TEXT: the link says this from one moment to the next, and is never away.
renamed() {
  rm -f "$1".new.*
  ln -s "$2" "$1.new.$$" 2>/dev/null || { rm -rf .spare; ln -s "$2" "$1.new.$$"; } || return 1
  mv -T "$1.new.$$" "$1" 2>/dev/null || mv -h "$1.new.$$" "$1" 2>/dev/null ||
    perl -e 'rename $ARGV[0], $ARGV[1] or exit 1' "$1.new.$$" "$1"
  [ "$(readlink "$1")" = "$2" ]
}

current() {
  cd "$root" 2>/dev/null || exit 0
  [ -L current ] || [ ! -e current ] ||
    refuse "$root/current is no link, so nobody can tell what is current; move it away"
  readlink current
  exit 0
}

prepared() {
  cd "$root" 2>/dev/null || exit 0
  for one in releases/*/; do
    one=${one%/}
    is_ready "${one##*/}" && answer "${one##*/}"
  done
  exit 0
}

# Twice the release that is current, 200 MB at least, and 1000 inodes.
room() {
  at=$root
  while [ ! -d "$at" ]; do at=$(dirname "$at"); done
  size=$(du -sk "$root/current/." 2>/dev/null | cut -f 1)
  wanted=$((${size:-0} * 2))
  [ "$wanted" -ge 204800 ] || wanted=204800
  free=$(LC_ALL=C df -Pk "$at" | awk 'END { print $4 }')
  nodes=$(LC_ALL=C df -Pi "$at" 2>/dev/null | awk 'END { if ($2 > 0) print $4 }')
  answer "$wanted ${free:-0} ${nodes:--}"
}

# Replaces a path of the release by a link to what all of them share.
share() {
  [ -e "$root/shared/$2" ] || refuse "$root/shared/$2 is missing; put it there"
  mkdir -p "releases/$1/$(dirname "$2")" || fail "releases/$1/$2 cannot be made"
  at=$(cd "releases/$1/$(dirname "$2")" && pwd -P)
  case $at/ in
  "$(cd "releases/$1" && pwd -P)"/*) ;;
  *) refuse "$2 leads out of the release, so it cannot be replaced" ;;
  esac
  rm -rf "${at:?}/$(basename "$2")"
  ln -s "$root/shared/$2" "$at/$(basename "$2")" || fail "releases/$1/$2 cannot be made"
}

# Fills the folder of the release; git keeps what a ref names.
check_out() {
  mirrored update-ref "refs/smokegate/$1" "$1" || return 1
  remove "releases/$1"
  index=mirror.git/smokegate-index
  rm -f "$index"
  mkdir "releases/$1" || return 1
  (
    cd "releases/$1" || exit 1
    export GIT_DIR="$root/mirror.git" GIT_WORK_TREE=. GIT_INDEX_FILE="$root/$index"
    git read-tree "$1" && git checkout-index --all --force --quiet
  ) >&2 || return 1
  rm -f "$index" "releases/$1/$mark"
}

# prepare ID REPOSITORY WAIT COMMAND SHARED...
prepare() {
  enter
  id=$1 repository=$2 wait=$3 command=$4
  shift 4
  is_ready "$id" && return
  lock_mirror "$wait"
  is_ready "$id" && return
  ! is_current "$id" || refuse "$id is current but not complete; switch to another release first"
  obtain "$id" "$repository"
  [ "$(commits "$id")" = "$id" ] || refuse "the repository has no commit $id"
  check_out "$id" || { mend "$repository" && check_out "$id"; } ||
    fail "$id could not be checked out"
  for path in "$@"; do share "$id" "$path"; done
  [ -z "$command" ] || (cd "releases/$id" && SMOKEGATE_RELEASE=$id sh -c "$command" >&2) ||
    fail "prepare ended with status $?"
  sync
  answer "$id" >"releases/$id/$mark" || fail "releases/$id cannot be marked"
  sync
}

# switch ID FROM FENCE WAIT COMMAND
switch() {
  is_ready_to_go "$1"
  lock switch "$4"
  held=$(readlink .fence)
  case $held in '' | *[!0-9]*) held=0 ;; esac
  [ "$3" -ge "$held" ] || refuse "run $held has switched since, and this is only run $3; \
where the record of runs was begun anew, remove $root/.fence"
  now=$(readlink current) || now=
  case ${now##*/} in
  '' | "$1" | "$2"*) ;;
  *) refuse "somebody has made ${now##*/} current meanwhile" ;;
  esac
  # written first, so that what an older run began cannot come after; a full disk has to take it
  [ "$held" = "$3" ] || renamed .fence "$3" || fail "$root/.fence cannot be written"
  [ "$now" = "releases/$1" ] || renamed current "releases/$1" ||
    fail "$root/current cannot be replaced"
  sync . 2>/dev/null || sync
  [ -z "$5" ] || (cd current && SMOKEGATE_RELEASE=$1 sh -c "$5" >&2) ||
    fail "activate ended with status $?"
}

is_ready_to_go() {
  cd "$root" 2>/dev/null || refuse "$root is missing"
  is_ready "$1" || refuse "$1 does not lie ready in $root/releases"
  [ -L current ] || [ ! -e current ] || refuse "$root/current is no link; move it away"
}

# What lies there, half-made ones too.
folders() {
  cd "$root" 2>/dev/null || exit 0
  for one in releases/* failed/*; do
    [ ! -d "$one" ] || answer "$one"
  done
}

# move_off FROM TO WAIT: out of reach of every switch, which has to wait for no more than this.
move_off() (
  locked='' # those of the caller are not ours to free
  lock switch "$3"
  ! is_current "${1##*/}" || exit 0
  mv "$1" "$2" || fail "$root/$1 cannot be moved"
)

# prune WAIT COMMAND ASIDE... -- REMOVED...
prune() {
  cd "$root" 2>/dev/null || exit 0
  wait=$1 command=$2 to=aside
  shift 2
  lock_mirror "$wait"
  for one in "$@"; do
    [ "$one" != -- ] || { to=away; continue; }
    release=${one##*/} there=releases/.away.${one##*/}
    ! is_current "$release" || continue
    [ -d "$one" ] || continue
    [ "$to" = away ] || there=failed/$release
    remove "$there"
    if [ "$to" = away ] && [ "$one" = "failed/$release" ] && [ -d "releases/$release" ]; then
      remove "$one" # deployed again since: its images and its commit are those of the new folder
      continue
    fi
    move_off "$one" "$there" "$wait" || exit $?
  done
  for one in releases/.away.*; do # of a prune that was killed, too
    [ -d "$one" ] || continue
    release=${one#releases/.away.}
    [ ! -d "releases/$release" ] || { remove "$one"; continue; }
    # what it leaves elsewhere, such as images; if that fails it is still to go
    [ -z "$command" ] || (cd "$one" && SMOKEGATE_RELEASE=$release sh -c "$command" >&2)
    remove "$one"
    [ ! -d mirror.git ] || mirrored update-ref -d "refs/smokegate/$release" 2>/dev/null
    answer "$release"
  done
  rm -rf releases/.gone.* releases/.mirror.*
  [ ! -d mirror.git ] || git --git-dir=mirror.git -c gc.autoDetach=false gc --auto --quiet >&2
  exit 0
}

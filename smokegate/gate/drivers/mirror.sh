# The repository on the host, as far as the git driver needs one. What git.sh has is used here, and
# the other way round: both are one script.

mirrored() { LC_ALL=C git --git-dir=mirror.git -c gc.auto=0 -c core.fsync=all "$@"; }

# While we hold the lock nobody else is in there, so what git has locked, a killed git has.
lock_mirror() {
  lock mirror "$1"
  [ ! -d mirror.git ] || find mirror.git -name '*.lock' -type f -exec rm -f {} +
}

make_mirror() {
  rm -rf releases/.mirror.*
  git init --quiet --bare --template= "releases/.mirror.$$" >&2
}

# Tags are forced: one that was moved keeps its first commit otherwise.
fetch() {
  git --git-dir="$1" -c gc.auto=0 -c core.fsync=all fetch --quiet --prune --force --no-tags \
    -- "$2" '+refs/heads/*:refs/heads/*' '+refs/tags/*:refs/tags/*' >&2
}

update() {
  [ -d mirror.git ] || { make_mirror && mv "releases/.mirror.$$" mirror.git; } ||
    fail "$root/mirror.git cannot be made"
  fetch mirror.git "$1" || mend "$1" --connectivity-only || fail "git could not fetch from it"
}

# A mirror that the death of the machine has torn is made anew; false where it is whole.
mend() {
  mirrored fsck ${2:+"$2"} >/dev/null 2>&1 && return 1
  make_mirror && fetch "releases/.mirror.$$" "$1" || return 1
  remove mirror.git
  mv "releases/.mirror.$$" mirror.git
}

# The commits that an id may mean. A branch that is named like an id is none.
commits() {
  [ -d mirror.git ] || return 0
  for object in $(mirrored rev-parse --disambiguate="$1" 2>/dev/null); do
    case $(mirrored cat-file -t "$object" 2>/dev/null) in
    commit | tag) mirrored rev-parse --verify --quiet "$object^{commit}" ;;
    esac
  done | sort -u
}

# Whether there is such a commit, in the mirror or in the repository.
obtain() {
  [ -z "$(commits "$1")" ] || return 0
  update "$2"
  # where no branch has it any more, the other side may still hand it out
  [ -n "$(commits "$1")" ] || mirrored fetch --quiet --no-tags -- "$2" "$1" 2>/dev/null
  [ -n "$(commits "$1")" ] || mend "$2" --connectivity-only
  [ -n "$(commits "$1")" ]
}

# find_commit ID REPOSITORY WAIT
find_commit() {
  enter
  found=$(commits "$1")
  if [ -z "$found" ]; then
    lock_mirror "$3"
    obtain "$1" "$2" && found=$(commits "$1")
  fi
  answer "$found"
}

described() {
  cd "$root" 2>/dev/null || exit 0
  [ -n "$(commits "$1")" ] || exit 0
  mirrored -c i18n.logOutputEncoding=UTF-8 log -1 --format='%s%n%an' "$1" --
}

# irreversible BEFORE AFTER FILE
irreversible() {
  cd "$root" 2>/dev/null || exit 0
  file=releases/$2/$3
  brought=$(mirrored log -1 --full-history -m --diff-filter=AM --format=%h "$1..$2" -- "$3" \
    2>/dev/null)
  if [ -n "$brought" ]; then
    text=$(mirrored show "$brought:$3" 2>/dev/null)
    answer "${text:-commit $brought brings it}"
  elif [ -e "$file" ] && ! cmp -s "$file" "releases/$1/$3"; then
    text=$(cat "$file")
    answer "${text:-it is there}"
  fi
  exit 0
}

# Runs $1, sh text, with the other arguments, for as long as somebody holds our stdin open. When the
# gate is gone, or the connection, what it began must not go on beside what is begun next.
body=$1
shift
exec 3<&0 </dev/null
(
  read -r _ <&3
  trap '' TERM
  kill -TERM 0
  sleep 5
  kill -KILL 0
) >/dev/null 2>&1 &
watch=$!
exec 3<&-
sh -c "$body" sh "$@"
status=$?
kill "$watch" 2>/dev/null
[ "$status" -ne 255 ] || status=254 # 255 is how ssh says that the connection failed
exit "$status"

# Reads "+ PID" and "- PID", and when whoever writes that is gone, ends the groups that are left.
pids=" "
while read -r sign pid; do
  case $sign in
    +) pids="$pids$pid " ;;
    -) pids="${pids%% "$pid" *} ${pids#* "$pid" }" ;;
  esac
done
for pid in $pids; do
  kill -s KILL -- "-$pid" 2>/dev/null
done

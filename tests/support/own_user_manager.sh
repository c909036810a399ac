#!/bin/bash
# systemd --user, alone: with process ids, mounts and control groups of its own, so that it can
# neither see nor move any other process of this machine. Needs root; ends with 1 where it cannot.
#
# Arguments: a name for its control group, its runtime folder.
set -eu
group=$1 runtime=$2

hierarchies() { # where this machine's control groups are mounted, as far as they are needed
    local each
    case $(stat -fc %T /sys/fs/cgroup) in
    cgroup2fs) echo /sys/fs/cgroup ;;
    *) for each in systemd memory pids unified; do
        [ ! -e "/sys/fs/cgroup/$each/cgroup.procs" ] || echo "/sys/fs/cgroup/$each"
    done ;;
    esac
}

own() { # the control group of this process in the hierarchy that is mounted there
    awk -F: -v wanted="${1##*/}" '
        wanted == "systemd" && $2 == "name=systemd" {print $3}
        (wanted == "unified" || wanted == "cgroup") && $1 == 0 {print $3}
        $2 == wanted {print $3}' /proc/self/cgroup
}

case ${3:-begin} in
begin)
    exec unshare --mount --pid --fork --kill-child --mount-proc --propagation private \
        bash "$0" "$group" "$runtime" apart
    ;;
apart)
    for hierarchy in $(hierarchies); do
        place=$hierarchy$(own "$hierarchy")/$group
        mkdir "$place"
        echo 0 >"$place/cgroup.procs" # this shell
    done
    exec unshare --cgroup bash "$0" "$group" "$runtime" alone
    ;;
esac

there=$(hierarchies)
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system # which says that this machine has systemd, which would make these:
mkdir -m 000 /run/systemd/inaccessible /run/systemd/inaccessible/dir
install -m 000 /dev/null /run/systemd/inaccessible/reg
if [ "$there" = /sys/fs/cgroup ]; then
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
else
    mount -t tmpfs tmpfs /sys/fs/cgroup
    for each in $there; do
        mkdir "$each"
        case ${each##*/} in
        systemd) mount -t cgroup -o none,name=systemd cgroup "$each" ;;
        unified) mount -t cgroup2 cgroup2 "$each" ;;
        *) mount -t cgroup -o "${each##*/}" cgroup "$each" ;;
        esac
    done
fi
for each in $there; do # it moves every process that it finds there; those outside are a 0
    if grep -qx 0 "$each/cgroup.procs" || ! grep -qx $$ "$each/cgroup.procs"; then
        echo "There is no control group of its own in $each." >&2
        exit 1
    fi
done
export XDG_RUNTIME_DIR=$runtime
unset DBUS_SESSION_BUS_ADDRESS NOTIFY_SOCKET
/lib/systemd/systemd --user --unit=basic.target --log-target=console &
wait # as process 1, which systemd --user must not be

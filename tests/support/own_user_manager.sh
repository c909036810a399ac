#!/bin/bash
# A user's own systemd, alone: with process ids, mounts and control groups of its own, so that it
# can neither see nor move any other process of this machine. Needs root, and runs as another
# user; ends with 1 where that is not possible.
#
# Arguments: whose it is (a number), its runtime folder, a name for its control group, then
# folders that this user has to be able to read.
set -eu
user=$1 runtime=$2 group=$3
stage=${STAGE:-begin}

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

enter_groups() { # control groups that belong to the user, below those of this process
    local hierarchy place
    for hierarchy in $(hierarchies); do
        place=$hierarchy$(own "$hierarchy")/$group
        mkdir "$place"
        chown -R "$user:$user" "$place"
        echo 0 >"$place/cgroup.procs" # this shell
    done
}

mount_groups() { # what is below its own group, as if that were all there is
    local there each
    there=$(hierarchies)
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
}

mount_run() { # what a booted system has there
    mount -t tmpfs -o mode=755 tmpfs /run
    mkdir -p /run/systemd/system /run/systemd/inaccessible
    mkdir -m 700 /run/systemd/unit-root
    mkdir -m 000 /run/systemd/inaccessible/dir
    install -m 000 /dev/null /run/systemd/inaccessible/reg
}

as_user() { setpriv --reuid="$user" --regid="$user" --clear-groups "$@"; }

hide_closed_above() { # folder: an empty folder in place of the first one that the user cannot enter
    local above='' part parts
    IFS=/ read -ra parts <<<"${1#/}"
    for part in "${parts[@]}"; do
        above=$above/$part
        as_user test -x "$above" || { mount -t tmpfs -o mode=755 tmpfs "$above" && return; }
    done
}

open_ways_to() { # folders: leaves them where they are, and hides what is closed above them
    local number=0 folder
    for folder; do
        mkdir -p "/run/kept/$((++number))"
        mount --rbind "$folder" "/run/kept/$number"
    done
    for folder; do as_user test -r "$folder" || hide_closed_above "$folder"; done
    number=0
    for folder; do
        : $((++number))
        as_user test -r "$folder" && continue
        mkdir -p "$folder"
        mount --rbind "/run/kept/$number" "$folder"
    done
    umount -R /run/kept/*
}

case $stage in
begin) STAGE=apart exec unshare --mount --pid --fork --kill-child --mount-proc \
    --propagation private bash "$0" "$@" ;;
apart)
    enter_groups
    STAGE=alone exec unshare --cgroup bash "$0" "$@"
    ;;
esac
shift 3
mount_groups
mount_run
open_ways_to "$@"
unset STAGE DBUS_SESSION_BUS_ADDRESS NOTIFY_SOCKET
export XDG_RUNTIME_DIR=$runtime
setpriv --reuid="$user" --regid="$user" --groups="$DEVICE_GROUP" \
    /lib/systemd/systemd --user --unit=basic.target &
wait # as process 1, which systemd --user must not be

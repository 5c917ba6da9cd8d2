#!/bin/sh
# Installs what FFmpeg is built with, and unpacks the source package of this system's Debian; apt checks its signature.
#   fetch-ffmpeg.sh VERSION DESTINATION
# VERSION: of the source package, such as 7:7.1.5-0+deb13u1. Debian's mirrors keep only the newest of a release, so after a security
# update that one is taken, if it is of the same series (7.1), and said so. As root.
set -eu
[ $# -eq 2 ] || { echo "usage: fetch-ffmpeg.sh VERSION DESTINATION" >&2; exit 2; }
wanted=$1
destination=$2
say() { echo "fetch-ffmpeg.sh: $*" >&2; }

# The same places as the packages, signed by the same key.
for list in /etc/apt/sources.list.d/*.sources; do
  [ -f "$list" ] || continue
  sed -i 's/^Types: deb$/Types: deb deb-src/' "$list"
done
if [ -f /etc/apt/sources.list ]; then sed -i 's/^deb \(.*\)$/&\ndeb-src \1/' /etc/apt/sources.list; fi

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends \
  dpkg-dev gcc libc6-dev make pkgconf libmbedtls-dev zlib1g-dev xz-utils >/dev/null

work=$(mktemp -d)
chmod 0755 "$work" # apt downloads as a user of its own
chown _apt "$work"
cd "$work"
if ! apt-get source -qq --download-only "ffmpeg=$wanted"; then
  series=$(echo "$wanted" | sed -n 's/^\([0-9]*:[0-9]*\.[0-9]*\).*$/\1/p')
  found=$(apt-cache showsrc --only-source ffmpeg | sed -n 's/^Version: //p' | grep "^$series\." | sort -V | tail -n 1)
  if [ -z "$found" ]; then
    say "this Debian has no FFmpeg $series; it has:" $(apt-cache showsrc --only-source ffmpeg | sed -n 's/^Version: //p')
    say "build on a base of Debian 13 (build argument BASE), or name a version with the build argument FFMPEG_VERSION"
    exit 1
  fi
  say "NOTE: $wanted is not there any more; $found is taken. Set FFMPEG_VERSION to it."
  apt-get source -qq --download-only "ffmpeg=$found"
fi
# Also the patches of Debian. apt has checked the files against the signed list.
dpkg-source --no-check -x ./*.dsc "$destination"
rm -r "$work"

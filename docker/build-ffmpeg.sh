#!/bin/sh
# Builds the slim FFmpeg of the image: what passing a stream on needs, and nothing else, in one static file. See docs/adr/0016.
#   build-ffmpeg.sh SOURCE DESTINATION
# SOURCE: the unpacked source of FFmpeg 7.1; DESTINATION: a folder, which gets `ffmpeg` and its licences in `licenses/`.
set -eu
[ $# -eq 2 ] || { echo "usage: build-ffmpeg.sh SOURCE DESTINATION" >&2; exit 2; }
[ -d "$1" ] || { echo "build-ffmpeg.sh: there is no folder $1" >&2; exit 2; }
mkdir -p "$2"
destination=$(cd "$2" && pwd)
cd "$1"

# GnuTLS, which Debian's FFmpeg has, checks certificates against those of the system where no others are named; mbedTLS, which can be linked
# into one file, is told to.
sed -i 's|^    // load trusted CA$|    if (!shr->ca_file \&\& shr->verify) shr->ca_file = av_strdup("/etc/ssl/certs/ca-certificates.crt");|' libavformat/tls_mbedtls.c
grep -q ca-certificates.crt libavformat/tls_mbedtls.c

# http(s) and what a web address may hold, since such sources cost nothing more. No `file`: whatever a playlist says, it reads none.
protocols=tcp,udp,rtp,srtp,tls,rtmp,rtmps,http,https,httpproxy,crypto,pipe
demuxers=flv,live_flv,rtsp,sdp,rtp,hls,mpegts,mov,matroska,mpjpeg,ogg,aac,mp3
muxers=rtsp,rtp,null
# None of them decodes for a stream that is passed on. But what FFmpeg finds out of a source is partly found by decoding its first picture or
# piece of sound, such as mono or stereo of AAC, and the size of FLV1.
decoders=h264,hevc,mpeg4,mpeg2video,mjpeg,flv,aac,aac_latm,mp3,mp2,ac3,pcm_alaw,pcm_mulaw

# --disable-iconv: what is static must load no library at run time, and glibc's iconv does, of whatever version is there.
# -w: warnings of code that is not ours.
flags='-w -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2'
./configure \
  --disable-everything --disable-autodetect --disable-debug --disable-doc \
  --disable-ffplay --disable-ffprobe --disable-avdevice --disable-postproc --disable-swscale --disable-swresample \
  --disable-x86asm --enable-pic --disable-iconv \
  --enable-version3 --enable-mbedtls --enable-zlib \
  --enable-protocol="$protocols" --enable-demuxer="$demuxers" --enable-muxer="$muxers" \
  --enable-decoder="$decoders" --enable-parsers --enable-bsfs \
  --pkg-config-flags=--static --extra-cflags="$flags" \
  --extra-ldexeflags='-static-pie -Wl,-z,relro,-z,now' \
  --extra-version=slim
make -s -j"$(nproc)" ffmpeg
strip -o "$destination/ffmpeg" ffmpeg
mkdir -p "$destination/licenses"
cp LICENSE.md COPYING.LGPLv2.1 COPYING.LGPLv3 "$destination/licenses/"

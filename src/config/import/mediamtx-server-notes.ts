import type { ForeignEntry } from './foreign-yaml.js';
import type { ImportNote } from './imported.js';
import { isUnset } from './plain-values.js';

/** What the settings of the whole server mean here. */
export function mediamtxServerNotes(entries: readonly ForeignEntry[]): ImportNote[] {
  return entries.flatMap((entry): ImportNote[] => {
    const { key, line, value } = entry;
    if (isUnset(value)) return [];
    switch (key) {
      case 'rtspAddress':
      case 'rtmpAddress': {
        const server = key === 'rtspAddress' ? 'rtsp' : 'rtmp';
        const message = `"${key}" is not carried over: this machine alone reaches the servers here unless you say otherwise`;
        return [{ line, message, remedy: `Write below "listen": ${server}: "${String(value)}"` }];
      }
      case 'hls':
      case 'webrtc':
      case 'srt':
        return [{ line, message: `there is no ${SERVERS[key]} server here`, remedy: 'Readers use RTSP.' }];
      case 'authInternalUsers':
        return entry.node !== null && hasUsers(value) ? [usersNote(line)] : [];
      case 'authMethod':
        return value === 'internal' ? [] : [usersNote(line)];
      case 'rtspEncryption':
      case 'rtmpEncryption':
        return value === 'no'
          ? []
          : [
              {
                line,
                message: `"${key}" is not carried over`,
                remedy: `Write "tls" at the top, and below "listen": ${key === 'rtspEncryption' ? 'rtsps: 0.0.0.0:8322' : 'rtmps: 0.0.0.0:1936'}`,
              },
            ];
      case 'runOnConnect':
      case 'runOnDisconnect':
        return [{ line, message: `"${key}" is not carried over`, remedy: 'No commands are run here.' }];
      default:
        return [];
    }
  });
}

const SERVERS: Readonly<Record<string, string>> = { hls: 'HLS', webrtc: 'WebRTC', srt: 'SRT' };

/** `any` is everybody, as it is shipped. */
function hasUsers(value: unknown): boolean {
  return (
    Array.isArray(value) && value.some((user: unknown) => (user as { user?: unknown } | null)?.user !== 'any')
  );
}

function usersNote(line: number): ImportNote {
  return {
    line,
    message: 'who may publish and read is not carried over',
    remedy:
      'Write below "users" who may "read" and "publish" over RTSP, and below "ingest.keys" who may push over RTMP.',
  };
}

/**
 * Why a stream is in its phase: a reason for machines, a sentence and a remedy for people. One catalogue for
 * status, logs, API and page.
 */
export const CONDITIONS = {
  Running: { message: 'Media is arriving at the output.', remedy: '' },
  Starting: { message: 'FFmpeg was started and has not written media yet.', remedy: '' },
  ChangeWaits: {
    message:
      'FFmpeg still runs as before; the change is carried out when the file has been the same for a second.',
    remedy: '',
  },
  Stopping: { message: 'FFmpeg was asked to end and has not ended yet.', remedy: '' },
  Disabled: { message: 'The file says "enabled: false".', remedy: 'Set "enabled: true" to start it.' },
  WaitingForStart: { message: 'It is about to be started.', remedy: '' },
  WaitingForPublisher: {
    message: 'Nobody pushes to this path of the ingest.',
    remedy: 'Let the drone, camera or encoder push to the address that is shown as the source.',
  },
  WaitingForRtspServer: {
    message: 'The embedded RTSP server is not listening yet.',
    remedy: 'See "listen.rtsp" in the status; another program may hold the port.',
  },
  WaitingForIngest: {
    message: 'The RTMP ingest is not listening yet.',
    remedy: 'See "listen.rtmp" in the status; another program may hold the port.',
  },
  RtspServerOff: {
    message: 'The embedded RTSP server is off, and this stream is to be published there.',
    remedy: 'Give "listen.rtsp" an address, or name another server in "server".',
  },
  IngestOff: {
    message: 'The RTMP ingest is off, and this stream waits for a publisher there.',
    remedy: 'Give "listen.rtmp" an address, or write a URL as "source".',
  },
  WaitingForOutput: {
    message: 'Another stream still publishes at this path; its FFmpeg is about to end.',
    remedy: '',
  },
  SourceRefused: {
    message: 'The source server refuses the connection.',
    remedy: 'Check host and port, and that the server runs and is not behind a firewall.',
  },
  SourceHostUnknown: {
    message: 'The name of the source server cannot be resolved.',
    remedy: 'Check the host name for typing errors, and the DNS of this machine.',
  },
  SourceNotFound: {
    message: 'The source server is there, but plays nothing at this path.',
    remedy: 'Check application and stream name, and that the camera or encoder is sending.',
  },
  SourceEnded: {
    message: 'The source ended.',
    remedy: 'Check that the camera or encoder is on and its network is up.',
  },
  SourceStalled: {
    message: 'Media stood still for longer than "stallTimeout".',
    remedy: 'Check the camera or encoder and its network; raise "stallTimeout" if such gaps are usual.',
  },
  SourceSilent: {
    message: 'The source server accepts connections and does not answer.',
    remedy: 'Check that it speaks RTMP at this port, and restart it when it hangs.',
  },
  SourceCredentialsRefused: {
    message: 'The source server refuses the credentials.',
    remedy: 'Check user, password or stream key of "source".',
  },
  ServerDown: {
    message: 'The RTSP server refuses the connection.',
    remedy: 'Check "server": host and port, and that the server runs.',
  },
  ServerHostUnknown: {
    message: 'The name of the RTSP server cannot be resolved.',
    remedy: 'Check the host name in "server" for typing errors, and the DNS of this machine.',
  },
  ServerLost: {
    message: 'The RTSP server closed the connection while media was flowing.',
    remedy:
      'It was restarted, reloaded, or another publisher took the path. See its log if it happens again.',
  },
  ServerError: {
    message: 'The RTSP server answered with an internal error.',
    remedy: 'See the log of the RTSP server.',
  },
  CredentialsRefused: {
    message: 'The RTSP server refuses the credentials for publishing.',
    remedy: 'Put user and password into "server": rtsp://user:password@host:8554.',
  },
  PathRefused: {
    message: 'The RTSP server does not accept publishing at this path.',
    remedy: 'Allow the path in the configuration of the server, or change "path".',
  },
  PathTaken: {
    message:
      'The RTSP server accepted the path but not the recording: it is taken, or the tracks are refused.',
    remedy: 'End the other publisher of this path, or change "path".',
  },
  CodecNotSupported: {
    message: 'A codec of the source cannot be carried over RTSP, or the FFmpeg at hand cannot produce it.',
    remedy: 'Let the source send H.264 or H.265 with AAC or Opus.',
  },
  TrackMissing: {
    message: 'The source has no track that could be sent.',
    remedy: 'Check that the camera or encoder sends video or audio.',
  },
  OptionRefused: {
    message: 'This version of FFmpeg does not know an option that it was given.',
    remedy: 'Install FFmpeg 5.1 or newer.',
  },
  Killed: {
    message: 'FFmpeg was killed from outside.',
    remedy: 'See the kernel log for the memory killer, and ask who else may have ended it.',
  },
  FfmpegMissing: {
    message: 'FFmpeg could not be started.',
    remedy: 'Install it (Debian, Ubuntu: apt-get install ffmpeg), or name it with --ffmpeg.',
  },
  Failed: {
    message: 'FFmpeg ended for a reason that is not known.',
    remedy: 'Read the line from its log, and report it if the reason should have been told.',
  },
} as const satisfies Record<string, Condition>;

export interface Condition {
  readonly message: string;
  /** Empty when there is nothing to do. */
  readonly remedy: string;
}

export type Reason = keyof typeof CONDITIONS;

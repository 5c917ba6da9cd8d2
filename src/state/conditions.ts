/**
 * Why a stream is in its phase: a reason for machines, a sentence and a remedy for people. One catalogue for
 * status, logs, API, page and docs/conditions.md.
 */
export const CONDITIONS = {
  Running: state('Media is arriving at the output.'),
  Starting: state('FFmpeg was started and has not written media yet.'),
  ChangeWaits: state(
    'FFmpeg still runs as before; the change is carried out when the file has been the same for a second.',
  ),
  TakeoverWaits: state(
    'FFmpeg still runs as before; another one was started beside it, and takes over with its first key frame.',
  ),
  Stopping: state('FFmpeg was asked to end and has not ended yet.'),
  Disabled: state('The file says "enabled: false".', 'Set "enabled: true" to start it.'),
  WaitingForStart: state('It is about to be started.'),
  WaitingForPublisher: state(
    'Nobody pushes to this path of the ingest.',
    'Let the drone, camera or encoder push to the address that is shown as the source.',
  ),
  WaitingForRtspServer: state(
    'The embedded RTSP server is not listening yet.',
    'See "listen.rtsp" in the status; another program may hold the port.',
  ),
  WaitingForIngest: state(
    'The RTMP ingest is not listening yet.',
    'See "listen.rtmp" in the status; another program may hold the port.',
  ),
  RtspServerOff: state(
    'The embedded RTSP server is off, and this stream is to be published there.',
    'Give "listen.rtsp" an address, or name another server in "server".',
  ),
  IngestOff: state(
    'The RTMP ingest is off, and this stream waits for a publisher there.',
    'Give "listen.rtmp" an address, or write a URL as "source".',
  ),
  WaitingForOutput: state('Another stream still publishes at this path; its FFmpeg is about to end.'),

  SourceRefused: source(
    'The source server refuses the connection.',
    'Check host and port, and that the server runs and is not behind a firewall.',
  ),
  SourceUnreachable: source(
    'Nothing answers at the address of the source server.',
    'Check that the machine is on, its network and the route to it, and that no firewall drops the connection.',
  ),
  SourceHostUnknown: source(
    'The name of the source server cannot be resolved.',
    'Check the host name for typing errors, and the DNS of this machine.',
  ),
  SourceNotFound: source(
    'The source server answers, but plays nothing at this path.',
    'Check application and stream name, and that the camera or encoder is sending.',
  ),
  SourceEnded: source('The source ended.', 'Check that the camera or encoder is on and its network is up.'),
  SourceStalled: source(
    'The source stays connected and sends no more media.',
    'Check the camera or encoder and its network; raise "stallTimeout" if such gaps are usual.',
  ),
  SourceSilent: source(
    'The source server takes the connection and sends nothing.',
    'Check that it speaks this protocol at this port, and restart it when it hangs; raise "firstFrameTimeout" if it needs longer.',
  ),
  SourceCredentialsRefused: lasting(
    source('The source server refuses the credentials.', 'Check user, password or stream key of "source".'),
  ),
  TrackMissing: source(
    'The source has no track that could be sent.',
    'Check that the camera or encoder sends video or audio.',
  ),
  // The next source of the list may well send another codec.
  CodecNotSupported: lasting(
    source(
      'A codec of the source cannot be carried over RTSP.',
      'Let the source send H.264 or H.265 with AAC or Opus.',
    ),
  ),
  // The next source of the list may be of another kind.
  ProtocolMissing: lasting(
    source(
      'FFmpeg was built without the protocol of the source.',
      'Run the image "full", or name an FFmpeg that has it with --ffmpeg-full; "ffmpeg -protocols" lists what it has.',
    ),
  ),
  H265NeedsNewerFfmpeg: lasting(
    source(
      'The source sends H.265 over RTMP, which this FFmpeg cannot read; FFmpeg 6.1 or newer can.',
      'Install FFmpeg 6.1 or newer, or let the source send H.264. It has to send H.265 as Enhanced RTMP.',
    ),
  ),
  FirstFrameTimeout: source(
    'No media came within "firstFrameTimeout", and nothing tells why.',
    'Play the source with ffprobe from this machine; raise "firstFrameTimeout" if it needs that long.',
  ),

  ServerDown: server(
    'The RTSP server cannot be reached, or refuses the connection.',
    'Check "server": host and port, that the server runs, and that no firewall is between.',
  ),
  ServerHostUnknown: server(
    'The name of the RTSP server cannot be resolved.',
    'Check the host name in "server" for typing errors, and the DNS of this machine.',
  ),
  ServerSilent: server(
    'The RTSP server takes the connection and does not answer.',
    'It hangs, or speaks no RTSP at this port: check "server", see its log, restart it.',
  ),
  ServerStalled: server(
    'The RTSP server takes no more data, though it is connected.',
    'It hangs, or the network to it is too slow for this stream: see its log and load, restart it.',
  ),
  ServerLost: server(
    'The RTSP server closed the connection.',
    'It was restarted, reloaded, or another publisher took the path. See its log if it happens again.',
  ),
  ServerError: server('The RTSP server answered with an internal error.', 'See the log of the RTSP server.'),
  CredentialsRefused: lasting(
    server(
      'The RTSP server refuses the credentials for publishing.',
      'Put user and password into "server": rtsp://user:password@host:8554.',
    ),
  ),
  PathRefused: lasting(
    server(
      'The RTSP server does not accept publishing at this path.',
      'Allow the path in the configuration of the server, or change "path".',
    ),
  ),
  PathTaken: server(
    'The RTSP server does not take the recording and says no more: the path is taken, or a track is refused.',
    'End the other publisher of this path, or change "path".',
  ),
  PathContested: lasting(
    server(
      'Another publisher takes this path of the RTSP server again and again.',
      'Find the other publisher in the log of the server, perhaps a second router, and end it or change "path".',
    ),
  ),
  TransportRefused: lasting(
    server(
      'The RTSP server does not take media in the way it is sent.',
      'Allow RTSP over TCP at the server, or change "transport".',
    ),
  ),

  EncoderMissing: lasting(
    ffmpeg(
      'The encoder is not in this FFmpeg, or the hardware that it needs is not in this machine.',
      'See what it has with "ffmpeg -encoders", and name another "encoder" or none.',
    ),
  ),
  FullFfmpegMissing: lasting(
    ffmpeg(
      'The stream has to be encoded, and the only FFmpeg here is a slim one, which passes on what comes.',
      'Run the image "full", or name an FFmpeg with encoders with --ffmpeg-full; or write "copy" for video and audio.',
    ),
  ),
  EncoderRefused: lasting(
    ffmpeg(
      'The encoder does not accept what it is asked for.',
      'Change size, frame rate, bit rate, preset or sample rate in "video" or "audio".',
    ),
  ),
  OptionRefused: lasting(
    ffmpeg(
      'This FFmpeg does not know an option, or a value of it.',
      'Install FFmpeg 5.1 or newer, and check "ffmpeg.inputArgs" and "ffmpeg.outputArgs".',
    ),
  ),
  FfmpegMissing: lasting(
    ffmpeg(
      'FFmpeg could not be started.',
      'Install it (Debian, Ubuntu: apt-get install ffmpeg), or name it with --ffmpeg.',
    ),
  ),
  NoResources: ffmpeg(
    'This machine could not start another process: it has no room for its files, its processes or its memory.',
    'Raise LimitNOFILE and TasksMax of the service, or pids.max and the memory of the container; free the disk of the state folder.',
  ),
  OutOfMemory: ffmpeg(
    'There was not enough memory for FFmpeg.',
    'Raise "limits" or the memory of the container, run fewer streams here, or transcode less.',
  ),
  Killed: ffmpeg(
    'FFmpeg was ended from outside.',
    'Ask who else ends processes on this machine; the kernel log tells of a service manager or container.',
  ),
  Crashed: ffmpeg(
    'FFmpeg crashed.',
    'Update FFmpeg; if it happens again, report it there with its log and the source.',
  ),
  FfmpegTooSlow: ffmpeg(
    'FFmpeg does not keep up with the source.',
    'This machine has too much to do: transcode less, choose a faster "preset" or a smaller "size", or run fewer streams.',
  ),
  ProcessStopped: ffmpeg(
    'FFmpeg stood still because a signal or a debugger stopped it.',
    'Ask who sent SIGSTOP to it, or attached a debugger; it is ended and started again.',
  ),
  Failed: ffmpeg(
    'FFmpeg ended for a reason that is not known.',
    'Read the line from its log, and report it if the reason should have been told.',
  ),
} as const satisfies Record<string, Condition>;

export interface Condition {
  readonly message: string;
  /** Empty when there is nothing to do. */
  readonly remedy: string;
  readonly category: ConditionCategory;
  /** Whether trying again soon cannot mend it: somebody has to change something first. */
  readonly isLasting: boolean;
}

/**
 * Whose fault an end is. `source`: a stream with several sources goes to the next one. `server`: the RTSP server's.
 * `ffmpeg`: the binary's, its arguments' or this machine's. `state` is no end.
 */
export type ConditionCategory = 'source' | 'server' | 'ffmpeg' | 'state';

export type Reason = keyof typeof CONDITIONS;

function state(message: string, remedy = ''): Condition {
  return { message, remedy, category: 'state', isLasting: false };
}

function source(message: string, remedy: string): Condition {
  return { message, remedy, category: 'source', isLasting: false };
}

function server(message: string, remedy: string): Condition {
  return { message, remedy, category: 'server', isLasting: false };
}

function ffmpeg(message: string, remedy: string): Condition {
  return { message, remedy, category: 'ffmpeg', isLasting: false };
}

function lasting(condition: Condition): Condition {
  return { ...condition, isLasting: true };
}

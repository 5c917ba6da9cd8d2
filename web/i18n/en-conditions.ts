// Written by "npm run generate" from src/state/conditions.ts; a test holds it to that.
import type { ConditionTexts } from './condition-texts.js';

export const englishConditions: ConditionTexts = {
  Running: {
    message: 'Media is arriving at the output.',
    remedy: '',
  },
  Starting: {
    message: 'FFmpeg was started and has not written media yet.',
    remedy: '',
  },
  ChangeWaits: {
    message:
      'FFmpeg still runs as before; the change is carried out when the file has been the same for a second.',
    remedy: '',
  },
  TakeoverWaits: {
    message:
      'FFmpeg still runs as before; another one was started beside it, and takes over with its first key frame.',
    remedy: '',
  },
  Stopping: {
    message: 'FFmpeg was asked to end and has not ended yet.',
    remedy: '',
  },
  Disabled: {
    message: 'The file says "enabled: false".',
    remedy: 'Set "enabled: true" to start it.',
  },
  WaitingForStart: {
    message: 'It is about to be started.',
    remedy: '',
  },
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
  SourceUnreachable: {
    message: 'Nothing answers at the address of the source server.',
    remedy:
      'Check that the machine is on, its network and the route to it, and that no firewall drops the connection.',
  },
  SourceHostUnknown: {
    message: 'The name of the source server cannot be resolved.',
    remedy: 'Check the host name for typing errors, and the DNS of this machine.',
  },
  SourceNotFound: {
    message: 'The source server answers, but plays nothing at this path.',
    remedy: 'Check application and stream name, and that the camera or encoder is sending.',
  },
  SourceEnded: {
    message: 'The source ended.',
    remedy: 'Check that the camera or encoder is on and its network is up.',
  },
  SourceStalled: {
    message: 'The source stays connected and sends no more media.',
    remedy: 'Check the camera or encoder and its network; raise "stallTimeout" if such gaps are usual.',
  },
  SourceSilent: {
    message: 'The source server takes the connection and sends nothing.',
    remedy:
      'Check that it speaks this protocol at this port, and restart it when it hangs; raise "firstFrameTimeout" if it needs longer.',
  },
  SourceCredentialsRefused: {
    message: 'The source server refuses the credentials.',
    remedy: 'Check user, password or stream key of "source".',
  },
  TrackMissing: {
    message: 'The source has no track that could be sent.',
    remedy: 'Check that the camera or encoder sends video or audio.',
  },
  CodecNotSupported: {
    message: 'A codec of the source cannot be carried over RTSP.',
    remedy: 'Let the source send H.264 or H.265 with AAC or Opus.',
  },
  ProtocolMissing: {
    message: 'FFmpeg was built without the protocol of the source.',
    remedy:
      'Run the image "full", or name an FFmpeg that has it with --ffmpeg-full; "ffmpeg -protocols" lists what it has.',
  },
  H265NeedsNewerFfmpeg: {
    message: 'The source sends H.265 over RTMP, which this FFmpeg cannot read; FFmpeg 6.1 or newer can.',
    remedy:
      'Install FFmpeg 6.1 or newer, or let the source send H.264. It has to send H.265 as Enhanced RTMP.',
  },
  FirstFrameTimeout: {
    message: 'No media came within "firstFrameTimeout", and nothing tells why.',
    remedy:
      'Play the source with ffprobe from this machine; raise "firstFrameTimeout" if it needs that long.',
  },
  ServerDown: {
    message: 'The RTSP server cannot be reached, or refuses the connection.',
    remedy: 'Check "server": host and port, that the server runs, and that no firewall is between.',
  },
  ServerHostUnknown: {
    message: 'The name of the RTSP server cannot be resolved.',
    remedy: 'Check the host name in "server" for typing errors, and the DNS of this machine.',
  },
  ServerSilent: {
    message: 'The RTSP server takes the connection and does not answer.',
    remedy: 'It hangs, or speaks no RTSP at this port: check "server", see its log, restart it.',
  },
  ServerStalled: {
    message: 'The RTSP server takes no more data, though it is connected.',
    remedy: 'It hangs, or the network to it is too slow for this stream: see its log and load, restart it.',
  },
  ServerLost: {
    message: 'The RTSP server closed the connection.',
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
      'The RTSP server does not take the recording and says no more: the path is taken, or a track is refused.',
    remedy: 'End the other publisher of this path, or change "path".',
  },
  PathContested: {
    message: 'Another publisher takes this path of the RTSP server again and again.',
    remedy:
      'Find the other publisher in the log of the server, perhaps a second router, and end it or change "path".',
  },
  TransportRefused: {
    message: 'The RTSP server does not take media in the way it is sent.',
    remedy: 'Allow RTSP over TCP at the server, or change "transport".',
  },
  EncoderMissing: {
    message: 'The encoder is not in this FFmpeg, or the hardware that it needs is not in this machine.',
    remedy: 'See what it has with "ffmpeg -encoders", and name another "encoder" or none.',
  },
  FullFfmpegMissing: {
    message:
      'The stream has to be encoded, and the only FFmpeg here is a slim one, which passes on what comes.',
    remedy:
      'Run the image "full", or name an FFmpeg with encoders with --ffmpeg-full; or write "copy" for video and audio.',
  },
  EncoderRefused: {
    message: 'The encoder does not accept what it is asked for.',
    remedy: 'Change size, frame rate, bit rate, preset or sample rate in "video" or "audio".',
  },
  OptionRefused: {
    message: 'This FFmpeg does not know an option, or a value of it.',
    remedy: 'Install FFmpeg 5.1 or newer, and check "ffmpeg.inputArgs" and "ffmpeg.outputArgs".',
  },
  FfmpegMissing: {
    message: 'FFmpeg could not be started.',
    remedy: 'Install it (Debian, Ubuntu: apt-get install ffmpeg), or name it with --ffmpeg.',
  },
  NoResources: {
    message:
      'This machine could not start another process: it has no room for its files, its processes or its memory.',
    remedy:
      'Raise LimitNOFILE and TasksMax of the service, or pids.max and the memory of the container; free the disk of the state folder.',
  },
  OutOfMemory: {
    message: 'There was not enough memory for FFmpeg.',
    remedy: 'Raise "limits" or the memory of the container, run fewer streams here, or transcode less.',
  },
  Killed: {
    message: 'FFmpeg was ended from outside.',
    remedy:
      'Ask who else ends processes on this machine; the kernel log tells of a service manager or container.',
  },
  Crashed: {
    message: 'FFmpeg crashed.',
    remedy: 'Update FFmpeg; if it happens again, report it there with its log and the source.',
  },
  FfmpegTooSlow: {
    message: 'FFmpeg does not keep up with the source.',
    remedy:
      'This machine has too much to do: transcode less, choose a faster "preset" or a smaller "size", or run fewer streams.',
  },
  ProcessStopped: {
    message: 'FFmpeg stood still because a signal or a debugger stopped it.',
    remedy: 'Ask who sent SIGSTOP to it, or attached a debugger; it is ended and started again.',
  },
  Failed: {
    message: 'FFmpeg ended for a reason that is not known.',
    remedy: 'Read the line from its log, and report it if the reason should have been told.',
  },
};

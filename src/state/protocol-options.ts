import { type AllowedOption, option, SWITCH, secretOption } from './allowed-option.js';

/** A text that goes to the server as it is; with the line ends that HTTP headers need. */
const TEXT = /^[^\p{Cc}]{1,512}$/u;
/** An address in the form in which its credentials are found. */
const URL_TEXT =
  /^[a-z]{1,10}:\/\/(?:[^\s"<>\\^{}|`/?#]*@)?(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?:[/?][^\s"<>\\^{}|`#@]*)?$/i;
const LINES = /^(?:[^\p{Cc}]|\r\n){1,4096}$/u;
const WHOLE = /^\d{1,12}$/;
const [RTMP, RTMP_TEXT] = [['rtmp', 'rtmps'], 'told to the RTMP server; some want it'] as const;
const HTTP = ['http', 'https'];

/** `rtmp_swfverify` is not among them, since it opens the address that it is given; nor is `rtmp_listen`. */
export const RTMP_OPTIONS: readonly AllowedOption[] = [
  secretOption('-rtmp_app', TEXT, 'live', 'name of the application where the address does not show it', RTMP),
  secretOption('-rtmp_playpath', TEXT, 'gate', 'stream key that has to stand apart from the address', RTMP),
  secretOption('-rtmp_conn', TEXT, 'S:token', 'further arguments of "connect", such as a token', RTMP),
  option(
    '-rtmp_live',
    /^(?:any|live|recorded)$/,
    'live',
    'whether the server is asked for a live stream',
    RTMP,
  ),
  option('-rtmp_buffer', WHOLE, '100', 'buffer that the server is told of, in milliseconds', RTMP),
  option('-rtmp_flashver', TEXT, 'FMLE/3.0', RTMP_TEXT, RTMP),
  secretOption('-rtmp_pageurl', URL_TEXT, 'https://cam.example/', RTMP_TEXT, RTMP),
  secretOption('-rtmp_swfurl', URL_TEXT, 'https://cam.example/player.swf', RTMP_TEXT, RTMP),
  secretOption('-rtmp_tcurl', URL_TEXT, 'rtmp://cam.example/live', RTMP_TEXT, RTMP),
  secretOption('-rtmp_subscribe', TEXT, 'gate', RTMP_TEXT, RTMP),
];

/** `http_proxy` is not among them, nor anything with the name of a file (`ca_file`, `cert_file`). */
export const WEB_AND_SRT_OPTIONS: readonly AllowedOption[] = [
  secretOption('-headers', LINES, 'X-Api-Key: 123', 'HTTP headers, such as an authorization', HTTP),
  secretOption('-cookies', LINES, 'id=1; path=/', 'HTTP cookies', HTTP),
  option('-user_agent', TEXT, 'KazStreamLink', 'for servers that answer some players only', [
    ...HTTP,
    'rtsp',
    'rtsps',
  ]),
  secretOption(
    '-referer',
    URL_TEXT,
    'https://cam.example/',
    'for servers that ask from where one comes',
    HTTP,
  ),
  option('-live_start_index', /^-?\d{1,3}$/, '-1', 'how far behind live an HLS playlist begins', HTTP),
  option('-tls_verify', SWITCH, '1', 'whether the certificate of the server is checked', [
    'https',
    'rtmps',
    'rtsps',
  ]),
  option('-latency', WHOLE, '200000', 'how long SRT waits for lost packets, in microseconds', ['srt']),
  secretOption('-passphrase', TEXT, 'at-least-ten-characters', 'key of an SRT stream', ['srt']),
  option('-pbkeylen', /^(?:16|24|32)$/, '32', 'length of the key of an SRT stream', ['srt']),
  secretOption('-streamid', TEXT, 'gate', 'what an SRT server is asked for', ['srt']),
];

import type { ProblemCode } from '../../src/api/contract.js';
import { englishConditions } from './en-conditions.js';
import { pluralEn } from './plural.js';

const count = (value: number): string => new Intl.NumberFormat('en').format(value);

/** All texts of the page. Another language has the same keys, or does not compile. */
export const en = {
  standings: {
    failing: 'Failing',
    waiting: 'Waiting',
    changing: 'Changing',
    running: 'Running',
    disabled: 'Disabled',
  },
  phases: {
    pending: 'Waiting',
    starting: 'Starting',
    running: 'Running',
    stalled: 'Stalled',
    backoff: 'Trying again',
    failed: 'Failed',
    stopping: 'Stopping',
    disabled: 'Disabled',
  },
  conditions: englishConditions,
  causes: {
    added: 'it is wanted and does not run',
    removed: 'it is no longer in the file',
    disabled: 'it was disabled',
    routerStops: 'the router stops',
    asked: 'somebody asked for it',
    stalled: 'media stands still',
    noFirstFrame: 'no media came in time',
    failback: 'a preferred source is well again',
    credentials: 'credentials changed',
    retry: (reason: string) => `try again after ${reason}`,
    failover: (reason: string) => `another source is tried after ${reason}`,
  },
  common: {
    for: 'for',
    loading: 'Loading…',
    cancel: 'Cancel',
  },
  units: {
    second: 's',
    minute: 'min',
    hour: 'h',
    day: 'd',
    bitPerSecond: 'bit/s',
    kilobitPerSecond: 'kbit/s',
    megabitPerSecond: 'Mbit/s',
    framesPerSecond: 'fps',
    hertz: 'Hz',
    byte: 'B',
    kilobyte: 'kB',
    megabyte: 'MB',
    gigabyte: 'GB',
    terabyte: 'TB',
  },
  shell: {
    skip: 'Skip to the content',
    navigation: 'Views',
    language: 'Language',
    theme: 'Colours',
    themes: { system: 'Colours as the system has them', light: 'Light', dark: 'Dark' },
  },
  connection: {
    connecting: 'Connecting…',
    live: 'Live',
    lost: 'Connection lost',
    lostTitle: 'The router does not answer.',
    shownIsOld: (time: string, age: string) =>
      `What you see is from ${time}, ${age} ago, and may be wrong by now.`,
    neverHeard: (age: string) => `It was not heard for ${age}.`,
    tryingAgain:
      'It is tried again all the time. Streams may well be on the air: media does not pass through the router.',
    whenBack:
      'The streams appear here as soon as the router answers. To start it: npm start, or kazstreamlink run.',
    outdated: 'The router is another version than this page.',
    reload: 'Reload the page',
  },
  notices: {
    invalidFile: (file: string, problems: number) =>
      `${file} has ${count(problems)} ${pluralEn(problems, { one: 'problem', other: 'problems' })}, so it is not live.`,
    lastValid: 'What was valid before stays live.',
    lastGood: 'The last good content is live instead.',
    nothingLive: 'Nothing is live.',
    showProblems: 'Show what is wrong',
    listener: 'It is tried again every few seconds.',
  },
  session: {
    roles: { viewer: 'viewer', editor: 'editor' },
    logOut: 'Log out',
  },
  copy: {
    copy: (what: string) => `Copy: ${what}`,
    copied: (text: string) => `Copied: ${text}`,
    failed: 'It could not be copied. Select it and copy it by hand.',
  },
  overview: {
    title: 'Streams',
    list: 'Streams',
    add: 'Add a stream',
    addFirst: 'Add the first stream',
    backup: 'backup source',
    address: (name: string) => `RTSP address of ${name}`,
    pushAddress: (name: string) => `address to push ${name} to`,
    pushTo: 'Push to',
    readers: (n: number) => `${count(n)} ${pluralEn(n, { one: 'reader', other: 'readers' })}`,
    restarts: (n: number) => `${count(n)} ${pluralEn(n, { one: 'restart', other: 'restarts' })}`,
    search: 'Search name, address or reason',
    filterByState: 'Show streams by state',
    sortBy: 'Sort by',
    sorts: {
      urgency: 'Problems first',
      file: 'Order of the file',
      name: 'Name',
      since: 'Latest change',
      bitRate: 'Bit rate',
      restarts: 'Restarts',
    },
    shown: (shown: number, total: number) =>
      shown === total
        ? `${count(total)} ${pluralEn(total, { one: 'stream', other: 'streams' })}`
        : `${count(shown)} of ${count(total)} ${pluralEn(total, { one: 'stream', other: 'streams' })}`,
    nothingFound: 'No stream is like that.',
    showAll: 'Show all streams',
    noStreams: 'No streams yet',
    noStreamsText: (file: string) =>
      `A stream makes a source readable over RTSP: a drone or encoder that pushes here, or a server that is played from. It is written into ${file}, and is on the air a moment later.`,
    nothingLive: 'Nothing is live yet',
    nothingLiveText: (file: string) =>
      `There was no valid content in ${file} so far. As soon as there is, its streams appear here.`,
    seeConfiguration: 'See the configuration',
  },
  stream: {
    back: 'All streams',
    gone: 'There is no such stream. It may have been removed from the file.',
    verdict: 'How it stands',
    facts: 'Addresses and numbers',
    nextTryNow: 'Next try: now',
    nextTry: (duration: string) => `Next try in ${duration}`,
    watched: 'It is watched, and tried as soon as it is back.',
    watchedShort: 'is watched',
    onBackup: 'A preferred source is away; this one takes its place until that is well again.',
    outdated: 'It was started by another version of the router. Restart it to renew its arguments.',
    watch: 'Watch at',
    push: 'Push to',
    noAddress: (path: string) => `none while the RTSP server does not listen (path ${path})`,
    sources: (n: number) => pluralEn(n, { one: 'Source', other: 'Sources' }),
    sourceStates: { 'in use': 'in use', ready: 'ready', failed: 'failed', away: 'away' },
    server: 'Published at',
    embedded: 'the embedded RTSP server',
    video: 'Video',
    audio: 'Audio',
    readers: 'Readers',
    traffic: 'Traffic',
    inAndOut: (incoming: string, outgoing: string) => `${incoming} in, ${outgoing} out`,
    packets: 'Packets',
    lostAndDropped: (lost: number, dropped: number) =>
      `${count(lost)} lost on the way here, ${count(dropped)} left out for slow readers`,
    lastKeyFrame: 'Last key frame',
    restarts: 'Restarts',
    process: 'Process',
    rates: 'Bit rate and frame rate',
    bitRate: 'bit rate',
    frameRate: 'frames per second',
    sinceOpened: 'since this page was opened, ten minutes at most',
    inTheFile: 'In the file',
    lines: (file: string, first: number, last: number) =>
      first === last ? `${file}, line ${first}` : `${file}, lines ${first}–${last}`,
  },
  timeline: {
    title: 'What happened',
    lastHours: (duration: string) => `the last ${duration}`,
    now: 'now',
  },
  log: {
    title: 'Log',
    run: 'Run',
    goesOn: (at: string) => `${at}, goes on`,
    ended: (at: string, uptime: string, reason: string | null) =>
      `${at}, ${uptime}${reason === null ? ', as asked' : `, ${reason}`}`,
    nothingYet: 'Nothing was started yet.',
    startedBecause: (cause: string) => `Started because ${cause}`,
    command: 'FFmpeg command (credentials left out)',
    lines: 'Lines of the log',
    noLines: 'FFmpeg said nothing.',
    noLinesYet: 'FFmpeg has said nothing so far.',
    leftOut: (n: number) => `… ${count(n)} ${pluralEn(n, { one: 'line', other: 'lines' })} left out …`,
    toNewest: 'To the newest',
    endedAt: (at: string, uptime: string) => `Ended at ${at} after ${uptime}.`,
    asAsked: 'It was asked to.',
    signal: (name: string) => `signal ${name}`,
    exit: (code: number) => `exit code ${code}`,
    exitUnknown: 'exit code unknown',
  },
  actions: {
    restart: 'Restart',
    restarted: (name: string) => `${name} is being restarted.`,
    edit: 'Edit',
    enable: 'Enable',
    disable: 'Disable',
    delete: 'Delete',
    enableTitle: (name: string) => `Enable ${name}?`,
    disableTitle: (name: string) => `Disable ${name}?`,
    deleteTitle: (name: string) => `Delete ${name}?`,
    enableMeans: 'It is started as soon as the file is saved.',
    disableMeans: (readers: number) => `It ends, and its lines stay in the file.${closedReaders(readers)}`,
    deleteMeans: (readers: number) =>
      `It ends, and its lines are taken out of the file.${closedReaders(readers)}`,
    enabled: (name: string) => `${name} is enabled.`,
    disabled: (name: string) => `${name} is disabled.`,
    deleted: (name: string) => `${name} is deleted.`,
  },
  edit: {
    changedMeanwhile:
      'The file was changed meanwhile. This is what your change makes of it now; look at it and confirm again.',
  },
  diff: {
    title: 'Change of the file',
    nothing: 'Nothing changes in the file.',
    kinds: { same: '', added: 'added', removed: 'removed', gap: 'lines that stay as they are' },
  },
  media: {
    choices: { copy: 'as it comes', none: 'left out', auto: 'encoded where players need it' },
    encodedAs: (codec: string) => `encoded as ${codec}`,
    channels: (n: number) => `${n} ${pluralEn(n, { one: 'channel', other: 'channels' })}`,
  },
  problems: {
    fault: 'This page has a fault.',
    noAnswer: 'The router does not answer.',
    noAnswerRemedy: 'Try again when the connection is back.',
    refused: 'The router refused.',
    codes: {
      'invalid-request': 'The router did not understand the request.',
      'not-found': 'There is no such thing.',
      stale: 'The file was changed meanwhile.',
      'read-only': 'The file cannot be changed here.',
      'invalid-configuration': 'The file would not be valid.',
      'misplaced-secret': 'A placeholder of a credential stands where it does not belong.',
      'edit-refused': 'This change has to be made by hand.',
      'login-needed': 'You are not logged in.',
      'not-allowed': 'You may look, but not change anything.',
      'foreign-origin': 'The request came from another page.',
      'unknown-host': 'The router is not to be reached under this name.',
      'too-many-attempts': 'There were too many attempts. Wait a moment.',
      busy: 'The router has too much to do. Try again.',
      internal: 'The router has a fault. See its log.',
    } satisfies Record<ProblemCode, string>,
  },
  configuration: {
    title: 'Configuration',
  },
  notFound: {
    title: 'There is nothing here',
    text: 'This address leads to no view of the page.',
    back: 'To the streams',
  },
  fault: {
    title: 'This page has a fault',
    text: 'Streams are not touched by it. Reload the page; if it happens again, report the line below.',
  },
};

export type Catalogue = typeof en;

function closedReaders(readers: number): string {
  if (readers === 0) return '';
  return ` ${count(readers)} ${pluralEn(readers, { one: 'reader is', other: 'readers are' })} disconnected.`;
}

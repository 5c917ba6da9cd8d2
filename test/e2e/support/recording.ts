import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** FFmpeg publishing a recording over RTSP for ever: 20 Mbit/s of picture, with a key frame each second, and sound. */
export class PublishedRecording {
  readonly #folder = mkdtempSync(join(tmpdir(), 'kazstreamlink-recording-'));
  #process: ReturnType<typeof publish> | undefined;

  /** Takes two seconds or so, for the recording. */
  async start(url: string): Promise<void> {
    const file = join(this.#folder, 'recording.mkv');
    await execa('ffmpeg', [...RECORD, file], { stdin: 'ignore' });
    this.#process = publish(file, url);
  }

  async end(): Promise<void> {
    this.#process?.kill('SIGKILL');
    await this.#process;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const RECORD = [
  ...['-hide_banner', '-loglevel', 'error', '-t', '4'],
  // Noise makes the encoder use all of its bit rate.
  ...['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25,noise=alls=60:allf=t', '-t', '4'],
  ...['-f', 'lavfi', '-i', 'sine=sample_rate=48000', '-shortest'],
  ...[
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
    '-g',
    '25',
    '-b:v',
    '20M',
    '-c:a',
    'aac',
  ],
];

function publish(file: string, url: string) {
  const read = ['-hide_banner', '-loglevel', 'error', '-re', '-stream_loop', '-1', '-i', file];
  const args = [...read, '-c', 'copy', '-muxdelay', '0', '-f', 'rtsp', '-rtsp_transport', 'tcp', url];
  return execa('ffmpeg', args, { reject: false, stdin: 'ignore', buffer: false });
}

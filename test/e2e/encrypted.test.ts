import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { canMakeCertificates, makeCertificate } from './support/certificate.js';
import { end, type Publisher, probeCodecs, pushPicture } from './support/media.js';
import { Reader } from './support/reader.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

const fileWith = (more: string) => `version: 1
listen: { rtsp: 127.0.0.1:0, rtmp: 127.0.0.1:0, http: 127.0.0.1:0${more} }
tls: { cert: tls.crt, key: tls.key }
streams: { a: { source: push:live/a } }
`;
const BOTH = ', rtsps: 127.0.0.1:0, rtmps: 127.0.0.1:0';

let router: TestRouter;
let relay: TestRouter | undefined;
let publisher: Publisher | undefined;
let reader: Reader | undefined;
afterEach(async () => {
  await Promise.all([reader?.end(), end(publisher)]);
  await relay?.dispose();
  await router.dispose();
});

describe.runIf(canMakeCertificates)('listeners over TLS', () => {
  it('take what is pushed and give what is read; another certificate, and none, disturb nobody', async () => {
    router = new TestRouter('');
    makeCertificate(router.folder, 'first');
    router.write(fileWith(BOTH));
    const { listeners } = await router.start();
    publisher = pushPicture(`rtmps://${listeners.rtmps.address}/live/a`);
    const { rtspsUrl, encryptedPushUrl } = await router.untilStream('a', 'running');
    expect(encryptedPushUrl).toBe(`rtmps://${listeners.rtmps.address}/live/a`);
    expect(rtspsUrl).toBe(`rtsps://${listeners.rtsps.address}/a`);
    const url = rtspsUrl ?? '';
    expect(await probeCodecs(url, 'tcp')).toEqual(['aac', 'h264']);
    // Beside TLS nothing goes in clear.
    expect(await answerToSetup(url, 'RTP/AVP;unicast;client_port=50000-50001')).toContain(' 461 ');
    expect((await router.command('status')).stdout).toContain(url.replace(/\/a$/, ''));

    reader = new Reader(url);
    await reader.untilReadMore(0.5);
    makeCertificate(router.folder, 'second');
    const { rtsps, rtmps } = listeners;
    for (const { address } of [rtsps, rtmps])
      await waitFor(
        'the other certificate',
        async () => (await subjectAt(address)) === 'second' || undefined,
      );
    writeFileSync(join(router.folder, 'tls.crt'), 'no certificate');
    const told = await router.until(({ listeners }) => listeners.rtsps.problem !== null);
    expect(told.listeners.rtsps.problem).toContain('keeps the certificate that it had');
    expect(await subjectAt(rtsps.address)).toBe('second');
    await reader.untilReadMore(0.5);

    // Closing it takes nobody's connection.
    makeCertificate(router.folder, 'third');
    router.write(fileWith(''));
    await router.until(({ listeners }) => listeners.rtsps.phase === 'off' && listeners.rtmps.phase === 'off');
    await waitFor(
      'the listener to close',
      async () => (await subjectAt(rtsps.address)) === null || undefined,
    );
    await reader.untilReadMore(0.5);
    expect(reader.hasEnded).toBe(false);
  });

  it('are where another router takes a source from and publishes it', async () => {
    router = new TestRouter('');
    makeCertificate(router.folder, 'first');
    router.environment = { GUEST_PW: 'a guest of some length' };
    router.write(`${fileWith(BOTH)}users: { guest: { publish: ["guests/*"], password: "\${GUEST_PW}" } }\n`);
    const { listeners } = await router.start();
    publisher = pushPicture(`rtmp://${listeners.rtmp.address}/live/a`);
    relay =
      new TestRouter(`${FREE_PORTS}output: { server: "rtsps://guest:\${GUEST_PW}@${listeners.rtsps.address}" }
streams: { far: { source: "rtmps://${listeners.rtmps.address}/live/a", path: guests/far } }
`);
    relay.environment = { GUEST_PW: 'a%20guest%20of%20some%20length' };
    await relay.start();
    await relay.untilStream('far', 'running');
    expect(await probeCodecs(`rtsps://${listeners.rtsps.address}/guests/far`, 'tcp')).toEqual([
      'aac',
      'h264',
    ]);
  });

  it('need a certificate, and the plain ones', async () => {
    router = new TestRouter(
      'version: 1\nlisten: { rtsp: off, rtsps: 127.0.0.1:0, http: 127.0.0.1:0 }\nstreams: {}\n',
    );
    const { all, exitCode } = await router.command('validate');
    expect(exitCode).toBe(1);
    expect(all).toContain('"listen.rtsps" has no certificate');
    expect(all).toContain('"listen.rtsps" needs "listen.rtsp"');
  });
});

/** Whose certificate is shown at an address; null when nobody listens there. */
function subjectAt(address: string | null): Promise<string | null> {
  const [host, port] = (address ?? '').split(':');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), rejectUnauthorized: false });
    socket.on('secureConnect', () => {
      const { CN } = socket.getPeerCertificate().subject;
      socket.destroy();
      resolve(String(CN));
    });
    socket.on('error', () => resolve(null));
  });
}

/** The status line that a SETUP gets. */
function answerToSetup(url: string, transport: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
    socket.on('secureConnect', () => {
      socket.write(`SETUP ${url}/trackID=0 RTSP/1.0\r\nCSeq: 1\r\nTransport: ${transport}\r\n\r\n`);
    });
    socket.on('data', (data) => {
      socket.destroy();
      resolve(data.toString().split('\r\n')[0] ?? '');
    });
    socket.on('error', reject);
  });
}

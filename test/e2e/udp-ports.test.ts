import { afterEach, expect, it } from 'vitest';
import { RtspClient } from '../media-server/rtsp/rtsp-client.js';
import { end, type Publisher, pushPicture } from './support/media.js';
import { FREE_PORTS, TestRouter } from './support/router.js';
import { waitFor } from './support/wait-for.js';

let router: TestRouter;
let publisher: Publisher | undefined;

afterEach(async () => {
  await end(publisher);
  await router.dispose();
});

it('the file says which UDP ports the RTSP server takes, and a change disturbs nothing', async () => {
  const text = (more: string): string => `${FREE_PORTS}${more}streams: { cam: { source: push:live/a } }\n`;
  router = new TestRouter(text('rtsp: { udpPorts: 20000-20099 }\n'));
  const { listeners } = await router.start();
  publisher = pushPicture(`rtmp://${listeners.rtmp.address}/live/a`);
  const { pid } = await router.untilStream('cam', 'running');
  let clientPort = 22_000;
  const serverPort = async (): Promise<number> => {
    const client = new RtspClient(Number(listeners.rtsp.address?.split(':').at(-1)));
    const Transport = `RTP/AVP;unicast;client_port=${clientPort}-${clientPort + 1}`;
    clientPort += 2;
    const { headers } = await client.request('SETUP', 'cam/trackID=0', { Transport });
    client.socket.destroy();
    return Number(/server_port=(\d+)/.exec(headers.get('transport') ?? '')?.[1]);
  };
  const isIn = (port: number, first: number): boolean => port >= first && port < first + 100;
  expect(isIn(await serverPort(), 20_000)).toBe(true);
  router.write(text('rtsp: { udpPorts: 20200-20299 }\n'));
  await waitFor('the other ports', async () => isIn(await serverPort(), 20_200) || undefined);
  expect(await router.untilStream('cam', 'running')).toMatchObject({ pid, restarts: 0 });
});

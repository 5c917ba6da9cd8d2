import { lookup } from 'node:dns';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { HostAddresses } from '../../src/probe/host-addresses.js';

vi.mock('node:dns', () => ({ lookup: vi.fn() }));

const ADDRESSES = [{ address: '192.0.2.1', family: 4 }];
type Answered = (error: Error | null, addresses: typeof ADDRESSES) => void;

let nowMs: number;
let hosts: HostAddresses;
const asked = vi.mocked(lookup) as unknown as ReturnType<typeof vi.fn>;

beforeEach(() => {
  nowMs = 1_000_000;
  hosts = new HostAddresses({ now: () => nowMs });
  asked.mockReset();
});

function answer(call: number, error: Error | null = null): void {
  const answered = asked.mock.calls[call]?.[2] as Answered;
  answered(error, error === null ? ADDRESSES : []);
}

describe('HostAddresses', () => {
  it('asks once for all who want to know at the same time, save who called it off', () => {
    const [first, second, gone] = [vi.fn(), vi.fn(), vi.fn()];
    hosts.find('cam', first);
    hosts.find('cam', gone)();
    hosts.find('cam', second);
    answer(0);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(first).toHaveBeenCalledWith(ADDRESSES);
    expect(second).toHaveBeenCalledWith(ADDRESSES);
    expect(gone).not.toHaveBeenCalled();
  });

  it('believes an answer for some seconds, whichever way the clock is set', () => {
    hosts.find('cam', vi.fn());
    answer(0);
    nowMs += 4_999;
    const known = vi.fn();
    hosts.find('cam', known);
    expect(known).toHaveBeenCalledWith(ADDRESSES);
    nowMs += 1;
    hosts.find('cam', vi.fn());
    answer(1);
    nowMs -= 3_600_000;
    hosts.find('cam', vi.fn());
    expect(asked).toHaveBeenCalledTimes(3);
  });

  it('believes for a second that there is no address', () => {
    const answers = vi.fn();
    hosts.find('cam', answers);
    answer(0, new Error('ENOTFOUND'));
    nowMs += 999;
    hosts.find('cam', answers);
    expect(answers.mock.calls).toEqual([[[]], [[]]]);
    nowMs += 1;
    hosts.find('cam', answers);
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('has no address for what the system refuses to ask for', async () => {
    asked.mockImplementation(() => {
      throw new Error('ERR_INVALID_ARG_VALUE');
    });
    const answers = vi.fn();
    hosts.find('cam', answers);
    await vi.waitFor(() => expect(answers).toHaveBeenCalledWith([]));
  });
});

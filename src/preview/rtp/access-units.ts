import { limits } from '../limits.js';
import type { NalDepacketizer } from './nal-depacketizer.js';
import type { RtpPacket } from './rtp-packet.js';
import { SequenceWatch } from './sequence-watch.js';

/**
 * Puts pictures together: all packets of one have the same timestamp, and the last one of them is marked (RFC 6184 5.1, RFC 7798
 * 4.1). A picture of which something is missing is not given.
 */
export class AccessUnits {
  readonly #depacketizer: NalDepacketizer;
  readonly #onUnit: (unit: AccessUnit) => void;
  readonly #sequence = new SequenceWatch();
  #present: Assembly | undefined;
  #isLossDue = false;

  constructor(depacketizer: NalDepacketizer, onUnit: (unit: AccessUnit) => void) {
    this.#depacketizer = depacketizer;
    this.#onUnit = onUnit;
  }

  push(packet: RtpPacket): void {
    const verdict = this.#sequence.judge(packet);
    if (verdict === 'late') return;
    if (verdict === 'gap') this.#lost();
    if (this.#present?.timestamp !== packet.timestamp) {
      this.#finish();
      this.#present = { timestamp: packet.timestamp, nalUnits: [], sizeBytes: 0, isDamaged: false };
    }
    this.#add(this.#present, packet, verdict === 'gap');
    if (packet.isMarked) this.#finish();
  }

  #add(assembly: Assembly, { payload }: RtpPacket, followsGap: boolean): void {
    const nalUnits = this.#depacketizer.push(payload);
    for (const unit of nalUnits) assembly.sizeBytes += unit.length;
    const isTooLarge =
      assembly.sizeBytes > limits.accessUnitBytes ||
      assembly.nalUnits.length + nalUnits.length > limits.nalUnitsPerAccessUnit;
    // Behind a gap a packet that neither holds nor begins a unit goes on with one whose beginning is missing.
    const isHeadless = followsGap && nalUnits.length === 0 && !this.#depacketizer.isInUnit;
    if (isTooLarge || isHeadless) this.#damage(assembly);
    if (!assembly.isDamaged) assembly.nalUnits.push(...nalUnits);
  }

  #lost(): void {
    this.#depacketizer.reset();
    this.#isLossDue = true;
    if (this.#present !== undefined) this.#damage(this.#present);
  }

  #damage(assembly: Assembly): void {
    assembly.isDamaged = true;
    assembly.nalUnits = [];
    this.#isLossDue = true;
  }

  #finish(): void {
    const present = this.#present;
    this.#present = undefined;
    if (present === undefined || present.isDamaged || present.nalUnits.length === 0) return;
    const { timestamp, nalUnits } = present;
    this.#onUnit({ timestamp, nalUnits, followsLoss: this.#isLossDue });
    this.#isLossDue = false;
  }
}

/** One coded picture with what belongs to it. */
export interface AccessUnit {
  /** As in its packets. */
  readonly timestamp: number;
  /** At least one. */
  readonly nalUnits: readonly Buffer[];
  /** Something is missing between the unit before and this one. */
  readonly followsLoss: boolean;
}

interface Assembly {
  readonly timestamp: number;
  nalUnits: Buffer[];
  sizeBytes: number;
  isDamaged: boolean;
}

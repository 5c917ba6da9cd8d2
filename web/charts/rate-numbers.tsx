import { formatBitRate, formatFrameRate } from '../i18n/format.js';
import { latestRates, measured } from '../streams/rates.js';
import './rate-numbers.css';

/** Bit rate and frame rate of this moment, as far as they are known. */
export function RateNumbers({ name }: { readonly name: string }) {
  // Read for its own sake: when it changes there are new rates.
  void measured.value;
  const rates = latestRates(name);
  const bitRate = rates?.bitsPerSecond ?? null;
  const frameRate = rates?.framesPerSecond ?? null;
  return (
    <span class="rate-numbers">
      <span>{bitRate === null ? '–' : formatBitRate(bitRate)}</span>
      <span class="soft">{frameRate === null ? '' : formatFrameRate(frameRate)}</span>
    </span>
  );
}

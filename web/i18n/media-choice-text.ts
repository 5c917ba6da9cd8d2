import type { AudioChoice, VideoChoice } from '../../src/api/contract.js';
import { formatBitRate, formatFrameRate, formatNumber } from './format.js';
import { t } from './text.js';

/** What becomes of video or audio, in a few words. */
export function mediaChoiceText(choice: VideoChoice | AudioChoice): string {
  const { media } = t();
  if (typeof choice === 'string') return media.choices[choice];
  const bitRate = choice.bitsPerSecond === null ? [] : [formatBitRate(choice.bitsPerSecond)];
  const rest =
    'gop' in choice
      ? [
          choice.size === null ? null : `${choice.size.width}×${choice.size.height}`,
          choice.framesPerSecond === null ? null : formatFrameRate(choice.framesPerSecond),
          choice.preset,
          choice.encoder,
        ]
      : [
          choice.sampleRate === null ? null : `${formatNumber(choice.sampleRate)} ${t().units.hertz}`,
          choice.channels === null ? null : media.channels(choice.channels),
        ];
  return [media.encodedAs(choice.codec), ...bitRate, ...rest.filter((part) => part !== null)].join(' · ');
}

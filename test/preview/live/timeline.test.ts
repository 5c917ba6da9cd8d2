import { expect, it } from 'vitest';
import { Timeline } from '../../../src/preview/live/timeline.js';

it('shows what came at once in a moment, and goes on as the stream does', () => {
  const timeline = new Timeline();
  timeline.begin({ atS: 0, firstS: 100, presentS: 104, leadS: 0.2 });
  expect(timeline.ofVideo(100)).toBe(0);
  expect(timeline.ofVideo(102)).toBeCloseTo(0.1);
  expect(timeline.ofVideo(104)).toBeCloseTo(0.2);
  expect(timeline.ofVideo(105)).toBeCloseTo(1.2);
  // What is heard is not squeezed: its end is heard beside the picture of the same moment.
  expect(timeline.ofAudio(104)).toBeCloseTo(0.2);
  expect(timeline.ofAudio(103.9)).toBeCloseTo(0.1);
  expect(timeline.ofAudio(100)).toBeLessThan(0);
});

it('stretches nothing, where less came than the moment is long', () => {
  const timeline = new Timeline();
  timeline.begin({ atS: 0, firstS: 100, presentS: 100.1, leadS: 0.2 });
  expect(timeline.ofVideo(100.05)).toBeCloseTo(0.05);
  timeline.begin({ atS: 7, firstS: 200, presentS: 200, leadS: 0.2 });
  expect(timeline.ofVideo(200)).toBe(7);
  expect(timeline.ofVideo(201)).toBe(8);
});

it('leaves out what was missing', () => {
  const timeline = new Timeline();
  timeline.begin({ atS: 0, firstS: 100, presentS: 100, leadS: 0.2 });
  timeline.begin({ atS: 5, firstS: 160, presentS: 162, leadS: 0.2 });
  expect(timeline.ofVideo(160)).toBe(5);
  expect(timeline.ofVideo(162)).toBeCloseTo(5.2);
});

import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './test/summary-reporter.js';

export default defineConfig({
  test: {
    reporters: ['default', new SummaryReporter()],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/image/**', 'test/**/*.mocked.test.ts'],
          // Of itself it would leave one of two processors idle.
          maxWorkers: 3,
          // A worker keeps the modules that it has loaded: that halves the time.
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        // They replace a module for themselves ("vi.mock"), which no other file may meet.
        test: {
          name: 'unit-mocked',
          include: ['test/**/*.mocked.test.ts'],
          maxWorkers: 3,
          testTimeout: 30_000,
        },
      },
      {
        // What "npm run test:image" has built.
        test: {
          name: 'image',
          include: ['test/image/**/*.test.ts'],
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // After the unit tests, and two files at a time: with more of them players and browsers are starved.
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

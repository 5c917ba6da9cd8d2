import type { FastifyInstance } from 'fastify';
import type { RouterStatus } from '../../status/router-status.js';
import type { StatusChange } from '../../status/status-change.js';
import { EventStream } from '../event-stream.js';
import { PendingChange } from '../pending-change.js';
import { eventAnswers } from '../schema/problem-schema.js';
import { statusChangeSchema } from '../schema/router-status-schema.js';

/** The status as it changes. */
export function eventRoutes(api: FastifyInstance, feed: StatusEvents): void {
  api.get(
    '/api/v1/events',
    {
      schema: {
        operationId: 'followStatus',
        summary: 'the status as it changes, as server-sent events',
        description:
          'Event "snapshot" comes first and has as data what /api/v1/streams answers; each event "change" after it has what became different.',
        tags: ['streams'],
        response: eventAnswers(statusChangeSchema.ref, 503),
      },
    },
    (request, reply) => {
      const events = new EventStream(request, reply);
      events.send('snapshot', JSON.stringify(feed.snapshot()));
      const pending = new PendingChange();
      const flush = (): void => {
        const change = pending.take(feed.latest());
        if (change !== null) events.send('change', JSON.stringify(change));
      };
      const unsubscribe = feed.subscribe((change, text) => {
        if (!events.isBehind && pending.isEmpty) events.send('change', text());
        else pending.add(change);
      });
      events.onReady(flush);
      events.onClose(unsubscribe);
    },
  );
}

export interface StatusEvents {
  /** As it is now; what {@link subscribe} tells from now on comes after it. */
  snapshot(): RouterStatus;
  /** As it was told last. */
  latest(): RouterStatus;
  /**
   * @param listener gets each change, and a way to its JSON, which is made once for all
   * @returns ends it
   */
  subscribe(listener: (change: StatusChange, text: () => string) => void): () => void;
}

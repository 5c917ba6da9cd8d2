import swagger from '@fastify/swagger';
import { type FastifyError, type FastifyInstance, fastify } from 'fastify';
import { AccessControl, type AccessSource } from './access/access-control.js';
import { guardApi } from './access/guard.js';
import { setAnswerHeaders } from './answer-headers.js';
import { type ApiProblem, problemOf, sendProblem } from './api-problem.js';
import { OPEN_API } from './open-api.js';
import { servePage } from './page.js';
import { type Approvable, approveRoutes } from './routes/approve.js';
import { configurationRoutes } from './routes/configuration.js';
import { eventRoutes, type StatusEvents } from './routes/events.js';
import { type Health, healthRoutes } from './routes/health.js';
import { type HistorySource, historyRoutes } from './routes/history.js';
import { type LogSource, logRoutes } from './routes/logs.js';
import { type MetricsSource, metricsRoutes } from './routes/metrics.js';
import { openApiRoutes } from './routes/open-api.js';
import { type PictureSource, pictureRoutes } from './routes/pictures.js';
import { type ProbeSource, probeRoutes } from './routes/probe.js';
import { reconcileRoutes } from './routes/reconcile.js';
import { type Restarter, restartRoutes } from './routes/restart.js';
import { sessionRoutes } from './routes/session.js';
import { type EntrySource, streamEntryRoutes } from './routes/stream-entry.js';
import { type StatusSource, streamRoutes } from './routes/streams.js';
import { SCHEMAS } from './schema/all-schemas.js';

/** The API, and the page where it was built. Credentials are in nothing that it answers. */
export function createApi(source: ApiSource, { pageFolder = null }: ApiOptions = {}): FastifyInstance {
  const api = fastify({
    logger: false,
    // Of a stream's name, with room for what is escaped: a longer one is none, which is for the routes to say.
    routerOptions: { maxParamLength: 2_048 },
    // An address that cannot be read comes to no route, and to no hook either.
    frameworkErrors: (error, request, reply) => {
      setAnswerHeaders(request, reply);
      sendProblem(reply, problemOf(error));
    },
    // What is asked for wrongly is told, not mended: a key that is not known, or a number written as a text.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
  });
  for (const { definition } of SCHEMAS) api.addSchema(definition);
  // That answers fit their schemas is seen to by the types.
  api.setSerializerCompiler(() => (data) => JSON.stringify(data));
  api.setErrorHandler((error: FastifyError | ApiProblem, _request, reply) =>
    sendProblem(reply, problemOf(error)),
  );
  api.addHook('onSend', async (request, reply) => setAnswerHeaders(request, reply));
  const control = new AccessControl(source.access);
  guardApi(api, control);
  void api.register(swagger, OPEN_API);
  void api.register((routes, _options, done) => {
    healthRoutes(routes, source);
    metricsRoutes(routes, source);
    streamRoutes(routes, source);
    logRoutes(routes, source);
    restartRoutes(routes, source);
    pictureRoutes(routes, source.pictures);
    eventRoutes(routes, source.events);
    historyRoutes(routes, source);
    configurationRoutes(routes, source);
    streamEntryRoutes(routes, source);
    probeRoutes(routes, source);
    reconcileRoutes(routes, source);
    approveRoutes(routes, source);
    sessionRoutes(routes, control);
    openApiRoutes(routes);
    done();
  });
  servePage(api, pageFolder);
  return api;
}

export interface ApiSource
  extends Health,
    MetricsSource,
    StatusSource,
    LogSource,
    Restarter,
    HistorySource,
    EntrySource,
    ProbeSource,
    Approvable {
  readonly events: StatusEvents;
  readonly pictures: PictureSource;
  readonly access: AccessSource;
}

export interface ApiOptions {
  /** Of the built page. Null, or without an index.html: there is none. */
  readonly pageFolder?: string | null;
}

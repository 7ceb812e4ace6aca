/**
 * The Fastify app without routes: limits, log, error answers, and what happens around each request. Bodies are JSON
 * only; a key that would reach an object's prototype is refused by Fastify's parser.
 */

import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactory,
  LogController,
} from 'fastify';
import type { ServerMetrics } from '../metrics/server-metrics.js';
import type { AllowedHosts } from '../security/allowed-hosts.js';
import { pathByHost, refuseHosts } from '../security/refuse-hosts.js';
import type { SecureServers } from '../security/secure-server.js';
import type { LogLevel } from '../server-options.js';
import { answerError, answerErrors } from './answer-errors.js';
import { urlInvalid } from './errors.js';
import { isVerbose, requestIdHeader, requestIdMaker } from './request-ids.js';
import { mostTimeoutMs } from './request-terms.js';
import { routePattern } from './route-pattern.js';

export interface CreateAppOptions {
  readonly maxBodyBytes: number;
  readonly logLevel: LogLevel;
  readonly logStream: { write(line: string): void } | undefined;
  readonly metrics: ServerMetrics;
  readonly isDraining: () => boolean;
  /** Makes the HTTPS server; plain HTTP without it. */
  readonly secureServers: SecureServers | undefined;
  /** Undefined where every host is allowed. */
  readonly allowedHosts: AllowedHosts | undefined;
}

const timeouts = {
  /** A client that sends its request slower than this is cut off. */
  requestTimeout: 30_000,
  /** Longer than balancers keep a connection that idles: they close it, not the server. Fastify's default. */
  keepAliveTimeout: 72_000,
  /** A client that does not read its answer is cut off; no request may wait so long for its turn. */
  connectionTimeout: mostTimeoutMs + 60_000,
};

export function createApp({
  maxBodyBytes,
  logLevel,
  logStream,
  metrics,
  isDraining,
  secureServers,
  allowedHosts,
}: CreateAppOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: maxBodyBytes,
    ...timeouts,
    // Of a request that is no HTTP, the error has the bytes: keys among them.
    logger: {
      level: logLevel,
      redact: { paths: ['err.rawPacket'], remove: true },
      ...(logStream ? { stream: logStream } : {}),
    },
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestIdMaker(logLevel),
    // A logger of its own for each request costs more than the request's validation.
    childLoggerFactory: (logger, bindings, options) =>
      isVerbose(logger.level) ? logger.child(bindings, options) : logger,
    // While draining, a request on an open connection is still answered, and told that it was the last one there.
    return503OnClosing: false,
    ...(secureServers ? { serverFactory: factoryOf(secureServers) } : {}),
    ...(allowedHosts ? { rewriteUrl: pathByHost(allowedHosts) } : {}),
    frameworkErrors: (_error, request: FastifyRequest, reply: FastifyReply) =>
      answerError(urlInvalid(), request, reply),
  });
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', ({ id }, reply, done) => {
    if (isDraining()) reply.header('connection', 'close');
    if (id !== '') reply.header(requestIdHeader, id);
    done();
  });
  observeRoutes(app, metrics);
  if (allowedHosts) refuseHosts(app);
  answerErrors(app, { maxBodyBytes, metrics });
  return app;
}

/** With a type of its own: Fastify's overloads read a server of HTTP/2 out of an arrow function. */
function factoryOf(secureServers: SecureServers): FastifyServerFactory {
  return (handler) => secureServers.create(handler, timeouts);
}

/** Each route gets a hook that knows its pattern: to look it up in every request costs more than to count. */
function observeRoutes(app: FastifyInstance, metrics: ServerMetrics): void {
  app.addHook('onRoute', (route) => {
    const pattern = routePattern(route.url);
    route.onResponse = (request, reply, done) => {
      metrics.requestAnswered(pattern, request.method, { status: reply.statusCode, ms: reply.elapsedTime });
      logAnswer(pattern, request, reply);
      done();
    };
  });
}

/** The pattern and not the URL, which a client can write anything into. */
function logAnswer(route: string, { method, log }: FastifyRequest, reply: FastifyReply): void {
  if (!isVerbose(log.level)) return;
  log.debug({ method, route, status: reply.statusCode, ms: reply.elapsedTime }, 'request');
}

/**
 * The Fastify app without routes: limits, log, error answers, and what happens around each request. Bodies are JSON
 * only; a key that would reach an object's prototype is refused by Fastify's parser.
 */

import fastify, { type FastifyInstance, type FastifyReply, LogController } from 'fastify';
import type { ServerMetrics } from '../metrics.js';
import type { LogLevel } from '../server-options.js';
import { answerErrors } from './answer-errors.js';

export interface CreateAppOptions {
  readonly maxBodyBytes: number;
  readonly logLevel: LogLevel;
  readonly logStream: { write(line: string): void } | undefined;
  readonly metrics: ServerMetrics;
  readonly isDraining: () => boolean;
}

/** A client that sends its request slower than this is cut off. */
const requestTimeoutMs = 30_000;

export function createApp({
  maxBodyBytes,
  logLevel,
  logStream,
  metrics,
  isDraining,
}: CreateAppOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: maxBodyBytes,
    requestTimeout: requestTimeoutMs,
    logger: { level: logLevel, ...(logStream ? { stream: logStream } : {}) },
    logController: new LogController({ disableRequestLogging: true }),
    // A logger of its own for each request costs more than the request's validation.
    childLoggerFactory: (logger, bindings, options) =>
      logger.level === 'debug' || logger.level === 'trace' ? logger.child(bindings, options) : logger,
    // While draining, a request on an open connection is still answered, and told that it was the last one there.
    return503OnClosing: false,
    frameworkErrors: (_error, _request, reply: FastifyReply) =>
      reply.code(400).send({ error: 'the URL must be valid percent-encoded text' }),
  });
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', (_, reply, done) => {
    if (isDraining()) reply.header('connection', 'close');
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const answer = { status: reply.statusCode, ms: reply.elapsedTime };
    metrics.requestAnswered(request.routeOptions.url ?? 'unknown', request.method, answer);
    request.log.debug({ method: request.method, url: request.url, ...answer }, 'request');
    done();
  });
  answerErrors(app, { maxBodyBytes });
  return app;
}

/**
 * One inference request from its body to its answer, whichever kind of model is asked. Plain JSON goes the shortest way:
 * what other forms need is looked at only when they were asked for.
 */

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestTerms } from '../../engine/request-queue.js';
import { termsOf } from '../../http/request-terms.js';
import { leastCompressed, sendCompressed } from '../../http/send-compressed.js';
import type { KeyedRequest } from '../../rollout/request-key.js';
import { pathOf } from '../hosted-models.js';
import { BinaryBody } from './binary-request.js';
import type { FormedResponse } from './formed-response.js';
import type { RequestHead } from './request-head.js';

/** The models of one kind, and how they are asked. */
export interface InferOptions<Served, Asked, Scored> {
  readonly hosts: {
    serving(model: string, version: string | undefined, request: KeyedRequest): Served;
  };
  readonly scorer: {
    score(served: Served, asked: Asked, terms: RequestTerms): Promise<Scored>;
  };
  /** A body in two parts, as `parse` takes it. */
  readonly join: (body: BinaryBody, served: Served) => unknown;
  readonly parse: (body: unknown, served: Served) => Asked;
  /** JSON text, where nothing else was asked for. */
  readonly render: (scored: Scored, asked: Asked) => string | FormedResponse;
}

export function inferHandler<Served, Asked extends Pick<RequestHead, 'terms'>, Scored>({
  hosts,
  scorer,
  join,
  parse,
  render,
}: InferOptions<Served, Asked, Scored>) {
  // No async function: on the path of every request each of its promises counts.
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { model, version } = pathOf(request.params);
    const served = hosts.serving(model, version, request);
    const { body } = request;
    const asked = parse(body instanceof BinaryBody ? join(body, served) : body, served);
    // Its values were copied, or are held by `asked`. Thousands of bodies that outlive the parsing are work for the
    // garbage collector.
    request.body = undefined;
    return scorer
      .score(served, asked, termsOf(request, asked.terms))
      .then((scored) => send(reply, render(scored, asked)));
  };
}

function send(reply: FastifyReply, answer: string | FormedResponse): FastifyReply | Promise<FastifyReply> {
  return typeof answer === 'string' ? sendJson(reply, answer) : sendFormed(reply, answer);
}

function sendJson(reply: FastifyReply, text: string): FastifyReply | Promise<FastifyReply> {
  reply.type('application/json');
  return text.length < leastCompressed ? reply.send(text) : sendCompressed(reply, text);
}

/** JSON, and bytes after it where there are some. */
function sendFormed(
  reply: FastifyReply,
  { json, tail }: FormedResponse,
): FastifyReply | Promise<FastifyReply> {
  if (tail.length === 0) return sendJson(reply, json);
  const head = Buffer.from(json);
  reply.type('application/octet-stream').header('inference-header-content-length', head.length);
  const body = Buffer.concat([head, ...tail]);
  return body.length < leastCompressed ? reply.send(body) : sendCompressed(reply, body);
}

/**
 * One inference request from its body to its answer. Plain JSON goes the shortest way: what other forms need is looked
 * at only when they were asked for.
 */

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ModelHosts } from '../../host/model-hosts.js';
import { termsOf } from '../../http/request-terms.js';
import { leastCompressed, sendCompressed } from '../../http/send-compressed.js';
import type { ScoredRows } from '../../scoring/scored-rows.js';
import type { Scorer } from '../../scoring/scorer.js';
import type { ModelPath } from '../hosted-models.js';
import { BinaryBody, joinBinaryBody } from './binary-request.js';
import { type FormedResponse, renderFormedResponse } from './formed-response.js';
import { type InferRequest, parseInferRequest, type RequestLimits } from './infer-request.js';
import { renderInferResponse } from './infer-response.js';
import type { RequestedOutput } from './requested-outputs.js';

export interface InferOptions {
  readonly scorer: Scorer;
  readonly limits: RequestLimits;
  readonly hosts: ModelHosts;
}

export function inferHandler({ scorer, limits, hosts }: InferOptions) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    // Fastify fills in what the path names.
    const { model, version } = request.params as ModelPath;
    const target = hosts.serving(model, version, request);
    const { body } = request;
    const json = body instanceof BinaryBody ? joinBinaryBody(body, target.contract) : body;
    const asked = parseInferRequest(json, target.contract, limits);
    // Its values were copied. Thousands of bodies that outlive the parsing are work for the garbage collector.
    request.body = undefined;
    return scorer
      .score(target, asked, termsOf(request, asked.terms))
      .then((scored) => answer(reply, scored, asked));
  };
}

function answer(
  reply: FastifyReply,
  scored: ScoredRows,
  asked: InferRequest,
): FastifyReply | Promise<FastifyReply> {
  if (asked.forms !== undefined) return answerFormed(reply, scored, { ...asked, forms: asked.forms });
  return sendJson(reply, renderInferResponse(scored, asked));
}

function sendJson(reply: FastifyReply, text: string): FastifyReply | Promise<FastifyReply> {
  reply.type('application/json');
  return text.length < leastCompressed ? reply.send(text) : sendCompressed(reply, text);
}

function answerFormed(
  reply: FastifyReply,
  scored: ScoredRows,
  { id, forms }: { readonly id: string | undefined; readonly forms: readonly RequestedOutput[] },
): FastifyReply | Promise<FastifyReply> {
  return sendFormed(reply, renderFormedResponse(scored, id, forms));
}

/** JSON, and bytes after it where there are some. */
export function sendFormed(
  reply: FastifyReply,
  { json, tail }: FormedResponse,
): FastifyReply | Promise<FastifyReply> {
  if (tail.length === 0) return sendJson(reply, json);
  const head = Buffer.from(json);
  reply.type('application/octet-stream').header('inference-header-content-length', head.length);
  const body = Buffer.concat([head, ...tail]);
  return body.length < leastCompressed ? reply.send(body) : sendCompressed(reply, body);
}

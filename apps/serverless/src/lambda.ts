/** AWS Lambda: its event as a request, and the answer as it wants it back. */

import { STATUS_CODES } from 'node:http';
import type { HandlerAnswer, HandlerRequest, ModelHandler } from '@waymark/serving';
import { eventUnsupported } from './errors.js';
import {
  type HttpApiEvent,
  isHttpApiEvent,
  isLoadBalancerEvent,
  type LambdaAnswer,
  type LoadBalancerEvent,
} from './lambda-events.js';

/** @throws `EVENT_UNSUPPORTED`, and what starting the model threw. */
export function lambdaOf(model: Promise<ModelHandler>): (event: unknown) => Promise<LambdaAnswer> {
  return async (event) => {
    const { handle } = await model;
    if (isHttpApiEvent(event)) return httpApiAnswer(await handle(httpApiRequest(event)));
    if (!isLoadBalancerEvent(event)) throw eventUnsupported();
    return loadBalancerAnswer(await handle(loadBalancerRequest(event)), event);
  };
}

function httpApiRequest({ rawPath, rawQueryString, headers, ...event }: HttpApiEvent): HandlerRequest {
  const { stage, http } = event.requestContext;
  const path = rawPath.startsWith(`/${stage}/`) ? rawPath.slice(stage.length + 1) : rawPath;
  return {
    method: http.method,
    url: rawQueryString === '' ? path : `${path}?${rawQueryString}`,
    headers,
    body: bodyOf(event),
    remoteAddress: http.sourceIp,
  };
}

function loadBalancerRequest(event: LoadBalancerEvent): HandlerRequest {
  const { httpMethod, path, queryStringParameters = {}, multiValueQueryStringParameters } = event;
  const query = Object.entries(multiValueQueryStringParameters ?? queryStringParameters).flatMap(
    ([name, values]) => [values].flat().map((value) => `${name}=${value}`),
  );
  const { headers = {}, multiValueHeaders } = event;
  const joined = Object.entries(multiValueHeaders ?? headers).map(
    ([name, values]) => [name.toLowerCase(), [values].flat().join(', ')] as const,
  );
  return {
    method: httpMethod,
    url: query.length === 0 ? path : `${path}?${query.join('&')}`,
    headers: Object.fromEntries(joined),
    body: bodyOf(event),
  };
}

type EventBody = Pick<HttpApiEvent | LoadBalancerEvent, 'body' | 'isBase64Encoded'>;

function bodyOf({ body, isBase64Encoded }: EventBody): string | Buffer | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  return isBase64Encoded ? Buffer.from(body, 'base64') : body;
}

function httpApiAnswer(answer: HandlerAnswer): LambdaAnswer {
  return { statusCode: answer.status, headers: Object.fromEntries(headersOf(answer)), ...encoded(answer) };
}

/** A load balancer wants back the kind of headers that it sent. */
function loadBalancerAnswer(answer: HandlerAnswer, event: LoadBalancerEvent): LambdaAnswer {
  const { status } = answer;
  const headers = headersOf(answer);
  return {
    statusCode: status,
    statusDescription: `${status} ${STATUS_CODES[status] ?? 'Unknown'}`,
    ...(event.multiValueHeaders === undefined
      ? { headers: Object.fromEntries(headers) }
      : { multiValueHeaders: Object.fromEntries(headers.map(([name, value]) => [name, [value]])) }),
    ...encoded(answer),
  };
}

/** No answer of the server has a header twice. */
function headersOf({ headers }: HandlerAnswer): readonly (readonly [string, string])[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
}

/** Text travels as it is, everything else in Base64. */
function encoded({ headers, body }: HandlerAnswer): Pick<LambdaAnswer, 'body' | 'isBase64Encoded'> {
  const isText = /^text\/|^application\/json/.test(String(headers['content-type'] ?? 'text/plain'));
  const isBase64Encoded = !isText || headers['content-encoding'] !== undefined;
  return { body: body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

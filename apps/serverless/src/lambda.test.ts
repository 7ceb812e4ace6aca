import type { HandlerAnswer, HandlerRequest } from '@waymark/serving';
import { describe, expect, it } from 'vitest';
import { lambdaOf } from './lambda.js';
import type { HttpApiEvent, LoadBalancerEvent } from './lambda-events.js';

const json: HandlerAnswer = {
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': 4 },
  body: Buffer.from('{"é":1}'),
};

/** What the model is asked for an event, and what Lambda gets back. */
async function called(event: unknown, answer = json) {
  const requests: HandlerRequest[] = [];
  const lambda = lambdaOf(
    Promise.resolve({
      async handle(request) {
        requests.push(request);
        return answer;
      },
      async close() {},
    }),
  );
  return { answer: await lambda(event), request: requests[0] };
}

const functionUrl: HttpApiEvent = {
  version: '2.0',
  rawPath: '/v1/models/churn:predict',
  rawQueryString: 'a=1&b=%20',
  headers: { 'content-type': 'application/json', 'x-forwarded-for': '192.0.2.1' },
  body: '{"instances":[]}',
  isBase64Encoded: false,
  requestContext: { stage: '$default', http: { method: 'POST', sourceIp: '192.0.2.1' } },
};

const loadBalancer: LoadBalancerEvent = {
  httpMethod: 'GET',
  path: '/metrics',
  queryStringParameters: { a: '1', b: '%20' },
  headers: { accept: 'text/plain' },
  body: '',
  isBase64Encoded: false,
  requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:…' } },
};

describe('lambdaOf', () => {
  it('answers a function URL', async () => {
    const { request, answer } = await called(functionUrl);
    expect(request).toEqual({
      method: 'POST',
      url: '/v1/models/churn:predict?a=1&b=%20',
      headers: functionUrl.headers,
      body: '{"instances":[]}',
      remoteAddress: '192.0.2.1',
    });
    expect(answer).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': '4' },
      body: '{"é":1}',
      isBase64Encoded: false,
    });
  });

  it('takes the stage of an HTTP API off the path', async () => {
    const { http } = functionUrl.requestContext;
    const staged = { rawPath: '/prod/v2', rawQueryString: '', requestContext: { stage: 'prod', http } };
    expect((await called({ ...functionUrl, ...staged })).request?.url).toBe('/v2');
  });

  it('takes and gives bytes in Base64', async () => {
    const event = { ...functionUrl, body: 'AAH/', isBase64Encoded: true };
    const bytes = { 'content-type': 'application/octet-stream' };
    const { request, answer } = await called(event, { ...json, headers: bytes, body: Buffer.from([0, 255]) });
    expect(request?.body).toEqual(Buffer.from([0, 1, 255]));
    expect(answer).toMatchObject({ body: 'AP8=', isBase64Encoded: true });
    const zipped = { ...json, headers: { ...json.headers, 'content-encoding': 'gzip' } };
    expect((await called(functionUrl, zipped)).answer.isBase64Encoded).toBe(true);
  });

  it('answers a load balancer, in the kind of headers that it sent', async () => {
    const single = await called(loadBalancer, { ...json, status: 404 });
    expect(single.request).toEqual({
      ...{ method: 'GET', url: '/metrics?a=1&b=%20', headers: { accept: 'text/plain' } },
      body: undefined,
    });
    expect(single.answer).toMatchObject({ statusCode: 404, statusDescription: '404 Not Found' });
    expect(single.answer.headers).toMatchObject({ 'content-length': '4' });
    const { headers: _, queryStringParameters: __, ...rest } = loadBalancer;
    const multiple = await called({
      ...rest,
      multiValueQueryStringParameters: { a: ['1', '2'] },
      multiValueHeaders: { Accept: ['text/html', 'text/plain'] },
    });
    expect(multiple.request).toMatchObject({
      ...{ url: '/metrics?a=1&a=2', headers: { accept: 'text/html, text/plain' } },
    });
    expect(multiple.answer).toMatchObject({ multiValueHeaders: { 'content-length': ['4'] } });
    expect(multiple.answer).not.toHaveProperty('headers');
  });

  it.each<[string, unknown]>([
    ['a timer', { source: 'aws.events' }],
    ['an API of REST, whose payload format is 1.0', { httpMethod: 'GET', path: '/', requestContext: {} }],
    ['nothing', null],
  ])('throws EVENT_UNSUPPORTED for %s', async (_, event) => {
    await expect(called(event)).rejects.toMatchObject({ code: 'EVENT_UNSUPPORTED' });
  });

  it('tells each request why the model did not start', async () => {
    const lambda = lambdaOf(Promise.reject(new TypeError('no bundle')));
    await expect(lambda(functionUrl)).rejects.toThrow('no bundle');
    await expect(lambda(functionUrl)).rejects.toThrow('no bundle');
  });
});

/** Changes to a request as bytes: its body, its headers, its method and its path. */

import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { canary, type WireRequest } from './fuzz-request.js';
import { hostileText } from './hostile-values.js';
import type { Random } from './random.js';

type Change = (request: WireRequest, random: Random) => WireRequest;

/** One change to what goes over the wire. The request is not valid any more, or may not be. */
export function mutateWire(request: WireRequest, random: Random): WireRequest {
  const [name, change] = random.pick([
    ['body', changeBody],
    ['body', changeBody],
    ['header', changeHeader],
    ['method', changeMethod],
    ['path', changePath],
  ] as const satisfies readonly (readonly [string, Change])[]);
  const { expected: _, ...changed } = change(request, random);
  return { ...changed, changes: [...request.changes, name] };
}

function changeBody(request: WireRequest, random: Random): WireRequest {
  return { ...request, body: random.pick(bodyChanges)(request.body, random) };
}

const bodyChanges = [
  (body: Buffer, random: Random) => body.subarray(0, random.below(body.length)),
  (body: Buffer) => Buffer.concat([body, body]),
  (body: Buffer, random: Random) => flipped(body, random),
  (body: Buffer, random: Random) => inserted(body, Buffer.from(hostileText(random)), random),
  (body: Buffer, random: Random) => inserted(body, Buffer.from([0xff, 0xfe, 0x00, 0xc0]), random),
  (body: Buffer) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]),
  (body: Buffer) => Buffer.from(body.toString().replace(/\d+/, '1e999')),
  (body: Buffer) => Buffer.from(body.toString().replace(/\d+/, '-9223372036854775809')),
  (body: Buffer) => Buffer.from(body.toString().replace(/\d+/, 'NaN')),
  (body: Buffer) => Buffer.from(body.toString().replace(/\d+/, '-Infinity')),
  (body: Buffer) => Buffer.from(body.toString().replace('{', `{"${canary}":1,"inputs":[],"instances":[],`)),
  (body: Buffer) => Buffer.from(body.toString().replace('{', `{"__proto__":{"${canary}":1},`)),
  (body: Buffer) => Buffer.from(body.toString().replace('{', `{"constructor":{"prototype":{"x":1}},`)),
  (body: Buffer) => Buffer.from(body.toString().replace('{', `{/* ${canary} */`)),
  () => Buffer.from('['.repeat(50_000)),
  () => Buffer.from(`${'{"inputs":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
  // What looks for the ends of texts looks here at each quote for nothing.
  () => Buffer.from(`NaN"${'\\"'.repeat(50_000)}`),
  () => Buffer.from(`age,income,city\n"${'""'.repeat(50_000)}`),
  () => Buffer.from(`${','.repeat(50_000)}\n${canary}`),
  () => Buffer.from(`{"instances":["${'x'.repeat(300_000)}"]}`),
  () => Buffer.from(canary),
  () => Buffer.alloc(0),
] as const satisfies readonly ((body: Buffer, random: Random) => Buffer)[];

function flipped(body: Buffer, random: Random): Buffer {
  const copy = Buffer.from(body);
  for (let i = 0; i <= random.below(8) && copy.length > 0; i++)
    copy[random.below(copy.length)] = random.below(256);
  return copy;
}

function inserted(body: Buffer, bytes: Buffer, random: Random): Buffer {
  const at = random.below(body.length + 1);
  return Buffer.concat([body.subarray(0, at), bytes, body.subarray(at)]);
}

function changeHeader(request: WireRequest, random: Random): WireRequest {
  const changes: readonly Change[] = [
    (changed) => withHeader(changed, 'content-type', random.pick(contentTypes)),
    (changed) =>
      withHeader(
        changed,
        'content-encoding',
        random.pick(['gzip', 'deflate', 'br', canary, 'gzip, gzip', '']),
      ),
    (changed) => withHeader(changed, 'inference-header-content-length', random.pick(lengths)),
    (changed) =>
      withHeader(changed, 'accept-encoding', random.pick(['gzip', '*;q=0', ';;,,=', `${canary};q=1`])),
    (changed) => withHeader(changed, random.pick(soup), `${canary}${'x'.repeat(random.pick([0, 9, 4_000]))}`),
    (changed) => encodedAs(changed, random.pick(['gzip', 'deflate', 'raw', 'bomb', 'torn', 'twice'])),
  ];
  return random.pick(changes)(request, random);
}

const contentTypes = [
  ...[
    'application/json',
    'application/json; charset=latin1',
    'APPLICATION/JSON',
    'application/octet-stream',
    'text/csv',
  ],
  ...[
    'text/plain',
    'text/csv; charset=utf-16',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    canary,
  ],
  ...[
    '',
    ';',
    'application/',
    '*/*',
    `text/csv; ${canary}`,
    `application/json; ${canary}="`,
    'application/cloudevents+json',
  ],
] as const;

const lengths = ['0', '1', '-1', '10', '999999999999999', '1e3', '0x10', canary, ''] as const;

const soup = [
  ...[
    'accept',
    'cookie',
    'authorization',
    'x-api-key',
    'traceparent',
    'x-amzn-sagemaker-target-model',
    'origin',
  ],
  ...[
    'x-forwarded-for',
    'x-http-method-override',
    'if-none-match',
    'range',
    'te',
    'ce-type',
    'ce-id',
    'upgrade',
  ],
] as const;

function withHeader(request: WireRequest, name: string, value: string): WireRequest {
  return { ...request, headers: { ...request.headers, [name]: value } };
}

function encodedAs(
  request: WireRequest,
  form: 'gzip' | 'deflate' | 'raw' | 'bomb' | 'torn' | 'twice',
): WireRequest {
  const { body } = request;
  const gzipped = gzipSync(form === 'bomb' ? Buffer.alloc(5 * 2 ** 20, ' ') : body);
  const encoded = {
    ...{ gzip: gzipped, deflate: deflateSync(body), raw: deflateRawSync(body), bomb: gzipped },
    ...{ torn: gzipped.subarray(0, gzipped.length - 9), twice: Buffer.concat([gzipped, gzipped]) },
  }[form];
  const encoding = form === 'deflate' || form === 'raw' ? 'deflate' : 'gzip';
  return { ...withHeader(request, 'content-encoding', encoding), body: Buffer.from(encoded) };
}

function changeMethod(request: WireRequest, random: Random): WireRequest {
  const methods = [
    'GET',
    'POST',
    'PUT',
    'PATCH',
    'OPTIONS',
    'HEAD',
    'TRACE',
    'PROPFIND',
    'SEARCH',
    'QUERY',
  ] as const;
  // DELETE /models/tiny is no mistake: it unloads the model, as it should.
  const method = request.path.startsWith('/models')
    ? random.pick(methods)
    : random.pick([...methods, 'DELETE']);
  return { ...request, method };
}

function changePath(request: WireRequest, random: Random): WireRequest {
  const changes: readonly ((path: string) => string)[] = [
    (path) => path.slice(0, 1 + random.below(path.length)),
    (path) => path + path,
    (path) => path.replace('tiny', canary),
    (path) =>
      path.replace(
        'tiny',
        random.pick(['__proto__', 'constructor', '..', '%2e%2e', '%', '%00', '%ff', 'TINY']),
      ),
    (path) =>
      path.replace(
        /versions\/1|tiny/,
        `tiny/versions/${random.pick(['0', '2', '01', '1.0', '1e0', canary, '-1'])}`,
      ),
    (path) => path.replace('tiny', `tiny/labels/${canary}`),
    (path) => path.replaceAll('/', '//'),
    (path) => `${path}/`,
    (path) => `${path}?${canary}=${canary}&model=${canary}`,
    (path) => `/?model=${canary}${path}`,
    (path) => path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    (path) => `${path}/${'x'.repeat(random.pick([10, 200, 5_000]))}`,
    () => `/v2/repository/models/${random.pick(['tiny', canary])}/${random.pick(['load', 'unload', canary])}`,
    () => random.pick(['/models', '/v1/feedback', '/score', '/vertex', '/v2/repository/index', `/${canary}`]),
  ];
  const path = random.pick(changes)(request.path);
  // As above, and the other order of both changes.
  const method = request.method === 'DELETE' && path.startsWith('/models') ? 'PATCH' : request.method;
  return { ...request, method, path };
}

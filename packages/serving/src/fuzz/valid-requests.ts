/** Requests that the server must answer with 200 and the tiny model's own probabilities, in every protocol and form. */

import { deflateSync, gzipSync } from 'node:zlib';
import { canary, type Draft, type WireRequest } from './fuzz-request.js';
import { openInferenceDraft } from './open-inference-requests.js';
import type { Random } from './random.js';
import { type ValidRow, validRows } from './valid-rows.js';

const names = ['age', 'income', 'city'] as const;

/** A valid request of any protocol; the paths of models take compressed bodies too. */
export function validDraft(random: Random): Draft {
  return random.pick([
    openInferenceDraft,
    openInferenceDraft,
    tensorflowServingDraft,
    invocationDraft,
    csvDraft,
    cloudDraft,
    readDraft,
  ])(random);
}

/** A valid request may come compressed where the protocol has it. */
export function compressed(request: WireRequest, random: Random): WireRequest {
  if (request.protocol !== 'Open Inference' || request.body.length === 0 || !random.isLuckyIn(4))
    return request;
  const [encoding, encode] = random.pick([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ] as const);
  const headers = { ...request.headers, 'content-encoding': encoding };
  return { ...request, headers, body: Buffer.from(encode(request.body)) };
}

export function postDraft(protocol: string, path: string, body: Pick<Draft, 'json' | 'expected'>): Draft {
  const headers = { 'content-type': 'application/json', 'x-request-id': canary };
  return { protocol, method: 'POST', path, headers, ...body };
}

function instancesOf(rows: readonly ValidRow[], random: Random): readonly unknown[] {
  return rows.map((row) => {
    if (random.isLuckyIn(2)) return names.map((name) => row[name]);
    return Object.fromEntries(random.shuffled(names).map((name) => [name, row[name]]));
  });
}

export function columnsOf(rows: readonly ValidRow[], random: Random): unknown {
  return Object.fromEntries(random.shuffled(names).map((name) => [name, rows.map((row) => row[name])]));
}

export function splitOf(rows: readonly ValidRow[], random: Random): unknown {
  const columns = random.shuffled(names);
  return { columns, data: rows.map((row) => columns.map((name) => row[name])), index: rows.map((_, i) => i) };
}

function tensorflowServingDraft(random: Random): Draft {
  const { rows, expected } = validRows(random);
  const model = random.pick(['/tiny', '/tiny/versions/1', '/tiny/labels/champion']);
  const form = random.isLuckyIn(3)
    ? { inputs: columnsOf(rows, random) }
    : { instances: instancesOf(rows, random) };
  const json = random.isLuckyIn(3) ? { signature_name: 'serving_default', [canary]: 1, ...form } : form;
  return postDraft('TensorFlow Serving', `/v1/models${model}:predict`, { json, expected });
}

function invocationDraft(random: Random): Draft {
  const { rows, expected } = validRows(random);
  const form = random.pick([
    { dataframe_split: splitOf(rows, random) },
    { dataframe_records: rows },
    { instances: instancesOf(rows, random) },
    { inputs: columnsOf(rows, random) },
  ]);
  const path = random.pick(['/invocations', '/invocations', '/models/tiny/invoke']);
  return postDraft('MLflow', path, { json: { ...form, params: {} }, expected });
}

function csvDraft(random: Random): Draft {
  const { rows, expected } = validRows(random);
  const columns = random.shuffled(names);
  const lineEnd = random.pick(['\n', '\r\n', '\r']);
  const lines = rows.map((row) =>
    columns.map((name) => (name === 'city' ? quotedField(row.city) : String(row[name] ?? ''))).join(','),
  );
  const headers = {
    'content-type': random.pick(['text/csv', 'text/csv; charset=utf-8']),
    'user-agent': canary,
  };
  const text = [columns.join(','), ...lines].join(lineEnd) + random.pick(['', lineEnd]);
  const path = random.pick(['/invocations', '/models/tiny/invoke', '/score']);
  return { protocol: 'CSV', method: 'POST', path, headers, text, expected };
}

function quotedField(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function cloudDraft(random: Random): Draft {
  const { rows, expected } = validRows(random);
  const instances = instancesOf(rows, random);
  if (random.isLuckyIn(2)) return postDraft('Vertex AI', '/vertex', { json: { instances }, expected });
  const input = random.pick([splitOf(rows, random), columnsOf(rows, random), instances]);
  return postDraft('Azure ML', '/score', { json: { input_data: input }, expected });
}

const readPaths = [
  ...['/', '/v2', '/v2/health/live', '/v2/health/ready', '/v2/models/stats', '/v2/models/tiny'],
  ...[
    '/v2/models/tiny/ready',
    '/v2/models/tiny/config',
    '/v2/models/tiny/stats',
    '/v2/models/tiny/versions/1',
  ],
  ...['/v1/models', '/v1/models/tiny', '/v1/models/tiny/metadata', '/v1/models/tiny/labels/champion'],
  ...['/ping', '/health', '/version', '/healthy', '/models', '/models/tiny', '/metrics', '/openapi.json'],
  '/v2/models/tiny/openapi.json',
] as const;

/** What is only read, and bodies that ask for no prediction. */
function readDraft(random: Random): Draft {
  if (random.isLuckyIn(3)) return bodyWithoutRows(random);
  const path = `${random.pick(readPaths)}${random.pick(['', '', `?${canary}=1`])}`;
  const headers = { accept: random.pick(['*/*', 'text/html', canary]), cookie: canary };
  return { protocol: 'read', method: random.pick(['GET', 'HEAD']), path, headers, expected: [] };
}

function bodyWithoutRows(random: Random): Draft {
  const labels = [{ id: `0123456789ab-${random.below(99)}`, label: canary }];
  return random.pick([
    postDraft('feedback', '/v1/feedback', { json: { labels }, expected: [] }),
    postDraft('repository', '/v2/repository/index', { json: { ready: true, [canary]: 1 }, expected: [] }),
  ]);
}

import { describe, expect, it } from 'vitest';
import { answerProblem } from './check-answer.js';
import { canary, type WireRequest } from './fuzz-request.js';
import type { Answer } from './raw-answers.js';

const request: WireRequest = {
  ...{ protocol: 'TensorFlow Serving', method: 'POST', path: '/v1/models/tiny:predict', headers: {} },
  ...{ body: Buffer.from('{}'), changes: [], expected: [0.25, 0.5] },
};
const { expected: _, ...withoutRows } = request;
const changed: WireRequest = { ...withoutRows, changes: ['body'] };

function answer(status: number, body: unknown, headers: Answer['headers'] = {}): Answer {
  return { status, headers, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) };
}

const right = answer(200, { predictions: [{ probability: 0.25 }, { probability: 0.5 }] });

describe('answerProblem', () => {
  it('finds nothing wrong with right answers and with errors in the form of their path', () => {
    expect(answerProblem(request, right)).toBeUndefined();
    expect(answerProblem(changed, answer(400, { error: 'must be' }))).toBeUndefined();
    const mlflow = { ...changed, path: '/invocations?x=1' };
    expect(answerProblem(mlflow, answer(400, { error_code: 'X', message: 'must be' }))).toBeUndefined();
    expect(
      answerProblem(changed, answer(500, { error: 'the model failed on this request' })),
    ).toBeUndefined();
    expect(answerProblem(changed, answer(200, { id: canary, outputs: [] }))).toBeUndefined();
    const named = answer(400, { error: 'must be', request_id: canary }, { 'x-request-id': canary });
    expect(answerProblem(changed, named)).toBeUndefined();
  });

  it('reads probabilities that follow the JSON as bytes', () => {
    const label = { name: 'label', parameters: { binary_data_size: 2 } };
    const probabilities = { name: 'probabilities', parameters: { binary_data_size: 16 } };
    const head = Buffer.from(JSON.stringify({ outputs: [label, probabilities] }));
    const bytes = Buffer.from('0000403f0000803e0000003f0000003f', 'hex');
    const binary = {
      ...{ status: 200, body: Buffer.concat([head, Buffer.from('ab'), bytes]) },
      headers: { 'inference-header-content-length': String(head.length) },
    };
    expect(answerProblem(request, binary)).toBeUndefined();
    expect(answerProblem({ ...request, expected: [0.25, 0.75] }, binary)).toBe(
      'must answer 0.25, 0.75, got 0.25, 0.5',
    );
  });

  it.each<[string, WireRequest, Answer, RegExp]>([
    [
      'a fault of the server',
      changed,
      answer(500, { error: 'an internal error' }),
      /must not be answered with 500/,
    ],
    [
      'a refusal that nothing provoked',
      changed,
      answer(503, { error: 'x' }),
      /must not be answered with 503/,
    ],
    ['a timeout that nobody set', changed, answer(504, { error: 'x' }), /must not be answered with 504/],
    ['an error that is no JSON', changed, answer(400, 'Bad Request'), /must tell an error as a JSON object/],
    [
      'an error of another protocol',
      changed,
      answer(400, { message: 'x', error_code: 'x' }),
      /in the form of its path/,
    ],
    [
      'a repeated word',
      changed,
      answer(400, { error: `got ${canary.toUpperCase()}` }),
      /repeats what was sent/,
    ],
    [
      'a repeated word in a header',
      changed,
      answer(400, { error: 'x' }, { x: canary }),
      /repeats what was sent/,
    ],
    [
      'an id that an error must not tell',
      changed,
      answer(400, { error: 'x', id: canary }),
      /repeats what was sent/,
    ],
    ['a refused valid request', request, answer(400, { error: 'x' }), /must be answered with 200/],
    [
      'a missing row',
      request,
      answer(200, { predictions: [{ probability: 0.25 }] }),
      /must answer 0.25, 0.5, got 0.25$/,
    ],
    ['an answer beyond all measure', changed, answer(200, 'x'.repeat(5_000_000)), /with 5000000 bytes/],
  ])('finds %s', (_, sent, received, problem) => {
    expect(answerProblem(sent, received)).toMatch(problem);
  });
});

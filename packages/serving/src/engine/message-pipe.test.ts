import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { MessageReader, sendMessage } from './message-pipe.js';

interface Message {
  readonly head: unknown;
  readonly body: readonly number[];
}

/** What arrives when the messages come in chunks of this size. */
function travel(messages: readonly Message[], chunkBytes: number): readonly Message[] {
  const pipe = new PassThrough();
  // Safe: JSON of the tests' heads is an object.
  for (const { head, body } of messages) sendMessage(pipe, head as object, Uint8Array.from(body));
  const bytes: Buffer = pipe.read();
  const received: Message[] = [];
  const reader = new MessageReader((head, body) => received.push({ head, body: [...new Uint8Array(body)] }));
  for (let start = 0; start < bytes.length; start += chunkBytes)
    reader.push(bytes.subarray(start, start + chunkBytes));
  return received;
}

const messages: readonly Message[] = [
  { head: { type: 'run', strings: ['Ærø 🐍', '', '\ud800', 'a\u0000b'] }, body: [1, 2, 3, 4, 5, 6, 7, 8] },
  { head: {}, body: [] },
  { head: { id: 7 }, body: [255] },
];

describe('sendMessage', () => {
  it('writes two lengths, the JSON and the binary part', () => {
    const pipe = new PassThrough();
    sendMessage(pipe, { id: 1 }, Uint8Array.of(9, 8));
    expect([...pipe.read()]).toEqual([8, 0, 0, 0, 2, 0, 0, 0, ...Buffer.from('{"id":1}'), 9, 8]);
  });
});

describe('MessageReader', () => {
  it.each([1, 3, 8, 1000])('puts together what comes in chunks of %i bytes', (chunkBytes) => {
    expect(travel(messages, chunkBytes)).toEqual(messages);
  });

  it('gives each body a buffer of its own, for views of any type', () => {
    const pipe = new PassThrough();
    sendMessage(pipe, { odd: 'x' }, new Uint8Array(new Float64Array([0.5]).buffer));
    const bodies: ArrayBuffer[] = [];
    new MessageReader((_, body) => bodies.push(body)).push(pipe.read());
    expect(bodies.map((body) => [...new Float64Array(body)])).toEqual([[0.5]]);
  });

  it('says nothing of a message that has not come whole', () => {
    expect(travel(messages, 1).length).toBe(3);
    const reader = new MessageReader(() => expect.unreachable());
    reader.push(Uint8Array.of(2, 0, 0, 0, 1, 0, 0, 0, 0x7b, 0x7d));
  });
});

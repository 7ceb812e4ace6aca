/**
 * Lines that wait for the disk, as bytes in chunks of a fixed size. They are encoded at once, so that the records that
 * they were made of do not outlive their request: keeping thousands of objects for 50 ms costs more than encoding them.
 */

const chunkBytes = 2 ** 18;
const spareChunks = 4;
/** Bytes that one UTF-16 code unit can take in UTF-8. */
const bytesPerUnit = 3;
const newline = 0x0a;

export interface LineChunk {
  readonly buffer: Buffer;
  bytes: number;
  lines: number;
  /** Holds a line that must not be dropped. */
  isKept: boolean;
}

export class LineBuffer {
  #chunks: LineChunk[] = [];
  readonly #spares: Buffer[] = [];
  #bytes = 0;

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a line, and the newline after it. One that is kept is never dropped. */
  add(line: string, { isKept = false } = {}): void {
    let chunk = this.#chunks.at(-1);
    const room = chunk ? chunk.buffer.length - chunk.bytes : 0;
    // The length in UTF-8 is not known before encoding: what might not fit starts a chunk.
    const mostBytes = line.length * bytesPerUnit + 1;
    if (!chunk || room < mostBytes) chunk = this.#addChunk(mostBytes);
    const bytes = chunk.buffer.write(line, chunk.bytes) + 1;
    chunk.buffer[chunk.bytes + bytes - 1] = newline;
    chunk.bytes += bytes;
    chunk.lines += 1;
    chunk.isKept ||= isKept;
    this.#bytes += bytes;
  }

  /** Drops the oldest chunk of lines that may be dropped; returns how many they were. */
  dropOldest(): number {
    const place = this.#chunks.findIndex(({ isKept }) => !isKept);
    const [chunk] = place === -1 ? [] : this.#chunks.splice(place, 1);
    if (!chunk) return 0;
    this.#bytes -= chunk.bytes;
    this.recycle(chunk);
    return chunk.lines;
  }

  /** Takes out all that waits. */
  take(): readonly LineChunk[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#bytes = 0;
    return chunks;
  }

  /** Gives back a chunk that is no longer needed. */
  recycle({ buffer }: LineChunk): void {
    if (buffer.length === chunkBytes && this.#spares.length < spareChunks) this.#spares.push(buffer);
  }

  #addChunk(leastBytes: number): LineChunk {
    const spare = leastBytes <= chunkBytes ? this.#spares.pop() : undefined;
    const buffer = spare ?? Buffer.allocUnsafe(Math.max(chunkBytes, leastBytes));
    const chunk: LineChunk = { buffer, bytes: 0, lines: 0, isKept: false };
    this.#chunks.push(chunk);
    return chunk;
  }
}

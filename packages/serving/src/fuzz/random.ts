/** Random choices that a seed decides: mulberry32 (a 32-bit generator by Tommy Ettinger, public domain). Not for secrets. */

export class Random {
  #state: number;

  /** Each request of a run has a generator of its own, so that it can be made again without those before it. */
  constructor(seed: number, request = 0) {
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(request + 1, 0xc2b2ae35);
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  isLuckyIn(tries: number): boolean {
    return this.below(tries) === 0;
  }

  /** @throws `TypeError` when there is nothing to pick from. */
  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new TypeError('there must be something to pick from');
    // Safe: the index is within the list.
    return items[this.below(items.length)] as Item;
  }

  shuffled<Item>(items: readonly Item[]): readonly Item[] {
    return items
      .map((item) => ({ item, place: this.next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ item }) => item);
  }
}

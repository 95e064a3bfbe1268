/** Doubles and integers of one record: a cache line holds two records. */
const DOUBLES = 4;
const INTEGERS = 8;

/**
 * Pending events, one record each in one buffer: the key (time, order) as doubles, then the link to the next record
 * and what the event carries as integers. Slots of events that are over are used again.
 */
export class EventRecords {
  doubles = new Float64Array(DOUBLES * 64);
  integers = new Int32Array(this.doubles.buffer);
  private used = 0;
  private free = -1;

  /** A slot for a new event. */
  take(): number {
    const slot = this.free;
    if (slot >= 0) {
      this.free = this.integers[slot * INTEGERS + LINK]!;
      return slot;
    }
    if (this.used * DOUBLES === this.doubles.length) this.grow();
    return this.used++;
  }

  give(slot: number): void {
    this.integers[slot * INTEGERS + LINK] = this.free;
    this.free = slot;
  }

  clear(): void {
    this.used = 0;
    this.free = -1;
  }

  private grow(): void {
    const doubles = new Float64Array(2 * this.doubles.length);
    // as integers: bits of a payload may look like a NaN that a copy of doubles need not keep
    new Int32Array(doubles.buffer).set(this.integers);
    this.doubles = doubles;
    this.integers = new Int32Array(doubles.buffer);
  }
}

/** Places of a record's fields: `doubles[slot * 4 + TIME]`, `integers[slot * 8 + LINK]`. */
export const TIME = 0;
export const ORDER = 1;
export const LINK = 4;
export const HANDLER = 5;
export const SUBJECT = 6;
export const STAMP = 7;

/** Slots in the order of their events' times, equal times by their order. */
export interface EventIndex {
  readonly length: number;
  insert(slot: number): void;
  /** Slot of the earliest event, which leaves the index; −1 if there is none. */
  takeFirst(): number;
  clear(): void;
}

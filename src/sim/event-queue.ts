import { CalendarIndex } from "./calendar-index.ts";
import { HANDLER, ORDER, STAMP, SUBJECT, TIME, EventRecords, type EventIndex } from "./event-records.ts";
import { HeapIndex } from "./heap-index.ts";

/** From so many events on a calendar is the faster index (`dse bench events`, measured on Node 20). */
const CALENDAR_FROM = 48;
/** A calendar that looks at so many records an operation beyond the first is laid out anew, or given up for a heap. */
const MOST_LOOKS = 2;
/** Reviews after which it is asked again whether a calendar suits. */
const HEAP_FOR = 64;
/** Operations from one review to the next, while there are fewer events. */
const REVIEW_AFTER = 64;

/**
 * Pending events of a simulation, earliest first, first in first out among equal times.
 *
 * No event is an object, so a queue of any length makes no garbage. An event carries three integers; what they mean
 * is the simulation's business. Times are whole ticks, exact up to 2^53. The index is a heap while there are few
 * events, or while their times suit no calendar, and a calendar queue otherwise; the order is the same.
 *
 * With a random source, equal times come out in random order instead: a model whose answer then changes has
 * relied on an order that the machine does not promise.
 */
export class EventQueue {
  /** Of the event popped last. */
  time = 0;
  handler = 0;
  subject = 0;
  stamp = 0;

  private readonly records = new EventRecords();
  private readonly heap = new HeapIndex(this.records);
  private readonly calendar = new CalendarIndex(this.records);
  private index: EventIndex = this.heap;
  private pushed = 0;
  /** Operations until the index is reviewed, and events there were when it was chosen. */
  private untilReview = REVIEW_AFTER;
  private chosenAt = 0;
  /** The calendar did not suit at the last review either; reviews since then. */
  private suspect = false;
  private reviews = 0;
  private readonly shuffle: (() => number) | undefined;

  constructor(shuffle?: () => number) {
    this.shuffle = shuffle;
  }

  get size(): number {
    return this.index.length;
  }

  /** An event not earlier than the one popped last. */
  push(time: number, subject: number, stamp = 0, handler = 0): void {
    if (!(time >= this.time && time <= Number.MAX_SAFE_INTEGER)) this.refuse(time);
    const { records } = this;
    const slot = records.take();
    records.doubles[slot * 4 + TIME] = time;
    records.doubles[slot * 4 + ORDER] = this.shuffle === undefined ? this.pushed++ : this.shuffle();
    records.integers[slot * 8 + HANDLER] = handler;
    records.integers[slot * 8 + SUBJECT] = subject;
    records.integers[slot * 8 + STAMP] = stamp;
    this.index.insert(slot);
    if (--this.untilReview === 0) this.review();
  }

  /** Take the earliest event into `time`, `handler`, `subject` and `stamp`; false if there is none. */
  pop(): boolean {
    const slot = this.index.takeFirst();
    if (slot < 0) return false;
    const { records } = this;
    this.time = records.doubles[slot * 4 + TIME]!;
    this.handler = records.integers[slot * 8 + HANDLER]!;
    this.subject = records.integers[slot * 8 + SUBJECT]!;
    this.stamp = records.integers[slot * 8 + STAMP]!;
    records.give(slot);
    if (--this.untilReview === 0) this.review();
    return true;
  }

  /** Empty, and at time 0 again. */
  clear(): void {
    this.records.clear();
    this.heap.clear();
    this.calendar.clear();
    this.time = 0;
    this.pushed = 0;
    this.index = this.heap;
    this.untilReview = REVIEW_AFTER;
  }

  /**
   * Once in as many operations as there are events: lay the calendar anew where the number of events or their times
   * have changed; give it up for a while if it did not suit twice in a row.
   */
  private review(): void {
    const { index, chosenAt } = this;
    const { length } = index;
    const changed = length > 2 * chosenAt || 4 * length < chosenAt;
    if (index === this.heap) {
      if (length > CALENDAR_FROM && (!this.suspect || changed || ++this.reviews > HEAP_FOR)) this.lay();
    } else if (length < CALENDAR_FROM / 2) this.useHeap();
    else if (this.calendar.looks > MOST_LOOKS * Math.max(REVIEW_AFTER, chosenAt)) {
      if (this.suspect) this.useHeap();
      else this.lay();
      this.suspect = true;
    } else {
      this.suspect = false;
      if (changed) this.lay();
    }
    this.calendar.looks = 0;
    this.chosenAt = length;
    this.untilReview = Math.max(REVIEW_AFTER, length);
  }

  private lay(): void {
    const slots = this.index === this.calendar ? this.calendar.slots() : this.drainHeap();
    this.calendar.lay(slots, this.time);
    this.index = this.calendar;
    this.suspect = false;
    this.reviews = 0;
  }

  private useHeap(): void {
    const slots = this.calendar.slots();
    this.calendar.clear();
    for (const slot of slots) this.heap.insert(slot);
    this.index = this.heap;
  }

  private drainHeap(): Int32Array {
    const slots = new Int32Array(this.heap.length);
    for (let at = 0; at < slots.length; at++) slots[at] = this.heap.takeFirst();
    return slots;
  }

  private refuse(time: number): never {
    throw new RangeError(
      time < this.time
        ? `an event at tick ${time} would be in the past: it is ${this.time}`
        : `event time ${time} is beyond 2^53 ticks`,
    );
  }
}

import { LINK, ORDER, TIME, type EventIndex, type EventRecords } from "./event-records.ts";

/** Records looked at to learn how far apart events are. */
const SAMPLE = 128;
/** Days are so many mean gaps long, rounded up to a power of two: one or two events a day. */
const GAPS_A_DAY = 1;

/**
 * A calendar: a list of events for each day of a year, whose days go round. While events are spread evenly, inserting
 * and taking look at a few records, however many there are. `looks` counts what it looked at beyond one record an
 * operation, so that its owner sees when the days no longer suit the events.
 *
 * Days are a power of two of ticks, a year a power of two of days. Source: R. Brown, Calendar queues, CACM 31 (1988).
 */
export class CalendarIndex implements EventIndex {
  length = 0;
  looks = 0;
  private firsts = new Int32Array(0);
  private lasts = new Int32Array(0);
  private mask = 0;
  private dayTicks = 1;
  private daysPerTick = 1;
  /** Nothing is pending before this day's beginning. */
  private day = 0;
  private dayEnd = 1;
  private readonly sampled = new Float64Array(SAMPLE);
  private readonly records: EventRecords;

  constructor(records: EventRecords) {
    this.records = records;
  }

  /** Lay out days for these events, none of which is before `now`, and take them in. */
  lay(slots: Int32Array, now: number): void {
    this.looks = 0;
    this.length = 0;
    this.setDays(slots);
    this.day = (now * this.daysPerTick) & this.mask;
    this.dayEnd = (Math.floor(now * this.daysPerTick) + 1) * this.dayTicks;
    for (const slot of slots) this.insert(slot);
    this.looks = 0;
  }

  insert(slot: number): void {
    const { doubles, integers } = this.records;
    const time = doubles[slot * 4 + TIME]!;
    const order = doubles[slot * 4 + ORDER]!;
    const day = (time * this.daysPerTick) & this.mask;
    const last = this.lasts[day]!;
    this.length++;
    if (last < 0 || !isBefore(doubles, time, order, last)) {
      integers[slot * 8 + LINK] = -1;
      this.lasts[day] = slot;
      if (last < 0) this.firsts[day] = slot;
      else integers[last * 8 + LINK] = slot;
      return;
    }
    let before = -1;
    let next = this.firsts[day]!;
    while (!isBefore(doubles, time, order, next)) {
      before = next;
      next = integers[next * 8 + LINK]!;
      this.looks++;
    }
    integers[slot * 8 + LINK] = next;
    if (before < 0) this.firsts[day] = slot;
    else integers[before * 8 + LINK] = slot;
  }

  takeFirst(): number {
    if (this.length === 0) return -1;
    const { doubles } = this.records;
    const { firsts, mask, dayTicks } = this;
    let { day, dayEnd } = this;
    for (let looked = 0; ; looked++) {
      const slot = firsts[day]!;
      if (slot >= 0 && doubles[slot * 4 + TIME]! < dayEnd) {
        this.looks += looked;
        return this.leave(slot, day, dayEnd);
      }
      if (looked > mask) return this.takeFromLaterYear();
      day = (day + 1) & mask;
      dayEnd += dayTicks;
    }
  }

  clear(): void {
    this.firsts.fill(-1);
    this.lasts.fill(-1);
    this.length = 0;
    this.day = 0;
    this.dayEnd = this.dayTicks;
  }

  /** All slots, in no order. */
  slots(): Int32Array {
    const all = new Int32Array(this.length);
    let at = 0;
    for (const first of this.firsts)
      for (let slot = first; slot >= 0; slot = this.records.integers[slot * 8 + LINK]!) all[at++] = slot;
    return all;
  }

  private leave(slot: number, day: number, dayEnd: number): number {
    const next = this.records.integers[slot * 8 + LINK]!;
    this.firsts[day] = next;
    if (next < 0) this.lasts[day] = -1;
    this.day = day;
    this.dayEnd = dayEnd;
    this.length--;
    return slot;
  }

  /** Nothing is left of this year: look at the first event of each day. */
  private takeFromLaterYear(): number {
    const { doubles } = this.records;
    let least = -1;
    for (const slot of this.firsts)
      if (slot >= 0 && (least < 0 || doubles[slot * 4 + TIME]! < doubles[least * 4 + TIME]!)) least = slot;
    this.looks += 2 * this.firsts.length;
    const days = Math.floor(doubles[least * 4 + TIME]! * this.daysPerTick);
    return this.leave(least, days & this.mask, (days + 1) * this.dayTicks);
  }

  private setDays(slots: Int32Array): void {
    let days = 64;
    while (days < slots.length) days *= 2;
    if (this.firsts.length !== days) {
      this.firsts = new Int32Array(days);
      this.lasts = new Int32Array(days);
    }
    this.firsts.fill(-1);
    this.lasts.fill(-1);
    this.mask = days - 1;
    this.dayTicks = 2 ** Math.max(0, Math.ceil(Math.log2(GAPS_A_DAY * this.meanGap(slots))));
    this.daysPerTick = 1 / this.dayTicks;
  }

  /** Mean ticks between events that follow each other, of the earlier half of a sample; the whole one's if that is nothing. */
  private meanGap(slots: Int32Array): number {
    const count = Math.min(SAMPLE, slots.length);
    if (count < 2) return 1;
    const times = this.sampled.subarray(0, count);
    for (let at = 0; at < count; at++)
      times[at] = this.records.doubles[slots[Math.floor((at * slots.length) / count)]! * 4 + TIME]!;
    times.sort();
    const half = count >> 1;
    const near = (times[half]! - times[0]!) / half;
    const gap = near > 0 ? near : (times[count - 1]! - times[0]!) / (count - 1);
    return Math.max(1, (gap * count) / slots.length);
  }
}

/** An event of this time and order comes before that of a slot. */
function isBefore(doubles: Float64Array, time: number, order: number, slot: number): boolean {
  const other = doubles[slot * 4 + TIME]!;
  return time < other || (time === other && order < doubles[slot * 4 + ORDER]!);
}

import { ORDER, TIME, type EventIndex, type EventRecords } from "./event-records.ts";

const WAYS = 4;

/** A heap in which each node has four children, with times beside slots: log₄ n steps, whatever the times are. */
export class HeapIndex implements EventIndex {
  length = 0;
  private times = new Float64Array(64);
  private slots = new Int32Array(64);
  private readonly records: EventRecords;

  constructor(records: EventRecords) {
    this.records = records;
  }

  insert(slot: number): void {
    if (this.length === this.times.length) this.grow();
    const { times, slots } = this;
    const { doubles } = this.records;
    const time = doubles[slot * 4 + TIME]!;
    const order = doubles[slot * 4 + ORDER]!;
    let at = this.length++;
    while (at > 0) {
      const parent = ((at - 1) / WAYS) | 0;
      const above = times[parent]!;
      if (above < time || (above === time && doubles[slots[parent]! * 4 + ORDER]! < order)) break;
      times[at] = above;
      slots[at] = slots[parent]!;
      at = parent;
    }
    times[at] = time;
    slots[at] = slot;
  }

  takeFirst(): number {
    if (this.length === 0) return -1;
    const first = this.slots[0]!;
    if (--this.length > 0) this.sink(this.times[this.length]!, this.slots[this.length]!);
    return first;
  }

  clear(): void {
    this.length = 0;
  }

  private sink(time: number, slot: number): void {
    const { times, slots, length } = this;
    const { doubles } = this.records;
    const order = doubles[slot * 4 + ORDER]!;
    let at = 0;
    for (let child = 1; child < length; child = at * WAYS + 1) {
      let least = child;
      let leastTime = times[child]!;
      for (const end = Math.min(child + WAYS, length); ++child < end;) {
        const next = times[child]!;
        if (next > leastTime) continue;
        if (next === leastTime && orderOf(doubles, slots[child]!) > orderOf(doubles, slots[least]!)) continue;
        least = child;
        leastTime = next;
      }
      if (time < leastTime || (time === leastTime && order < orderOf(doubles, slots[least]!))) break;
      times[at] = leastTime;
      slots[at] = slots[least]!;
      at = least;
    }
    times[at] = time;
    slots[at] = slot;
  }

  private grow(): void {
    const { times, slots } = this;
    this.times = new Float64Array(2 * times.length);
    this.slots = new Int32Array(2 * slots.length);
    this.times.set(times);
    this.slots.set(slots);
  }
}

function orderOf(doubles: Float64Array, slot: number): number {
  return doubles[slot * 4 + ORDER]!;
}

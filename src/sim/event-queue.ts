/**
 * Pending events of a simulation, earliest first, first in first out among equal times.
 *
 * A binary heap on typed arrays with the key (time, order): no event is an object, so a queue of any length makes
 * no garbage. An event carries two integers; what they mean is the simulation's business. Times are whole ticks,
 * exact up to 2^53.
 *
 * With a random source, equal times come out in random order instead: a model whose answer then changes has
 * relied on an order that the machine does not promise.
 */
export class EventQueue {
  /** Of the event popped last. */
  time = 0;
  subject = 0;
  stamp = 0;

  private length = 0;
  private pushed = 0;
  private times = new Float64Array(64);
  private orders = new Float64Array(64);
  private subjects = new Int32Array(64);
  private stamps = new Int32Array(64);
  private readonly shuffle: (() => number) | undefined;

  constructor(shuffle?: () => number) {
    this.shuffle = shuffle;
  }

  get size(): number {
    return this.length;
  }

  push(time: number, subject: number, stamp = 0): void {
    if (!(time <= Number.MAX_SAFE_INTEGER)) throw new RangeError(`event time ${time} is beyond 2^53 ticks`);
    if (this.length === this.times.length) this.grow();
    const order = this.shuffle === undefined ? this.pushed++ : this.shuffle();
    this.siftUp(this.length++, time, order, subject, stamp);
  }

  /** Take the earliest event into `time`, `subject` and `stamp`; false if there is none. */
  pop(): boolean {
    if (this.length === 0) return false;
    this.time = this.times[0]!;
    this.subject = this.subjects[0]!;
    this.stamp = this.stamps[0]!;
    const last = --this.length;
    if (last > 0)
      this.siftDown(this.times[last]!, this.orders[last]!, this.subjects[last]!, this.stamps[last]!);
    return true;
  }

  clear(): void {
    this.length = 0;
    this.pushed = 0;
  }

  private siftUp(hole: number, time: number, order: number, subject: number, stamp: number): void {
    const { times, orders } = this;
    let at = hole;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const parentTime = times[parent]!;
      if (parentTime < time || (parentTime === time && orders[parent]! <= order)) break;
      this.move(parent, at);
      at = parent;
    }
    this.set(at, time, order, subject, stamp);
  }

  private siftDown(time: number, order: number, subject: number, stamp: number): void {
    const { times, orders, length } = this;
    let at = 0;
    for (let child = 1; child < length; child = 2 * at + 1) {
      const right = child + 1;
      let childTime = times[child]!;
      if (right < length) {
        const rightTime = times[right]!;
        if (rightTime < childTime || (rightTime === childTime && orders[right]! < orders[child]!)) {
          child = right;
          childTime = rightTime;
        }
      }
      if (time < childTime || (time === childTime && order <= orders[child]!)) break;
      this.move(child, at);
      at = child;
    }
    this.set(at, time, order, subject, stamp);
  }

  private move(from: number, to: number): void {
    this.times[to] = this.times[from]!;
    this.orders[to] = this.orders[from]!;
    this.subjects[to] = this.subjects[from]!;
    this.stamps[to] = this.stamps[from]!;
  }

  private set(at: number, time: number, order: number, subject: number, stamp: number): void {
    this.times[at] = time;
    this.orders[at] = order;
    this.subjects[at] = subject;
    this.stamps[at] = stamp;
  }

  private grow(): void {
    const capacity = 2 * this.times.length;
    const times = new Float64Array(capacity);
    const orders = new Float64Array(capacity);
    const subjects = new Int32Array(capacity);
    const stamps = new Int32Array(capacity);
    times.set(this.times);
    orders.set(this.orders);
    subjects.set(this.subjects);
    stamps.set(this.stamps);
    this.times = times;
    this.orders = orders;
    this.subjects = subjects;
    this.stamps = stamps;
  }
}

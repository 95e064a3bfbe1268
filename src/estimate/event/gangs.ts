/** A collective between replicas: which one, and how many take part. */
export interface Gang {
  readonly id: number;
  readonly members: number;
}

/** Members of collectives, who begin and end together. */
export interface Gangs {
  /** Who may begin now that `member` is there: nobody, or all. */
  arrive(gang: Gang, member: number): readonly number[];
  /** Who may go on now that `member` is done: nobody, or all. */
  leave(gang: Gang, member: number): readonly number[];
}

const NOBODY: readonly number[] = [];

export function createGangs(): Gangs {
  const arrived = new Map<number, number[]>();
  const done = new Map<number, number[]>();
  const gather = (meeting: Map<number, number[]>, { id, members }: Gang, member: number) => {
    const there = meeting.get(id) ?? [];
    meeting.set(id, there);
    there.push(member);
    if (there.length < members) return NOBODY;
    meeting.delete(id);
    return there;
  };
  return {
    arrive: (gang, member) => gather(arrived, gang, member),
    leave: (gang, member) => gather(done, gang, member),
  };
}

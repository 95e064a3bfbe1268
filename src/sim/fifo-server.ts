/** A server that one job holds at a time; the others wait in the order of their arrival. */
export interface FifoServer {
  /** True if the job holds the server now; else it waits. */
  enter(job: number): boolean;
  /** The holder leaves; the job that holds the server next, if one waited. */
  leave(): number | undefined;
}

export function createFifoServer(): FifoServer {
  const queue: number[] = [];
  let head = 0;
  return {
    enter: (job) => {
      queue.push(job);
      return queue.length - head === 1;
    },
    leave: () => {
      if (head === queue.length) throw new RangeError("nobody holds the server");
      return queue[++head];
    },
  };
}

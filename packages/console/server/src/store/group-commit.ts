/** Takes items one by one and commits them together: while one group is being written, the next one gathers. */
export interface GroupCommit<T> {
  /** Resolves when the item was committed, rejects when it was not. */
  append(item: T): Promise<void>;
  /** Runs between two groups, alone. */
  exclusive<R>(task: () => Promise<R>): Promise<R>;
  /** Weight of what waits. */
  readonly waiting: number;
}

interface Waiting<T> {
  readonly item: T;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * @param commit all of the items or none
 * @param weigh a group is closed when it reaches `groupWeight`
 */
export function groupCommit<T>(
  commit: (items: readonly T[]) => Promise<void>,
  weigh: (item: T) => number,
  groupWeight: number,
): GroupCommit<T> {
  let queue: Waiting<T>[] = [];
  let weight = 0;
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<R>(task: () => Promise<R>): Promise<R> {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  }

  function nextGroup(): Waiting<T>[] {
    let groupSize = 0;
    let sum = 0;
    while (groupSize < queue.length && sum < groupWeight) sum += weigh(queue[groupSize++]!.item);
    const group = queue.slice(0, groupSize);
    queue = queue.slice(groupSize);
    weight -= sum;
    return group;
  }

  async function commitNext(): Promise<void> {
    const group = nextGroup();
    if (group.length === 0) return;
    try {
      await commit(group.map((waiting) => waiting.item));
      for (const waiting of group) waiting.resolve();
    } catch (error) {
      if (group.length === 1) group[0]!.reject(error);
      // One item may be at fault: each gets its own verdict.
      else for (const waiting of group) await commit([waiting.item]).then(waiting.resolve, waiting.reject);
    }
  }

  return {
    append: (item) =>
      new Promise((resolve, reject) => {
        queue.push({ item, resolve, reject });
        weight += weigh(item);
        // One turn for each item; those that find the queue already emptied by an earlier group do nothing.
        void inTurn(commitNext);
      }),
    exclusive: inTurn,
    get waiting() {
      return weight;
    },
  };
}

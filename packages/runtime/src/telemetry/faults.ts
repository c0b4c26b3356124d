/** Inspecting failed somewhere: counted by place, told at the first and then at each power of two. */
export interface Faults {
  add(where: string, error: unknown): void;
}

export function createFaults(report: (where: string, message: string, count: number) => void): Faults {
  const counts = new Map<string, number>();
  return {
    add(where, error) {
      const count = (counts.get(where) ?? 0) + 1;
      counts.set(where, count);
      if ((count & (count - 1)) === 0) report(where, messageOf(error), count);
    },
  };
}

/** A thrown value may be hostile too: a getter, a proxy, no string at all. */
function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? `${error.name}: ${error.message}` : error);
  } catch {
    return 'an error that cannot be read';
  }
}

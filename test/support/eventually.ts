import { setTimeout as delay } from 'node:timers/promises';

/** Repeats a check until it passes; fails with its last error after `limitMs`. */
export async function eventually(check: () => Promise<void>, limitMs = 10_000): Promise<void> {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await delay(50);
    }
  }
}

import type { KeptRecord, TaskStore } from './types.ts';

/**
 * Keeps records in this process: for tests, and for nothing else, because another execution environment does not see them.
 * @param maxRecords the oldest are forgotten beyond it
 */
export function memoryStore(maxRecords = 10_000): TaskStore {
  const records = new Map<string, { readonly record: KeptRecord; readonly expires: number }>();
  return {
    async claim({ key, token, payload, now, until, expires }) {
      const old = records.get(key);
      const found = old && old.expires * 1000 > now ? old.record : undefined;
      const free =
        !found ||
        found.state === 'released' ||
        (found.state === 'in progress' && found.until <= now && found.payload === payload);
      if (!free && found.token !== token) return { claimed: false, found };
      records.delete(key);
      records.set(key, { record: { state: 'in progress', token, payload, until, data: found?.data }, expires });
      if (records.size > maxRecords) records.delete(records.keys().next().value!);
      return { claimed: true, data: found?.data };
    },
    async change({ key, token, state, until, expires, data }) {
      const found = records.get(key)?.record;
      if (found?.token !== token) return false;
      records.set(key, { record: { state, token, payload: found.payload, until, data }, expires });
      return true;
    },
  };
}

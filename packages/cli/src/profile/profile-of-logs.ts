import { resolve } from 'node:path';
import { hmacSha256 } from '@bulkhead/logs';
import { createProfiler, type Profile } from '@bulkhead/posture';
import type { Io } from '../io.ts';
import { openLog, readLogs } from './read-logs.ts';

/** What logs say of each function; says on standard error what of them could not be believed or read. */
export async function profileOfLogs(files: readonly string[], io: Io): Promise<Profile> {
  const key = io.env['BULKHEAD_KEY'];
  const verify = key ? [hmacSha256(key)] : [];
  const profiler = createProfiler();
  let forged = 0;
  let malformed = 0;
  for (const name of files) {
    const input = name === '-' ? io.in : await openLog(resolve(io.cwd, name), name);
    const counts = await readLogs(input, verify, (record) => {
      if (record.kind === 'behaviour') profiler.add(record);
    });
    forged += counts.forged;
    malformed += counts.malformed;
  }
  const say = (text: string): void => void io.err.write(`${text}\n`);
  if (!key)
    say('Without BULKHEAD_KEY the lines cannot be checked: whoever can write to the log can write this profile.');
  if (forged > 0) say(`${forged} lines without a valid check were left out.`);
  if (malformed > 0) say(`${malformed} lines that start like ours could not be read.`);
  if (profiler.profile.size === 0) {
    say(
      'No behaviour is recorded in these logs: run the functions with BULKHEAD_MODE=alert or BULKHEAD_PROFILE=1 first.',
    );
  }
  return profiler.profile;
}

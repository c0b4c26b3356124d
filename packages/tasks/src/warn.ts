import type { TaskError } from './errors.ts';

/** One JSON line on stderr, with the names of Lambda's JSON log format. */
export function warn({ name, code, message, cause }: TaskError): void {
  const error = {
    name,
    code,
    ...(cause instanceof Error ? { cause: `${cause.name}: ${cause.message}`.slice(0, 500) } : {}),
  };
  console.warn(JSON.stringify({ timestamp: new Date().toISOString(), level: 'WARN', message, error }));
}

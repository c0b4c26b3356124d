/** Levels by rank, 10 apart as pino counts them; the names are those of Lambda's JSON log format, in lower case. */
export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LevelName = (typeof LEVELS)[number];

export const ERROR = 4;
/** Nothing at all, whatever the request. */
export const SILENT = 6;

/** What a level's place in the list is called by; -1 for a word that names none. `WARNING` and `CRITICAL` are others' words. */
export const rankOf = (name: string | undefined): number => {
  const lower = `${name}`.toLowerCase();
  const others: Readonly<Record<string, string>> = { warning: 'warn', critical: 'fatal' };
  return LEVELS.indexOf((others[lower] ?? lower) as LevelName);
};

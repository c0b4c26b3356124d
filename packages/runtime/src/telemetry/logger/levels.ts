/** Levels by rank, 10 apart as pino counts them; the names are those of Lambda's JSON log format, in lower case. */
export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LevelName = (typeof LEVELS)[number];

export const DEBUG = 1;
const INFO = 2;
export const ERROR = 4;
/** Nothing at all, whatever the request. */
export const SILENT = 6;

/** What a level's place in the list is called by; `undefined` for a word that names none. `WARNING` and `CRITICAL` are others' words. */
export function rankOf(name: unknown): number | undefined {
  const rank = LEVELS.indexOf(
    String(name).toLowerCase().replace('warning', 'warn').replace('critical', 'fatal') as LevelName,
  );
  return rank < 0 ? undefined : rank;
}

/** What the environment says about levels. */
export interface LevelRule {
  /** Lines below are not printed, unless the request is one that is logged at DEBUG. */
  readonly least: number;
  /** Lines below are dropped by Lambda whatever we do, so they are not made. */
  readonly floor: number;
}

/**
 * `BULKHEAD_LOG_LEVEL` counts before `LOG_LEVEL`, and that before Lambda's own setting. In JSON log format Lambda drops what
 * is below its setting: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 */
export function levelRule(env: Readonly<Record<string, string | undefined>>): LevelRule {
  const lambda = rankOf(env['AWS_LAMBDA_LOG_LEVEL']);
  return {
    least: rankOf(env['BULKHEAD_LOG_LEVEL']) ?? rankOf(env['LOG_LEVEL']) ?? lambda ?? INFO,
    floor: (env['AWS_LAMBDA_LOG_FORMAT'] === 'JSON' && lambda) || 0,
  };
}

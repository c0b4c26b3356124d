import { type CorrelationScope, type CorrelationStore, correlationStoreSoFar } from '@bulkhead/core';
import { writeWhole } from '../print.ts';
import { addFields, readArguments } from './arguments.ts';
import { extras } from './extras.ts';
import { LEVELS, type LevelName, rankOf, SILENT } from './levels.ts';
import { lineText } from './line.ts';
import type { Logger } from './types.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Bindings = Readonly<Record<string, unknown>>;

/** What a logger asks of the store. */
type Source = Pick<CorrelationStore, 'current' | 'service'>;

/**
 * A logger without a parent. The environment's variables are read when its first line is logged.
 * @param print gets each line, without its newline
 * @param now milliseconds since the epoch
 * @param variables `process.env` by default
 */
export function createLog(
  print: (line: string) => void,
  source: () => Source | undefined,
  now: () => number = () => Date.now(),
  variables?: Readonly<Record<string, string | undefined>>,
): Logger {
  /** Lines below are not printed, unless the request is one that is logged at DEBUG. */
  let least: number | undefined;
  /** Lines below are dropped by Lambda whatever we do, so they are not made. */
  let floor = 0;

  /**
   * `BULKHEAD_LOG_LEVEL` counts before `LOG_LEVEL`, and that before Lambda's own setting. In JSON log format Lambda drops what
   * is below its setting: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
   */
  const leastRank = (): number => {
    if (least === undefined) {
      const env = variables ?? process.env;
      const lambda = env['AWS_LAMBDA_LOG_LEVEL'];
      if (env['AWS_LAMBDA_LOG_FORMAT'] === 'JSON') floor = rankOf(lambda);
      least = [env['BULKHEAD_LOG_LEVEL'], env['LOG_LEVEL'], lambda, 'info'].map(rankOf).find((rank) => rank >= 0)!;
    }
    return least;
  };

  const create = (bindings: Bindings, context: CorrelationScope | undefined, inherited: () => number): Logger => {
    let own = -1;
    const rankNow = (): number => {
      const rank = inherited();
      return own < 0 ? rank : own;
    };
    const scopeNow = (): CorrelationScope | undefined => context ?? source()?.current();
    const isPrinted = (rank: number, scope = scopeNow()): boolean => {
      const lowest = rankNow();
      return lowest < SILENT && rank >= floor && (rank >= lowest || Boolean(rank > 0 && scope?.debug));
    };
    const logger = {
      get level() {
        return LEVELS[rankNow()]!;
      },
      set level(name) {
        const rank = rankOf(name);
        if (rank >= 0) own = rank;
      },
      isLevelEnabled: (name) => isPrinted(rankOf(name)),
      bindings: () => bindings,
      child(given, options) {
        const more = { ...bindings };
        addFields(more, given ?? {});
        const child = create(more, context, rankNow);
        child.level = options?.level as LevelName;
        return child;
      },
      with: (scope) => create(bindings, scope, rankNow),
    } as Writable<Logger>;
    LEVELS.forEach((name, rank) => {
      logger[name] = (...args: unknown[]) => {
        const scope = scopeNow();
        const printed = isPrinted(rank, scope);
        if (rank === SILENT || rank < floor || !(printed || extras.keep)) return;
        let fields: Record<string, unknown> = {};
        let message: unknown = '[unreadable]';
        try {
          fields = { service: source()?.service, ...bindings };
          message = readArguments(extras.fill?.(args) ?? args, fields);
        } catch {
          // A function whose `toString` throws.
        }
        const line = lineText(now(), name.toUpperCase(), scope, message, fields);
        extras.keep?.(line, rank, printed, scope);
        if (printed) print(line);
      };
    });
    return logger;
  };

  return create({}, undefined, leastRank);
}

/**
 * Prints one JSON line a call, with the ids of the request that running code works for.
 * @example log.info({ orderId }, 'paid %d %s', 12, 'EUR')
 */
export const log: Logger = /* @__PURE__ */ createLog((line) => writeWhole(`${line}\n`), correlationStoreSoFar);

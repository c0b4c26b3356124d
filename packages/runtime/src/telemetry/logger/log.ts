import type { CorrelationScope } from '@bulkhead/core';
import { currentScope, storeSoFar } from '../current.ts';
import { writeWhole } from '../print.ts';
import { addFields, readArguments } from './arguments.ts';
import { extras } from './extras.ts';
import { DEBUG, ERROR, LEVELS, type LevelRule, levelRule, rankOf, SILENT } from './levels.ts';
import { lineText } from './line.ts';
import type { Logger } from './types.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What loggers get from outside. */
export interface LogEnvironment {
  /** Read when it is first needed; a function, so that bundlers see that nothing happens. */
  readonly env: () => Readonly<Record<string, string | undefined>>;
  readonly current: () => CorrelationScope | undefined;
  readonly service?: () => string | undefined;
  readonly print: (line: string) => void;
  readonly now: () => number;
}

/** A logger without a parent. The environment's variables are read when its first line is logged. */
export function createLog(environment: LogEnvironment): Logger {
  let rule: LevelRule | undefined;
  const theRule = (): LevelRule => {
    rule ??= levelRule(environment.env());
    return rule;
  };

  function textOf(
    level: string,
    scope: CorrelationScope | undefined,
    bindings: Readonly<Record<string, unknown>>,
    args: readonly unknown[],
  ): string {
    const time = environment.now();
    try {
      const fields = { service: environment.service?.(), ...bindings };
      return lineText(time, level, scope, readArguments(args, fields), fields);
    } catch {
      return lineText(time, level, scope, 'a line that cannot be written', {});
    }
  }

  function create(
    bindings: Readonly<Record<string, unknown>>,
    context: CorrelationScope | undefined,
    parentRank: () => number,
  ): Logger {
    let own: number | undefined;
    const leastRank = (): number => own ?? parentRank();
    const scopeNow = (): CorrelationScope | undefined => context ?? environment.current();
    const isPrinted = (rank: number, scope: CorrelationScope | undefined): boolean => {
      const least = leastRank();
      return rank >= theRule().floor && rank >= (scope?.debug && least < SILENT ? Math.min(least, DEBUG) : least);
    };
    const logger = {
      get level() {
        return LEVELS[leastRank()]!;
      },
      set level(name) {
        own = rankOf(name) ?? own;
      },
      isLevelEnabled: (name) => isPrinted(rankOf(name) ?? -1, scopeNow()),
      bindings: () => bindings,
      child: (fields, options) => {
        const more = { ...bindings };
        addFields(more, fields);
        const child = create(more, context, leastRank);
        if (options?.level) child.level = options.level;
        return child;
      },
      with: (scope) => create(bindings, scope, leastRank),
    } as Writable<Logger>;
    LEVELS.forEach((name, rank) => {
      const level = name.toUpperCase();
      logger[name] = (...args: unknown[]) => {
        if (name === 'silent') return;
        const scope = scopeNow();
        const printed = isPrinted(rank, scope);
        const kept = scope && rank >= theRule().floor ? extras.keeper : undefined;
        if (!printed && !kept) return;
        const line = textOf(level, scope, bindings, args);
        if (kept && !printed) return kept.keep(scope!, line);
        if (kept && rank >= ERROR) kept.print(scope!);
        environment.print(line);
      };
    });
    return logger;
  }

  return create({}, undefined, () => theRule().least);
}

/**
 * Prints one JSON line a call, with the ids of the request that running code works for.
 * @example log.info({ orderId }, 'paid %d %s', 12, 'EUR')
 */
export const log: Logger = /* @__PURE__ */ createLog({
  env: () => process.env,
  current: currentScope,
  service: () => storeSoFar()?.service,
  print: (line) => writeWhole(`${line}\n`),
  now: () => Date.now(),
});

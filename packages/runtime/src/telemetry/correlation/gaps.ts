import type { CorrelationScope, InvocationAspect } from '@bulkhead/core';
import { setMethod } from '../../set-method.ts';
import { lineText } from '../logger/line.ts';
import { writeWhole } from '../print.ts';
import { addAspect } from './ends.ts';
import { theStore } from './store.ts';

export interface GapOptions {
  /** Only for requests that are logged at DEBUG. `false` by default. */
  readonly sampled?: boolean;
}

type Watched = { -readonly [K in keyof CorrelationScope]: CorrelationScope[K] };

/**
 * Has an invocation that logs nothing print one line when it ends, and a record of a batch too: a chain of requests is drawn
 * from lines, and a function without any would be missing in it.
 * @example fillGaps(); export const handler = withTelemetry(…);
 */
export function fillGaps(options: GapOptions = {}): void {
  const store = theStore();
  const { invocation, record } = createGapWatch(options, process.env, (line) => void writeWhole(`${line}\n`));
  addAspect(store, invocation);
  store.recordAspects ??= [];
  store.recordAspects.push(record);
}

/** What is done for invocations, and for records. */
export interface GapWatch {
  readonly invocation: InvocationAspect;
  readonly record: (scope: CorrelationScope) => void;
}

/** @param print gets the line of a scope that ended without one */
export function createGapWatch(
  { sampled = false }: GapOptions,
  env: Readonly<Record<string, string | undefined>>,
  print: (line: string) => void,
): GapWatch {
  // In Lambda's JSON log format, a lower level would be dropped.
  const level = env['AWS_LAMBDA_LOG_LEVEL'] || 'INFO';
  /** Invocations of which a record has told, by their request id: they need no line of their own. */
  const told = new Set<string>();
  const watch = (scope: Watched, isRecord: boolean): void => {
    const { logText, requestId } = scope;
    let said = false;
    setMethod(scope, 'logText', () => {
      said = true;
      return logText();
    });
    scope.atEnd((error) => {
      const others = !isRecord && told.delete(requestId);
      if (!said && !others && (scope.debug || !sampled)) {
        const failed = error === undefined ? {} : { failed: true };
        print(lineText(Date.now(), level, scope, 'logged nothing else', failed));
      }
      if (isRecord && said) told.add(requestId);
    });
  };
  return {
    invocation(scope) {
      watch(scope, false);
      return undefined;
    },
    record: (scope) => watch(scope, true),
  };
}

import type { Flow, Severity, SinkClass } from '@bulkhead/core';
import type { PostureModel, RuleResult } from '../rule.ts';
import { type FunctionView, functionsOf, isPublic, nameOf } from './functions.ts';
import { shift } from './severity.ts';

/** Who can write the data that flows: decides how bad it is. */
export type Reach = 'anybody' | 'known callers' | 'inside';

/** Whether strangers, signed-in people or only the application's own parts decide what the event holds. */
export function reachOf(view: FunctionView): Reach {
  if (isPublic(view)) return 'anybody';
  if (view.entries.some(({ kind, name }) => kind === 'http' || kind === 'sync' || name === 's3'))
    return 'known callers';
  return 'inside';
}

/** What the role would give whoever takes the function over. */
export function isPowerful(model: PostureModel, view: FunctionView): boolean {
  return (model.granted.get(view.fn.id) ?? []).some(
    ({ effect, actions, resources }) =>
      effect === 'Allow' &&
      actions.some((action) => /^\*|^(?:iam|kms|secretsmanager|lambda|s3|dynamodb|ssm|sts):\*/i.test(action)) &&
      resources.some((resource) => resource === '*'),
  );
}

/**
 * A check for event data of one class of sinks. The rule's severity is for data that strangers send; one step less where
 * only the application's own parts write it, one more where the role is broad.
 */
export function flowCheck(
  classes: readonly SinkClass[],
  severity: Severity,
  message: (flow: Flow, view: FunctionView) => string,
  accepts: (flow: Flow, view: FunctionView) => boolean = (flow) => flow.carries === 'event',
): (model: PostureModel) => Iterable<RuleResult> {
  return function* (model) {
    const seen = new Set<string>();
    for (const view of functionsOf(model)) {
      for (const flow of view.code?.flows ?? []) {
        if (!classes.includes(flow.class) || !accepts(flow, view)) continue;
        const place = flow.steps.at(-1)?.place ?? view.fn.place;
        // The same line reached by several functions, or by several fields, is mended once.
        const at = `${place.file}:${place.line}:${place.column}:${flow.class}`;
        if (seen.has(at)) continue;
        seen.add(at);
        let steps = flow.confidence === 'high' ? 0 : -1;
        if (flow.carries === 'event') {
          if (reachOf(view) === 'inside') steps -= 1;
          else if (isPowerful(model, view)) steps += 1;
        }
        yield {
          message: message(flow, view),
          place,
          subject: view.fn.id,
          key: `${place.file}:${flow.sink}:${flow.source}`,
          severity: shift(severity, steps),
          steps: flow.steps,
        };
      }
    }
  };
}

/** `body.name of the event`, `the event`. */
export function sourceOf(flow: Flow): string {
  if (flow.carries === 'event') return flow.source === '' ? 'the event' : `event.${flow.source}`;
  return flow.source === '' ? `a ${flow.carries}` : flow.source;
}

/** `event.body.name reaches child_process.exec in convert`. */
export function reaches(flow: Flow, view: FunctionView, how = 'reaches'): string {
  return `${sourceOf(flow)} ${how} ${flow.sink} in ${nameOf(view)}`;
}

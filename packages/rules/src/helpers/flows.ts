import { type Flow, flowSite, listed, type Severity, type SinkClass, type SourcePlace } from '@bulkhead/core';
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
    const sites = new Map<string, Found[]>();
    for (const view of functionsOf(model)) {
      for (const flow of view.code?.flows ?? []) {
        if (!classes.includes(flow.class) || !accepts(flow, view)) continue;
        const place = flowSite(flow) ?? view.fn.place;
        const at = `${place.file}:${place.line}:${place.column}:${flow.class}`;
        const found = { flow, view, place, shifted: shiftOf(flow, view, model) };
        const known = sites.get(at);
        if (known) known.push(found);
        else sites.set(at, [found]);
      }
    }
    // The same line reached by several functions, or by several fields, is mended once; the worst of them says how bad it is.
    for (const all of sites.values()) {
      const worst = all.reduce((one, other) => (other.shifted > one.shifted ? other : one));
      const { flow, view, place, shifted } = worst;
      yield {
        message: `${message(flow, view)}${others(worst, all)}`,
        place,
        subject: view.fn.id,
        key: `${place.file}:${flow.sink}:${flow.source}`,
        severity: shift(severity, shifted),
        steps: flow.steps,
      };
    }
  };
}

interface Found {
  readonly flow: Flow;
  readonly view: FunctionView;
  readonly place: SourcePlace;
  readonly shifted: number;
}

/** By how much a flow is worse (or less bad) than one of a stranger's data in a function with a narrow role. */
function shiftOf(flow: Flow, view: FunctionView, model: PostureModel): number {
  const sure = flow.confidence === 'high' ? 0 : -1;
  if (flow.carries !== 'event') return sure;
  if (reachOf(view) === 'inside') return sure - 1;
  return isPowerful(model, view) ? sure + 1 : sure;
}

/** What else comes to the same place. */
function others({ flow, view }: Found, all: readonly Found[]): string {
  const fields = new Set(all.filter((one) => one.view === view).map((one) => one.flow.source));
  const functions = new Set(all.filter((one) => one.view !== view).map((one) => nameOf(one.view)));
  fields.delete(flow.source);
  const names = [...functions];
  const shown = listed(names, 3);
  return `${fields.size > 0 ? `, with ${fields.size} more field${fields.size > 1 ? 's' : ''}` : ''}${names.length > 0 ? `; the same in ${shown}` : ''}`;
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

import { TaskError } from './errors.ts';

const STEP = /(?:^|\.)([^.[\]'"]{1,256})(?![^.[])|\[(\d{1,9})\]|\['([^']{1,256})'\]|\["([^"]{1,256})"\]/y;

/**
 * Compiles a path such as `body.order.id`, `Records[0].messageId`, `$.detail['order-id']` or `headers.idempotency-key`. A text on
 * the way is read as JSON (API Gateway's and SQS's `body`); names below `headers` are found in any case.
 * @returns reads the value; `undefined` where there is none. Own fields only: `constructor` is none.
 * @throws TaskError TASK_BAD_OPTION
 */
export function compilePath(path: string): (value: unknown) => unknown {
  const steps: string[] = [];
  let at = path.startsWith('$') ? 1 : 0;
  while (at < path.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(path);
    if (!match || (at === 0 && path[0] === '.')) {
      throw new TaskError('TASK_BAD_OPTION', `The path ${path.slice(0, 80)} cannot be read at character ${at + 1}.`);
    }
    steps.push((match[1] ?? match[2] ?? match[3] ?? match[4])!);
    at = STEP.lastIndex;
  }
  if (steps.length === 0) throw new TaskError('TASK_BAD_OPTION', 'The path is empty.');
  return (value) => follow(value, steps);
}

function follow(value: unknown, steps: readonly string[]): unknown {
  let found = value;
  for (const [index, step] of steps.entries()) {
    if (typeof found === 'string') found = parse(found);
    if (typeof found !== 'object' || found === null) return undefined;
    const name = steps[index - 1] === 'headers' ? nameInAnyCase(found, step) : step;
    if (name === undefined || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

function nameInAnyCase(headers: object, name: string): string | undefined {
  return Object.keys(headers).find((header) => header.toLowerCase() === name.toLowerCase());
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { describe, expect, it } from 'vitest';
import { EVENT_SOURCES } from './registry.ts';
import { EVENT_SAMPLES } from './samples.ts';
import type { Json } from './testing/matrix.ts';
import type { EventSource } from './types.ts';
import { joinPath } from './visits.ts';
import { walkEvent } from './walk-event.ts';

const CASES = EVENT_SOURCES.filter((source) => source.invocation === 'asynchronous').flatMap((source) =>
  Object.entries(EVENT_SAMPLES[source.id]!).map(([variant, event]) => ({ id: source.id, variant, source, event })),
);

/** Events that hold a credential, a token or a presigned address, and so must not be kept. */
const NOT_KEPT = ['cloudformation-custom-resource', 'codepipeline', 'config'];

/** Every path that the source visits in this event. */
function pathsOf(source: EventSource, event: Json): string[] {
  const paths: string[] = [];
  walkEvent(source, event, (_value, parent, key) => paths.push(joinPath(parent, key)));
  return paths;
}

// An error makes Lambda try twice more: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
describe('an asynchronous invocation', () => {
  it('has sources to be tested with', () => {
    expect(CASES.length).toBeGreaterThan(20);
  });

  it.each(CASES)('$id/$variant succeeds without the handler, wherever the attack stands', ({ id, source, event }) => {
    const paths = pathsOf(source, structuredClone(event) as Json);
    for (const some of [paths, ...paths.map((path) => [path])]) {
      const outcome = source.block(structuredClone(event) as Json, { requestId: 'r', paths: some });
      // A batch goes on without its hostile records.
      if (outcome.is === 'continue') expect(outcome.removed.length).toBeGreaterThan(0);
      else expect(outcome.is).toBe('respond');
      if (outcome.is === 'respond') expect(outcome.removed === undefined).toBe(NOT_KEPT.includes(id));
    }
  });
});

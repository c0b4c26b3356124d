import type { PostureModel } from '../rule.ts';
import { hopsThrough } from './wiring/hops.ts';
import type { FunctionKey, Hop } from './wiring/types.ts';
import { wiringOf } from './wiring/wiring.ts';

const ALONE = new WeakMap<PostureModel, readonly Hop[]>();

/**
 * Every way from a call in the code of one function to the start of a function, as far as names, filters and patterns tell.
 * Where the other stacks of the repository were looked at, also those that lead through them.
 */
export function hopsOf(model: PostureModel): readonly Hop[] {
  if (model.around) return model.around.hops;
  let hops = ALONE.get(model);
  if (!hops) {
    hops = hopsThrough([wiringOf(model)]);
    ALONE.set(model, hops);
  }
  return hops;
}

/** The ways that lead from a function of this stack back to itself. */
export function selfHopsOf(model: PostureModel): readonly Hop[] {
  return hopsOf(model).filter((hop) => isOwn(model, hop.from) && isSame(hop.from, hop.to) && !endsWithRun(hop, hop));
}

export function isOwn({ app }: PostureModel, { file }: FunctionKey): boolean {
  return file === app.file;
}

export function isSame(a: FunctionKey, b: FunctionKey): boolean {
  return a.id === b.id && a.file === b.file;
}

/** How Lambda is called where nobody waits: only then it sends to destinations when the function has ended. */
const ASYNCHRONOUS = /^(?:s3|sns|eventbridge|invoke)$/;

/** Whether one way cannot follow on another: Lambda sends nothing on behalf of a function that somebody waits for. */
export function endsWithRun(before: Hop, { send }: Hop): boolean {
  return send.destination === true && !ASYNCHRONOUS.test(before.entry.name);
}

/** A name for messages; of another stack's function with its template. */
export function hopName(model: PostureModel, key: FunctionKey): string {
  return isOwn(model, key) ? key.id : `${key.id} (${key.file})`;
}

import type { TemplateValue } from '@bulkhead/core';
import type { AnswerStore } from './answer-store.ts';
import { createLimit, type Limit } from './limit.ts';
import { fatalError, isAbsent, reasonOf } from './refusals.ts';

/** What a call came to. */
export type Answer<O> =
  | { readonly kind: 'found'; readonly value: O }
  /** There is no such thing: no policy, no encryption set. */
  | { readonly kind: 'absent' }
  /** Not allowed, or it failed however often it was tried. */
  | { readonly kind: 'refused'; readonly why: string };

/** The part of an SDK client that is used here. */
export interface AwsClient {
  send(command: never): Promise<unknown>;
  destroy(): void;
}

type CommandClass = new (input: never) => object;

/** Output of a command class of the SDK. */
type OutputOf<C> = C extends new (
  input: never,
) => { resolveMiddleware: (...args: never[]) => infer H }
  ? H extends (...args: never[]) => Promise<{ output: infer O }>
    ? O
    : never
  : never;

export interface AskOptions {
  /**
   * Mark of the thing asked about that AWS changes with everything that the answer says (`LastChangedDate`). While it is
   * the same, an earlier scan's answer is taken. Left out: it is taken only where the user allows answers of some age.
   */
  readonly mark?: string | undefined;
  /** Lists are asked each time: they tell what there is, and functions stand in them with their variables. */
  readonly always?: true;
}

/** One service of one region: asks with bounded concurrency, counts, remembers. */
export type Asker = <C extends CommandClass>(
  Command: C,
  input: ConstructorParameters<C>[0],
  options?: AskOptions,
) => Promise<Answer<OutputOf<C>>>;

/** What calls were made and what was refused, over all services. */
export interface CallLog {
  /** By `service:Operation`. */
  readonly made: Map<string, number>;
  /** Answers of an earlier scan, by the same. */
  readonly kept: Map<string, number>;
  /** By `service:Operation`: why, and for how many. */
  readonly refused: Map<string, { readonly why: string; count: number }>;
  onCall?: (service: string) => void;
}

export function createCallLog(): CallLog {
  return { made: new Map(), kept: new Map(), refused: new Map() };
}

/**
 * @param service name in the SDK: `lambda` of `@aws-sdk/client-lambda`
 * @param atOnce most calls in flight; the SDK's adaptive retries slow them down where the service throttles
 */
export function createAsker(
  service: string,
  client: AwsClient,
  log: CallLog,
  atOnce: number,
  store?: AnswerStore,
): Asker {
  const limit: Limit = createLimit(atOnce);
  const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const ask = async (Command: CommandClass, input: never, options: AskOptions = {}) => {
    const command = new Command(input);
    const name = `${service}:${operationOf(command)}`;
    const key = options.always ? undefined : JSON.stringify([name, input]);
    const known = key === undefined ? undefined : store?.find(key, options.mark);
    if (known) {
      count(log.kept, name);
      return known;
    }
    return limit(async () => {
      count(log.made, name);
      log.onCall?.(service);
      const answer = await send(client, command, name);
      if (answer.kind === 'refused') {
        const before = log.refused.get(name);
        if (before) before.count++;
        else log.refused.set(name, { why: answer.why, count: 1 });
      } else if (key !== undefined) store?.keep(key, options.mark, answer);
      return answer;
    });
  };
  return ask as Asker;
}

/** The operation's name stands third in the SDK's schema of it; names of classes do not survive bundling. */
function operationOf(command: object): string {
  const { schema } = command as { readonly schema?: readonly unknown[] };
  return typeof schema?.[2] === 'string' ? schema[2] : command.constructor.name.replace(/Command\d*$/, '');
}

async function send(client: AwsClient, command: object, name: string): Promise<Answer<unknown>> {
  try {
    return { kind: 'found', value: await client.send(command as never) };
  } catch (error) {
    const fatal = fatalError(error);
    if (fatal) throw fatal;
    if (isAbsent(error)) return { kind: 'absent' };
    return { kind: 'refused', why: reasonOf(error, name) };
  }
}

/** A property whose call was refused. */
export function refusedValue({ why }: { readonly why: string }): TemplateValue {
  return { unknown: `could not be read: ${why}`, expression: '' };
}

/** A property made of an answer: nothing where there is no such thing, unknown with the reason where it was refused. */
export function propertyOf<O>(
  answer: Answer<O>,
  read: (value: O) => TemplateValue | undefined,
): TemplateValue | undefined {
  if (answer.kind === 'found') return read(answer.value);
  return answer.kind === 'refused' ? refusedValue(answer) : undefined;
}

/** Properties that are set; for spreading. */
export function given(fields: Readonly<Record<string, TemplateValue | undefined>>): Record<string, TemplateValue> {
  const entries = Object.entries(fields).filter((entry): entry is [string, TemplateValue] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}

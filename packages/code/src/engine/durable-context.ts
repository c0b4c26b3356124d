import type { CallInput, Machine } from './machine.ts';
import type { AbstractValue } from './types.ts';
import { join, shaped, unknown } from './values.ts';

type Input = Omit<CallInput, 'callee'>;

/** Methods of a durable function's context that run functions given to them, in either language's spelling. */
const RUNS = /^(?:step|map|parallel|run_?in_?child_?context|wait_?for_?callback|wait_?for_?condition)$/i;

/**
 * What Lambda's context does in a durable function: steps, branches and children are functions that it calls, and `invoke` calls
 * another function. https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html
 * @returns `undefined` for another method, or without a function to run
 */
export function callDurable(m: Machine, name: string, input: Input): AbstractValue | undefined {
  const given = [...input.arguments, ...(input.named?.values() ?? [])];
  if (name === 'invoke') return invokeAnother(m, input);
  if (!RUNS.test(name)) return undefined;
  const child = shaped({ kind: 'context', path: '' });
  const lists = given.filter(isList);
  const item =
    lists[0] === undefined ? unknown('given by the context', input.place) : m.engine.item(lists[0], input.place);
  const functions = [...given, ...lists.flatMap((list) => m.engine.knownItems(list) ?? [])].filter(m.engine.isFunction);
  // Python's steps may have run where they were made.
  if (functions.length === 0) return m.language === 'python' ? input.arguments[0] : undefined;
  const isItems = name === 'map';
  const answers = functions.map((callee) => {
    const answer = m.call({ callee, arguments: isItems ? [child, item] : [child, child], place: input.place });
    // It tries again, and hands errors on as it will.
    m.threw = false;
    return answer;
  });
  return isItems || name === 'parallel'
    ? unknown(
        'answers of steps',
        input.place,
        answers.flatMap(({ taint }) => taint),
      )
    : join(answers);
}

/** `context.invoke(name?, function, payload)`; Python names the function first. */
function invokeAnother(m: Machine, { arguments: given, named, place }: Input): AbstractValue | undefined {
  const isNamed = m.language === 'javascript' && given.length > 2 && !isPlain(given[1]);
  const [target, payload] = isNamed ? [given[1], given[2]] : [given[0], given[1]];
  const FunctionName = named?.get('function_name') ?? target;
  const Payload = named?.get('payload') ?? payload;
  if (FunctionName === undefined) return undefined;
  const input = m.engine.object({ FunctionName, ...(Payload === undefined ? {} : { Payload }) }, place);
  return m.engine.recordCall({ service: 'lambda', operation: 'Invoke', input, by: 'library', place });
}

const isList = ({ shapes }: AbstractValue): boolean => shapes.some(({ kind }) => kind === 'list' || kind === 'event');

/** An object or a list, which names no function. */
const isPlain = (value: AbstractValue | undefined): boolean =>
  value?.shapes.some(({ kind }) => kind === 'object' || kind === 'list' || kind === 'event') ?? false;

import type { AbstractValue, CallSite, Engine, RecordedCall } from '../../engine/types.ts';
import { operationNamed, serviceOfBoto3 } from './operations.ts';

/** What a model of boto3 remembers of a thing that it made; {@link ExternalShape.state}. */
export type Boto3State =
  | { readonly kind: 'session'; readonly region?: AbstractValue; readonly foreign?: true }
  /** `service`: boto3's name for it (`stepfunctions`); `undefined`: decided at run time. */
  | ({ readonly kind: 'client'; readonly service: string | undefined } & Where)
  | ({
      readonly kind: 'entity';
      readonly service: string;
      /** `Table`; empty: the service itself, `boto3.resource('dynamodb')`. */
      readonly type: string;
      readonly identifiers: Readonly<Record<string, AbstractValue>>;
      /** What a list's answer has told of it already: reading that asks nobody. */
      readonly loaded: AbstractValue | undefined;
      /** It is one of a list that was asked for: `.delete()` of the list deletes all of them. */
      readonly ofMany?: true;
    } & Where)
  /** `bucket.objects` */
  | { readonly kind: 'collection'; readonly of: Boto3State & { readonly kind: 'entity' }; readonly name: string }
  | ({ readonly kind: 'paginator' | 'waiter'; readonly service: string; readonly operation: string } & Where)
  /** `table.batch_writer()` */
  | { readonly kind: 'writer'; readonly table: AbstractValue | undefined; readonly where: Where };

export interface Where {
  readonly region?: AbstractValue;
  readonly endpoint?: AbstractValue;
  /** Signed with keys that another call or the event gave. */
  readonly foreign?: true;
}

/** All things of boto3 are of this module, whichever package they came by: models find them in one place. */
export const BOTO3 = 'boto3';

export function made(engine: Engine, path: string, state: Boto3State): AbstractValue {
  return engine.external(BOTO3, `${path}#`, state);
}

export function stateOf(state: unknown): Boto3State | undefined {
  const kind = (state as Boto3State | undefined)?.kind;
  return typeof kind === 'string' ? (state as Boto3State) : undefined;
}

/** The last name of a path: `put_item` of `dynamodb.Table#.put_item`. Empty where the path goes deeper than one name. */
export function methodOf(path: string): string {
  const mark = path.lastIndexOf('#.');
  const name = mark < 0 ? path : path.slice(mark + 2);
  return /[.()]/.test(name) ? '' : name;
}

/** An argument under its name or, for methods that take it by position, at its index. */
export function given(call: CallSite, name: string, index?: number): AbstractValue | undefined {
  return call.named.get(name) ?? (index === undefined ? undefined : call.arguments[index]);
}

/** Keyword arguments of boto3 are the API's own request. */
export function request(
  call: CallSite,
  engine: Engine,
  fixed: Readonly<Record<string, AbstractValue>> = {},
): AbstractValue {
  return engine.object({ ...fixed, ...Object.fromEntries(call.named) }, call.place, call.others);
}

/** Records an operation under any spelling; what the service does not know becomes a problem and nothing is recorded. */
export function recordOperation(
  engine: Engine,
  call: CallSite,
  service: string,
  operation: string,
  input: AbstractValue,
  where: Where = {},
  by: RecordedCall['by'] = 'boto3',
): AbstractValue | undefined {
  const known = serviceOfBoto3(service);
  // `putItem` is the API's name for it, and no method of boto3.
  const isMethod = !/^[a-z]+[A-Z]/.test(operation);
  const name = known === undefined ? pascalCase(operation) : isMethod ? operationNamed(known, operation) : undefined;
  if (name === undefined) {
    const message = `boto3's ${service} has no operation ${operation} that is known here.`;
    engine.problem('unknown-operation', message, call.place);
    return undefined;
  }
  return engine.recordCall({
    service: known ?? service,
    operation: name,
    input,
    by,
    place: call.place,
    ...(where.region ? { region: where.region } : {}),
    ...(where.endpoint ? { endpoint: where.endpoint } : {}),
    ...(where.foreign ? { foreign: true as const } : {}),
  });
}

/** For services newer than the data; boto3's own rule the other way round. */
function pascalCase(operation: string): string {
  return operation.replace(/(?:^|_)([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}

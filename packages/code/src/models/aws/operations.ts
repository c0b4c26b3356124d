import data from '../../../data/operations.json' with { type: 'json' };

interface Row {
  /** Class in SDK v2; empty: it has none. */
  readonly class: string;
  /** What `boto3.client` takes. */
  readonly boto3: string;
  /** Prefix of its host names. */
  readonly endpoint: string;
  /** As the API model spells them, apart by blanks. */
  readonly operations: string;
}

const ROWS = data as Readonly<Record<string, Row>>;

/** Names by their spelling without case and underscores, made for a service when it is first asked for. */
const byFoldedName = new Map<string, ReadonlyMap<string, string>>();

let byClass: ReadonlyMap<string, string> | undefined;
let byBoto3: ReadonlyMap<string, string> | undefined;
let byEndpoint: ReadonlyMap<string, string> | undefined;

/**
 * Finds an operation under any library's spelling: `PutItem` for putItem, put_item and PutItemCommand of `dynamodb`.
 * @param service as {@link isService} knows it
 * @returns the API model's spelling (`DescribeDBClusters`), `undefined` where the service has no such operation
 */
export function operationNamed(service: string, name: string): string | undefined {
  const names = operationsOf(service);
  const folded = name.replaceAll('_', '').toLowerCase();
  return names.get(folded) ?? (folded.endsWith('command') ? names.get(folded.slice(0, -'command'.length)) : undefined);
}

/** Whether it is the suffix of a client package of SDK v3: `dynamodb`, `sfn`, `cognito-identity-provider`. */
export function isService(service: string): boolean {
  return Object.hasOwn(ROWS, service);
}

/** @param name a class of SDK v2, `StepFunctions`, or its file below `aws-sdk/clients`, `stepfunctions` */
export function serviceOfClass(name: string): string | undefined {
  byClass ??= index((row) => row.class.toLowerCase());
  return byClass.get(name.toLowerCase());
}

/**
 * `@aws-sdk/client-sfn` → `sfn`. A client package that the data does not know is taken at its word: new services come
 * every month.
 */
export function serviceOfPackage(name: string): string | undefined {
  return /^@aws-sdk\/client-([a-z0-9-]+)$/.exec(name)?.[1];
}

/** @param name what `boto3.client` takes: `stepfunctions` → `sfn`, `logs` → `cloudwatch-logs` */
export function serviceOfBoto3(name: string): string | undefined {
  byBoto3 ??= index((row) => row.boto3);
  return byBoto3.get(name);
}

/** @param prefix first label of a service's host names: `monitoring` → `cloudwatch`, `states` → `sfn` */
export function serviceOfEndpoint(prefix: string): string | undefined {
  byEndpoint ??= index((row) => row.endpoint);
  return byEndpoint.get(prefix);
}

/** The first label of a service's host names: `sfn` → `states`; `undefined` for a service that is not known. */
export function endpointOf(service: string): string | undefined {
  const endpoint = Object.hasOwn(ROWS, service) ? ROWS[service]?.endpoint : undefined;
  return endpoint === '' ? undefined : endpoint;
}

/** Operations of a service under their folded names; empty for a service that is not known. */
export function operationsOf(service: string): ReadonlyMap<string, string> {
  let names = byFoldedName.get(service);
  if (names) return names;
  const operations = Object.hasOwn(ROWS, service) ? (ROWS[service]?.operations ?? '') : '';
  names = new Map(operations === '' ? [] : operations.split(' ').map((name) => [name.toLowerCase(), name]));
  byFoldedName.set(service, names);
  return names;
}

/** Several services may share a host name (`dynamodb`, `iot`); the one of that very name wins, else the first. */
function index(nameOf: (row: Row) => string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [service, row] of Object.entries(ROWS)) {
    const name = nameOf(row);
    if (name !== '' && (!found.has(name) || service === name)) found.set(name, service);
  }
  return found;
}

import type { AbstractValue, CallSite, Engine, Model, ModelSet, ReadModel } from '../../engine/types.ts';
import { waiterOperation } from './boto3-data.ts';
import { documentOperation } from './document-client.ts';
import { operationNamed, serviceOfPackage } from './operations.ts';
import {
  type ClientState,
  callBack,
  clientOf,
  clientState,
  commandsOf,
  dynamicOperation,
  inputOf,
  isClient,
  listOf,
  record,
  withoutCallback,
} from './sdk-calls.ts';

/** Members of every client that call nothing. */
const QUIET = /^(destroy|config|middlewareStack|initConfig|getHash)\b/;

/**
 * AWS SDK for JavaScript v3: clients and commands, the clients with a method an operation, paginators, waiters and the
 * document client. A command counts when it is sent, wherever it was made.
 */
const call: Model = (site, engine) => {
  const { module, path, state } = site.callee;
  const isDocument = module === '@aws-sdk/lib-dynamodb';
  const service = isDocument ? 'dynamodb' : serviceOfPackage(module.split('/').slice(0, 2).join('/'));
  if (service === undefined) return undefined;
  if (isClient(state)) return clientCall(site, engine, state);
  if (/^[A-Z]\w*#\./.test(path) && !/^\w+(Command|Exception|Error)#/.test(path)) {
    // A method of a project's class that extends the client.
    return clientCall(site, engine, clientState(engine, service, 'sdk-v3', undefined, { documents: isDocument }));
  }
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (site.isNew) return construct(site, engine, service, name, isDocument);
  if (name === 'from' && /^DynamoDBDocument(Client)?\.from$/.test(path)) {
    const inner = clientOf(engine, site.arguments[0]) ?? clientState(engine, service, 'sdk-v3', undefined);
    return engine.external(module, `${path.slice(0, -'.from'.length)}#`, { ...inner, documents: true });
  }
  if (/^paginate[A-Z]/.test(name)) return paginate(site, engine, service, name.slice('paginate'.length), isDocument);
  const waiter = /^wait(?:Until|For)([A-Z]\w*)$/.exec(name)?.[1];
  if (waiter !== undefined) return wait(site, engine, service, waiter);
  return undefined;
};

function construct(
  site: CallSite,
  engine: Engine,
  service: string,
  name: string,
  isDocument: boolean,
): AbstractValue | undefined {
  const { module } = site.callee;
  const [options] = site.arguments;
  if (name === '*') {
    const operation = dynamicOperation(engine, service, site.place);
    const input = inputOf(engine, options, site.place);
    return engine.external(module, '*#', { kind: 'command', service, operation, input });
  }
  if (/(Exception|Error)$/.test(name)) return undefined;
  if (/Command$/.test(name) && name !== '$Command') {
    const known = isDocument ? documentOperation(name) : operationNamed(service, name);
    const operation = known ?? name.slice(0, -'Command'.length);
    const input = inputOf(engine, options, site.place);
    return engine.external(module, `${name}#`, { kind: 'command', service, operation, input });
  }
  if (!/^[A-Z]/.test(name)) return undefined;
  const state = clientState(engine, service, 'sdk-v3', options, { documents: isDocument });
  return engine.external(module, `${name}#`, state);
}

function clientCall(site: CallSite, engine: Engine, client: ClientState): AbstractValue | undefined {
  const method = site.callee.path.slice(site.callee.path.indexOf('#') + 2);
  if (QUIET.test(method)) return engine.constant(undefined);
  if (method === 'send') return send(site, engine, client);
  if (client.guessed && operationNamed(client.service, method) === undefined) return undefined;
  if (method === '*' || method === '')
    return recordNamed(site, engine, client, dynamicOperation(engine, client.service, site.place));
  if (method.includes('.') || method.includes('(')) return undefined;
  const operation =
    (client.documents ? documentOperation(method) : undefined) ?? operationNamed(client.service, method);
  if (operation !== undefined) return recordNamed(site, engine, client, operation);
  if (/^paginate[A-Z]/.test(method)) {
    const listed = operationNamed(client.service, method.slice('paginate'.length));
    if (listed !== undefined) return listOf(engine, recordNamed(site, engine, client, listed), site.place);
  }
  const waiter = /^waitUntil([A-Z]\w*)$/.exec(method)?.[1];
  const waited = waiter === undefined ? undefined : waiterOperation(client.service, snakeCase(waiter));
  if (waited !== undefined) return recordNamed(site, engine, client, waited);
  engine.problem('unknown-operation', `${client.service} has no operation ${method} that is known`, site.place);
  return undefined;
}

function recordNamed(site: CallSite, engine: Engine, client: ClientState, operation: string): AbstractValue {
  const input = inputOf(engine, withoutCallback(engine, site)[0], site.place);
  const answer = record(engine, site.place, client, { service: client.service, operation, input, by: client.by });
  callBack(engine, site, answer);
  return answer;
}

/** `client.send(command)`, `client.send(command, callback)` */
function send(site: CallSite, engine: Engine, client: ClientState): AbstractValue {
  const commands = commandsOf(engine, site.arguments[0]);
  if (commands.length === 0) {
    if (client.guessed) return engine.unknown('what a client that is not known answers', site.place);
    const operation = dynamicOperation(engine, client.service, site.place);
    const input = engine.unknown('a command that is not known', site.place);
    return record(engine, site.place, client, { service: client.service, operation, input, by: client.by });
  }
  const answers = commands.map(({ service, operation, input }) =>
    record(engine, site.place, client, { service, operation, input, by: client.by }),
  );
  const answer = engine.join(answers);
  callBack(engine, site, answer);
  return answer;
}

/** `paginateListTables({ client }, input)`: its pages, each an answer. */
function paginate(
  site: CallSite,
  engine: Engine,
  service: string,
  name: string,
  isDocument: boolean,
): AbstractValue | undefined {
  const operation = (isDocument ? documentOperation(name) : undefined) ?? operationNamed(service, name) ?? name;
  const [config, input] = site.arguments;
  const client = config === undefined ? undefined : clientOf(engine, engine.field(config, 'client', site.place));
  const request = { service, operation, input: inputOf(engine, input, site.place), by: 'sdk-v3' as const };
  return listOf(engine, record(engine, site.place, client, request), site.place);
}

/** `waitUntilTableExists({ client, maxWaitTime }, input)` */
function wait(site: CallSite, engine: Engine, service: string, waiter: string): AbstractValue | undefined {
  const operation = waiterOperation(service, snakeCase(waiter));
  if (operation === undefined) {
    engine.problem('unknown-operation', `${service} has no waiter ${waiter} that is known`, site.place);
    return undefined;
  }
  const [config, input] = site.arguments;
  const client = config === undefined ? undefined : clientOf(engine, engine.field(config, 'client', site.place));
  const request = { service, operation, input: inputOf(engine, input, site.place), by: 'sdk-v3' as const };
  record(engine, site.place, client, request);
  return engine.unknown('what a waiter found', site.place);
}

/** `DBInstanceAvailable` → `db_instance_available` */
export function snakeCase(name: string): string {
  return name
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** Values whose names as members differ from them: code generators turn `:` into `_`. */
const RENAMED: Readonly<Record<string, string>> = { aws_kms: 'aws:kms', aws_kms_dsse: 'aws:kms:dsse' };

/** `ServerSideEncryption.aws_kms`, `InvocationType.Event`: enumerations are objects of texts that are mostly their own names. */
const constantOfEnum: ReadModel = ({ object, name }, engine) => {
  if (object.state !== undefined || !/^[A-Z][A-Za-z0-9]+$/.test(object.path)) return undefined;
  if (/(Client|Command|Exception|Error)$/.test(object.path)) return undefined;
  if (Object.hasOwn(RENAMED, name)) return engine.constant(RENAMED[name]);
  return /^[A-Z][A-Za-z0-9]*$/.test(name) ? engine.constant(name) : undefined;
};

export const sdkV3: readonly ModelSet[] = [
  { language: 'javascript', modules: ['@aws-sdk/client-*', '@aws-sdk/lib-dynamodb'], otherCalls: call },
  { language: 'javascript', modules: ['@aws-sdk/client-*'], otherReads: constantOfEnum },
];

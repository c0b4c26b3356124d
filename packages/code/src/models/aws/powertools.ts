import { own } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { inputOf, record } from './sdk-calls.ts';

const PREFIX = '@aws-lambda-powertools';

/** A provider made with options, or the functions of the module itself. */
interface ProviderState {
  readonly options: AbstractValue;
}

type Fields = Readonly<Record<string, AbstractValue>>;

/** One function of a parameter provider: which calls it makes, from its arguments. */
type Request = (
  arguments_: readonly AbstractValue[],
  engine: Engine,
  site: CallSite,
) => readonly (readonly [operation: string, fields: Fields])[];

function asking(service: string, requests: Request): Model {
  return (site, engine) => {
    const answers = requests(site.arguments, engine, site).map(([operation, fields]) => {
      const input = engine.object(fields, site.place);
      return record(engine, site.place, undefined, { service, operation, input, by: 'library' });
    });
    const [answer] = answers.slice(-1);
    return answer === undefined ? undefined : engine.field(answer, own(VALUES, service) ?? 'Value', site.place);
  };
}

/** Where the wanted text stands in the answer. */
const VALUES: Readonly<Record<string, string>> = {
  'secrets-manager': 'SecretString',
  ssm: 'Parameter',
  dynamodb: 'Item',
  appconfigdata: 'Configuration',
};

function named(field: string, value: AbstractValue | undefined): Fields {
  return value === undefined ? {} : { [field]: value };
}

/** Functions of a module that go by the same names as methods of its provider class. */
function provider(
  folder: string,
  provider_: string,
  service: string,
  functions: Readonly<Record<string, { readonly method: string; readonly requests: Request }>>,
): ModelSet {
  const module = `${PREFIX}/parameters/${folder}`;
  const calls: Record<string, Model> = {
    [provider_]: (site, engine) => {
      const state: ProviderState = { options: inputOf(engine, site.arguments[0], site.place) };
      return engine.external(module, `${provider_}#`, state);
    },
  };
  for (const [name, { method, requests }] of Object.entries(functions)) {
    calls[name] = asking(service, requests);
    calls[`${provider_}#.${method}`] = asking(service, requests);
  }
  return { language: 'javascript', modules: [module], calls };
}

function optionOf(engine: Engine, site: CallSite, name: string, at = 1): AbstractValue | undefined {
  const own = (site.callee.state as ProviderState | undefined)?.options;
  const given = site.arguments[at];
  return (given && engine.ownField(given, name)) ?? (own && engine.ownField(own, name));
}

const parameters: readonly ModelSet[] = [
  provider('ssm', 'SSMProvider', 'ssm', {
    getParameter: {
      method: 'get',
      requests: ([name], engine, site) => {
        const decrypt = optionOf(engine, site, 'decrypt');
        return [['GetParameter', { ...named('Name', name), ...named('WithDecryption', decrypt) }]];
      },
    },
    getParameters: {
      method: 'getMultiple',
      requests: ([path], engine, site) => {
        const decrypt = optionOf(engine, site, 'decrypt');
        return [['GetParametersByPath', { ...named('Path', path), ...named('WithDecryption', decrypt) }]];
      },
    },
    getParametersByName: {
      method: 'getParametersByName',
      requests: ([table], engine, site) => {
        const names = (table === undefined ? [] : engine.fieldNames(table)).map((name) => engine.constant(name));
        const decrypt = optionOf(engine, site, 'decrypt');
        return [['GetParameters', { Names: engine.list(names, site.place), ...named('WithDecryption', decrypt) }]];
      },
    },
    setParameter: {
      method: 'set',
      requests: ([name], engine, site) => [
        ['PutParameter', { ...named('Name', name), ...named('Value', optionOf(engine, site, 'value')) }],
      ],
    },
  }),
  provider('secrets', 'SecretsProvider', 'secrets-manager', {
    getSecret: { method: 'get', requests: ([id]) => [['GetSecretValue', named('SecretId', id)]] },
  }),
  provider('appconfig', 'AppConfigProvider', 'appconfigdata', {
    getAppConfig: {
      method: 'get',
      requests: ([name], engine, site) => {
        const fields = {
          ...named('ConfigurationProfileIdentifier', name),
          ...named('ApplicationIdentifier', optionOf(engine, site, 'application')),
          ...named('EnvironmentIdentifier', optionOf(engine, site, 'environment')),
        };
        return [
          ['StartConfigurationSession', fields],
          ['GetLatestConfiguration', fields],
        ];
      },
    },
  }),
  provider('dynamodb', 'DynamoDBProvider', 'dynamodb', {
    get: {
      method: 'get',
      requests: (_, engine, site) => [['GetItem', named('TableName', optionOf(engine, site, 'tableName'))]],
    },
    getMultiple: {
      method: 'getMultiple',
      requests: (_, engine, site) => [['Query', named('TableName', optionOf(engine, site, 'tableName'))]],
    },
  }),
];

interface PersistenceState {
  readonly kind: 'persistence';
  readonly table: AbstractValue | undefined;
}

/** The role that idempotency needs (docs.aws.amazon.com/powertools/typescript, "Idempotency: required resources"). */
const IDEMPOTENCY_OPERATIONS = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'];

const layerSet: ModelSet = {
  language: 'javascript',
  modules: [`${PREFIX}/idempotency/dynamodb`],
  calls: {
    DynamoDBPersistenceLayer: (site, engine) => {
      const [options] = site.arguments;
      const table = options === undefined ? undefined : engine.ownField(options, 'tableName');
      const state: PersistenceState = { kind: 'persistence', table };
      return engine.external(`${PREFIX}/idempotency/dynamodb`, 'DynamoDBPersistenceLayer#', state);
    },
  },
};

function recordIdempotency(site: CallSite, engine: Engine, options: AbstractValue | undefined): void {
  engine.fact('idempotency', site.place, 'Powertools idempotency');
  const store = options === undefined ? undefined : engine.ownField(options, 'persistenceStore');
  for (const { state } of store === undefined ? [] : engine.externalsOf(store)) {
    const persistence = state as PersistenceState | undefined;
    if (persistence?.kind !== 'persistence') continue;
    for (const operation of IDEMPOTENCY_OPERATIONS) {
      const input = engine.object(named('TableName', persistence.table), site.place);
      record(engine, site.place, undefined, { service: 'dynamodb', operation, input, by: 'library' });
    }
  }
}

const idempotency: ModelSet = {
  language: 'javascript',
  modules: [`${PREFIX}/idempotency`, `${PREFIX}/idempotency/*`],
  calls: {
    makeIdempotent: (site, engine) => {
      const [function_, options] = site.arguments;
      if (function_ === undefined) return undefined;
      return engine.native('makeIdempotent', (call) => {
        recordIdempotency(site, engine, options);
        const receiver = call.receiver === undefined ? {} : { receiver: call.receiver };
        return engine.call(function_, call.arguments, call.place, receiver);
      });
    },
    makeHandlerIdempotent: (site, engine) => {
      const state = { kind: 'middleware', run: (inner: Engine) => recordIdempotency(site, inner, site.arguments[0]) };
      return engine.external(`${PREFIX}/idempotency/middleware`, 'middleware#', state);
    },
  },
};

/** `processPartialResponse(event, recordHandler, processor)`: the record handler runs for each record of the batch. */
const processPartial: Model = (site, engine) => {
  const [event, handler] = site.arguments;
  if (event === undefined || handler === undefined) return undefined;
  engine.fact('reports-batch-failures', site.place, 'Powertools batch');
  engine.fact('loops-over-records', site.place, 'Powertools batch');
  const records = engine.field(event, 'Records', site.place);
  engine.call(handler, [engine.item(records, site.place)], site.place, { times: 'items' });
  const failures = engine.list([], site.place, engine.unknown('a failed record', site.place));
  return engine.object({ batchItemFailures: failures }, site.place);
};

const first: Model = (site) => site.arguments[0];

/** Powertools for AWS Lambda (TypeScript), as far as it calls AWS or calls the code. */
export const powertools: readonly ModelSet[] = [
  ...parameters,
  layerSet,
  idempotency,
  {
    language: 'javascript',
    modules: [`${PREFIX}/batch`],
    calls: {
      processPartialResponse: processPartial,
      processPartialResponseSync: processPartial,
      asyncProcessPartialResponse: processPartial,
    },
  },
  {
    language: 'javascript',
    modules: [`${PREFIX}/tracer`],
    calls: { 'Tracer#.captureAWSv3Client': first, 'Tracer#.captureAWS': first, 'Tracer#.captureAWSClient': first },
  },
];

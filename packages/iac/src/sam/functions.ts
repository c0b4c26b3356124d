import type { LambdaFunction } from '@bulkhead/core';
import { referenceOf } from '../cloudformation/intrinsic.ts';
import type { TemplateResource } from '../cloudformation/template.ts';
import { readCloudFormationAsync } from '../event-source/async-invoke.ts';
import { readLogging } from '../logging.ts';
import type { Reader } from '../read.ts';
import { markFunction } from '../residue.ts';
import { get, mapTree, type Tree } from '../yaml/tree.ts';
import { readCode } from './code.ts';
import type { SamContext } from './context.ts';
import { readSamTriggers } from './events/index.ts';
import { withGlobals } from './globals.ts';

/** Lambda's defaults: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;
const LOG_KEYS = { format: 'LogFormat', applicationLevel: 'ApplicationLogLevel', systemLevel: 'SystemLogLevel' };

export function isFunction(type: string): boolean {
  return type === 'AWS::Serverless::Function' || type === 'AWS::Lambda::Function';
}

/** Reads an `AWS::Serverless::Function` (with `Globals`) or an `AWS::Lambda::Function`. */
export function readSamFunction(resource: TemplateResource, context: SamContext): LambdaFunction {
  const { read, globals } = context;
  const { id, type, place } = resource;
  const isSam = type === 'AWS::Serverless::Function';
  const merged = isSam ? withGlobals(globals, 'Function', resource.properties) : resource.properties;
  const properties = merged ?? mapTree(new Map(), place);
  const setting = (key: string) => get(properties, key);
  const code = readCode(id, properties, place, context);
  const name = setting('FunctionName');
  const reserved = read.wholeNumber(
    setting('ReservedConcurrentExecutions'),
    'ReservedConcurrentExecutions',
    [0, 1_000_000],
  );
  const [architecture] = read.list(setting('Architectures'));
  const environment = read.value(get(properties, 'Environment'));
  if (environment) read.note(environment);
  const variables = get(environment, 'Variables');
  const asyncInvoke = readCloudFormationAsync(properties, read);
  const entryPoints = context.entryPointsOf(id);
  const fn: LambdaFunction = {
    id,
    logicalId: id,
    ...roleOf(id, isSam, setting('Role'), read),
    name: name
      ? read.text(name, 'FunctionName')
      : { unknown: `is known once ${id} is deployed`, expression: `!Ref ${id}`, place },
    runtime: code.runtime,
    handler: code.handler,
    codeRoot: code.codeRoot,
    ...(entryPoints ? { entryPoints } : {}),
    ...(code.image ? { image: code.image } : {}),
    ...(code.inlineCode ? { inlineCode: code.inlineCode } : {}),
    ...(code.archive === undefined ? {} : { archive: code.archive }),
    architecture: read.oneOf(architecture, 'Architectures', ['x86_64', 'arm64']) ?? 'x86_64',
    memoryMb: read.wholeNumber(setting('MemorySize'), 'MemorySize', [128, 10_240]) ?? DEFAULT_MEMORY_MB,
    timeoutSeconds: read.wholeNumber(setting('Timeout'), 'Timeout', [1, 900]) ?? DEFAULT_TIMEOUT_SECONDS,
    environment: read.textMap(variables, 'Environment.Variables'),
    logging: readLogging(setting('LoggingConfig'), LOG_KEYS, read),
    ...(reserved === undefined ? {} : { reservedConcurrency: reserved }),
    ...(asyncInvoke ? { asyncInvoke } : {}),
    triggers: isSam ? readSamTriggers(id, properties, context) : [],
    place,
    handlerPlace: code.handlerPlace,
  };
  const environmentOpen = environment?.kind === 'unknown' || read.value(variables)?.kind === 'unknown';
  return markFunction(fn, { handlerHidden: code.hidden, environmentOpen });
}

/** The role that a function names, or the one that SAM makes for it. */
function roleOf(id: string, isSam: boolean, role: Tree | undefined, read: Reader): Pick<LambdaFunction, 'role'> {
  if (!role) return isSam ? { role: `${id}Role` } : {};
  const own = referenceOf(role)?.id ?? referenceOf(read.value(role))?.id;
  if (own !== undefined && read.evaluator.template.resources.has(own)) return { role: own };
  const value = read.value(role);
  if (value?.kind === 'unknown') return { role: value.unknown };
  return value?.kind === 'scalar' ? { role: String(value.value) } : {};
}

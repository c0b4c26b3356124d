import type { SourcePlace } from '@bulkhead/core';
import { get, isNull, listTree, scalarTree, type Tree } from '../yaml/tree.ts';
import type { TerraformResource } from './expand.ts';
import { referTo } from './references.ts';
import { mapOf, openValue, textOf, truthOf } from './values.ts';

/** One call of the module, its arguments evaluated. */
export interface ModuleCall {
  /** `module.orders.`, with the key of its instance. */
  readonly prefix: string;
  readonly given: ReadonlyMap<string, Tree>;
  readonly place: SourcePlace;
  /** Folder of the configuration that calls it, relative to the project root. */
  readonly folder: string;
}

export interface ModuleMade {
  readonly resources: readonly TerraformResource[];
  /** Its outputs by name. */
  readonly outputs: Tree;
}

/** `terraform-aws-modules/lambda/aws`, also with the registry's host; not the modules below it. */
export function isLambdaModule(source: string | undefined): boolean {
  return /^(?:registry\.terraform\.io\/)?terraform-aws-modules\/lambda\/aws$/.test(source ?? '');
}

/** Inputs that have the name and the form of the resource's own attribute. */
const SAME_NAMES = [
  'function_name',
  'description',
  'handler',
  'runtime',
  'timeout',
  'memory_size',
  'layers',
  'architectures',
  'kms_key_arn',
  'reserved_concurrent_executions',
  'package_type',
  'image_uri',
  'tags',
];

/**
 * What the module of the registry that most functions in Terraform are made with would make: the function, its URL, its event
 * source mappings and permissions. Written from its documented inputs and outputs; its role stays open, since its policies come
 * from some twenty inputs. https://registry.terraform.io/modules/terraform-aws-modules/lambda/aws
 */
export function lambdaModule({ prefix, given, place, folder }: ModuleCall): ModuleMade {
  const input = (name: string): Tree | undefined => {
    const value = given.get(name);
    return value === undefined || isNull(value) ? undefined : value;
  };
  const isOff = (name: string) => {
    const value = input(name);
    return value !== undefined && truthOf(value) === false;
  };
  const isOn = (name: string) => {
    const value = input(name);
    return value !== undefined && truthOf(value) === true;
  };
  const address = `${prefix}aws_lambda_function.this[0]`;
  const attribute = (name: string) => referTo(address, 'aws_lambda_function', name, place);
  if (isOff('create') || isOff('create_function') || isOn('create_layer')) {
    return { resources: [], outputs: openValue('is a module that makes no function', prefix.slice(0, -1), place) };
  }
  const resources: TerraformResource[] = [];
  const make = (name: string, type: string, values: readonly (readonly [string, Tree | undefined])[]): void => {
    const known = values.filter((entry): entry is readonly [string, Tree] => entry[1] !== undefined);
    resources.push({ address: `${prefix}${type}.${name}`, type, values: mapOf(known, place), place, folder });
  };
  const inBlock = (entries: readonly (readonly [string, Tree | undefined])[]): Tree | undefined => {
    const known = entries.filter((entry): entry is readonly [string, Tree] => entry[1] !== undefined);
    return known.length === 0 ? undefined : listTree([mapOf(known, place)], place);
  };

  make('this[0]', 'aws_lambda_function', [
    ...SAME_NAMES.map((name) => [name, input(name)] as const),
    ['role', input('lambda_role') ?? openValue('is made by the module', `${prefix}aws_iam_role.lambda[0]`, place)],
    ['filename', sourceOf(input('source_path')) ?? input('local_existing_package')],
    ['s3_bucket', get(input('s3_existing_package'), 'bucket')],
    ['s3_key', get(input('s3_existing_package'), 'key')],
    ['environment', inBlock([['variables', input('environment_variables')]])],
    ['tracing_config', inBlock([['mode', input('tracing_mode')]])],
    ['dead_letter_config', inBlock([['target_arn', input('dead_letter_target_arn')]])],
    ['ephemeral_storage', inBlock([['size', input('ephemeral_storage_size')]])],
    [
      'vpc_config',
      inBlock([
        ['subnet_ids', input('vpc_subnet_ids')],
        ['security_group_ids', input('vpc_security_group_ids')],
      ]),
    ],
  ]);
  if (isOn('create_lambda_function_url')) {
    make('this[0]', 'aws_lambda_function_url', [
      ['function_name', attribute('function_name')],
      ['authorization_type', input('authorization_type') ?? scalarTree('NONE', place)],
    ]);
  }
  for (const [key, mapping] of entriesOf(input('event_source_mapping'))) {
    if (mapping.kind !== 'map') continue;
    const values = [...mapping.entries].map(([name, { value }]) => [name, value] as const);
    make(`this[${JSON.stringify(key)}]`, 'aws_lambda_event_source_mapping', [
      ...values,
      ['function_name', attribute('arn')],
    ]);
  }
  for (const [key, trigger] of entriesOf(input('allowed_triggers'))) {
    const service = textOf(get(trigger, 'service'));
    make(`current_version_triggers[${JSON.stringify(key)}]`, 'aws_lambda_permission', [
      ['function_name', attribute('function_name')],
      ['action', get(trigger, 'action') ?? scalarTree('lambda:InvokeFunction', place)],
      [
        'principal',
        get(trigger, 'principal') ??
          (service === undefined
            ? openValue('is decided by the module', `${key}.service`, trigger.place)
            : scalarTree(`${service}.amazonaws.com`, trigger.place)),
      ],
      ['source_arn', get(trigger, 'source_arn')],
      ['source_account', get(trigger, 'source_account')],
    ]);
  }
  const outputs = mapOf(
    [
      ['lambda_function_arn', attribute('arn')],
      ['lambda_function_arn_static', attribute('arn')],
      ['lambda_function_qualified_arn', attribute('qualified_arn')],
      ['lambda_function_name', attribute('function_name')],
      ['lambda_function_invoke_arn', attribute('invoke_arn')],
      ['lambda_function_qualified_invoke_arn', attribute('invoke_arn')],
    ],
    place,
  );
  return { resources, outputs };
}

/** `"src"`, `["src", …]`, `{ path = "src" }`, or a list of these: where the code lies. */
function sourceOf(tree: Tree | undefined): Tree | undefined {
  if (tree?.kind === 'list') return sourceOf(tree.items[0]);
  return get(tree, 'path') ?? (tree?.kind === 'map' ? undefined : tree);
}

function entriesOf(tree: Tree | undefined): [string, Tree][] {
  return tree?.kind === 'map' ? [...tree.entries].map(([key, { value }]) => [key, value]) : [];
}

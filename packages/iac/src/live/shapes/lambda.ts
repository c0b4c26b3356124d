import { own, type TemplateValue } from '@bulkhead/core';
import type { LiveResource } from '../account.ts';
import { type ApiAnswer, jsonOf, listOf, mapOf, pick, properties, textOf, toValue } from './shape.ts';

const SAME = [
  'FunctionName',
  'Description',
  'Runtime',
  'Handler',
  'Role',
  'MemorySize',
  'Timeout',
  'Architectures',
  'PackageType',
  'DeadLetterConfig',
  'EphemeralStorage',
  'FileSystemConfigs',
  'LoggingConfig',
];

/**
 * `FunctionConfiguration` of Lambda's API as `AWS::Lambda::Function`.
 * @param more what other calls say of it: `ReservedConcurrentExecutions`, `RecursiveLoop`
 */
export function lambdaFunction(answer: object, more: Readonly<Record<string, TemplateValue>> = {}): LiveResource {
  const found = answer as ApiAnswer;
  const environment = mapOf(found['Environment']);
  const error = mapOf(environment['Error']);
  const vpc = mapOf(found['VpcConfig']);
  const tracing = textOf(mapOf(found['TracingConfig'])['Mode']);
  const layers = listOf(found['Layers']).flatMap((layer) => textOf(layer['Arn']) ?? []);
  const dead = textOf(mapOf(found['DeadLetterConfig'])['TargetArn']);
  const inVpc = Array.isArray(vpc['SubnetIds']) && vpc['SubnetIds'].length > 0;
  return {
    id: unqualified(textOf(found['FunctionArn']) ?? ''),
    type: 'AWS::Lambda::Function',
    properties: {
      ...pick(found, dead === undefined ? SAME.filter((name) => name !== 'DeadLetterConfig') : SAME),
      ...properties({
        KmsKeyArn: found['KMSKeyArn'] ?? found['KmsKeyArn'],
        TracingConfig: tracing === undefined ? undefined : { Mode: tracing },
        VpcConfig: inVpc ? pick(vpc, ['SubnetIds', 'SecurityGroupIds']) : undefined,
        Layers: layers.length > 0 ? layers : undefined,
        Environment: environment['Variables'] === undefined ? undefined : { Variables: environment['Variables'] },
      }),
      ...(error['ErrorCode'] === undefined
        ? {}
        : { Environment: { Variables: notRead(`its key does not let it be read: ${String(error['ErrorCode'])}`) } }),
      ...more,
    },
  };
}

/** `arn:…:function:name` without the version that some calls put behind it. */
export function unqualified(arn: string): string {
  return arn.split(':').slice(0, 7).join(':');
}

export function notRead(why: string): TemplateValue {
  return { unknown: `could not be read: ${why}`, expression: '' };
}

/** Keys of conditions that `AWS::Lambda::Permission` has properties for. */
const CONDITIONS: Readonly<Record<string, string>> = {
  'aws:sourcearn': 'SourceArn',
  'aws:sourceaccount': 'SourceAccount',
  'aws:principalorgid': 'PrincipalOrgID',
  'lambda:functionurlauthtype': 'FunctionUrlAuthType',
  'lambda:eventsourcetoken': 'EventSourceToken',
  'lambda:invokedviafunctionurl': 'InvokedViaFunctionUrl',
};

/**
 * The statements of a function's policy, each as the `AWS::Lambda::Permission` that adds it.
 * @param target ARN of the function, or of the version or alias that the policy is for
 */
export function lambdaPermissions(policy: unknown, target: string): LiveResource[] {
  const document = mapOf(jsonOf(policy));
  const statements = Array.isArray(document['Statement'])
    ? listOf(document['Statement'])
    : [mapOf(document['Statement'])];
  return statements.flatMap((statement, i): LiveResource[] => {
    if (statement['Effect'] !== 'Allow') return [];
    const tied: Record<string, TemplateValue> = {};
    for (const operator of Object.values(mapOf(statement['Condition']))) {
      for (const [key, value] of Object.entries(mapOf(operator))) {
        const name = own(CONDITIONS, key.toLowerCase());
        const one = toValue(Array.isArray(value) ? value[0] : value);
        if (name !== undefined && one !== undefined) tied[name] = one;
      }
    }
    const principal = principalOf(statement['Principal']);
    return [
      {
        id: `${target}#permission/${textOf(statement['Sid']) ?? i}`,
        type: 'AWS::Lambda::Permission',
        properties: {
          FunctionName: { ref: target },
          ...properties({ Action: statement['Action'], Principal: principal, ...tied }),
        },
      },
    ];
  });
}

/** Lambda has one principal a statement: `{Service: x}`, `{AWS: arn}`, or `*`. */
function principalOf(principal: unknown): TemplateValue | undefined {
  if (typeof principal === 'string') return principal;
  const [first] = Object.values(mapOf(principal));
  const text = textOf(Array.isArray(first) ? first[0] : first);
  // The root of an account is how IAM writes the account that was allowed.
  return text?.replace(/^arn:[^:]*:iam::(\d{12}):root$/, '$1');
}

import { LOCAL_ACCOUNT } from '@bulkhead/core';
import { partitionOf } from '../options.ts';
import { get, type Tree } from '../yaml/tree.ts';
import { type Answers, createEvaluator, type Evaluator } from './evaluate.ts';
import type { Reference } from './intrinsic.ts';
import { type ResourceKind, resourceKind } from './resource-kinds.ts';
import type { CloudFormationTemplate, TemplateResource } from './template.ts';

/**
 * Evaluates for the model: a reference is known only where the template itself says what it will be, as for the name of
 * a bucket that has a `BucketName`.
 */
export function createModelEvaluator(template: CloudFormationTemplate): Evaluator {
  const answers: Answers = {
    accountId: undefined,
    reference: (reference) => {
      const resource = template.resources.get(reference.id);
      if (!resource) return { unknown: `${reference.id} is no parameter or resource of this template` };
      const text = knownByName(resource, resourceKind(resource.type), reference, evaluator);
      return text === undefined ? { unknown: `is known once ${reference.id} is deployed` } : { text };
    },
  };
  const evaluator = createEvaluator(template, answers);
  return evaluator;
}

function knownByName(
  resource: TemplateResource,
  kind: ResourceKind,
  { attribute }: Reference,
  evaluator: Evaluator,
): string | undefined {
  const name = givenName(resource, kind, evaluator);
  const { region } = evaluator.template;
  if (name === undefined) return undefined;
  if (attribute === undefined) return kind.ref === 'name' ? name : undefined;
  if (kind.named?.includes(attribute)) return name;
  if (resource.type !== 'AWS::S3::Bucket' || region === undefined) return undefined;
  return attribute === 'Arn' ? `arn:${partitionOf(region)}:s3:::${name}` : undefined;
}

/** Evaluates for the lab: what only a deploy decides gets a stable local value. */
export function createLocalEvaluator(template: CloudFormationTemplate): Evaluator {
  const region = template.region ?? 'us-east-1';
  const owner = { partition: partitionOf(region), region, accountId: LOCAL_ACCOUNT };
  const answers: Answers = {
    accountId: LOCAL_ACCOUNT,
    reference: ({ id, attribute }) => {
      const resource = template.resources.get(id);
      const kind = resourceKind(resource?.type ?? '');
      const name =
        (resource && givenName(resource, kind, evaluator)) ??
        `${localName(template.stackName, id)}${endingOf(resource)}`;
      const arn = kind.arn ? `arn:${owner.partition}:${kind.arn(name, owner)}` : name;
      if (attribute === undefined) {
        if (kind.ref === 'arn') return { text: arn };
        return { text: kind.ref === 'url' ? kind.attributes!['QueueUrl']!(name, owner) : name };
      }
      const rule = kind.attributes?.[attribute];
      if (rule) return { text: rule(name, owner) };
      if (kind.named?.includes(attribute)) return { text: name };
      if (attribute === 'Arn' || attribute.endsWith('Arn')) return { text: arn };
      return { text: `${name}-${attribute.toLowerCase().replace(/[^a-z0-9]+/g, '-')}` };
    },
  };
  const evaluator = createEvaluator({ ...template, region }, answers);
  return evaluator;
}

/** A stable name for what only a deploy would name: `<stack>-<logical id>` in lower case, which every service takes. */
export function localName(stackName: string, id: string): string {
  return `${stackName}-${id}`
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, 63);
}

/** FIFO queues and topics must have names that say so; CloudFormation sees to it. */
function endingOf(resource: TemplateResource | undefined): string {
  const flag = get(resource?.properties, 'FifoQueue') ?? get(resource?.properties, 'FifoTopic');
  return flag?.kind === 'scalar' && String(flag.value) === 'true' ? '.fifo' : '';
}

function givenName(resource: TemplateResource, kind: ResourceKind, evaluator: Evaluator): string | undefined {
  const property: Tree | undefined = (kind.nameProperty && get(resource.properties, kind.nameProperty)) || undefined;
  if (!property) return undefined;
  const name = evaluator.evaluate(property);
  return name.kind === 'scalar' && name.value !== null ? String(name.value) : undefined;
}

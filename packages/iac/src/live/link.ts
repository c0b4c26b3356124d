import { isJoinedText, isReference, isUnknown, type ResourceReference, type TemplateValue } from '@bulkhead/core';
import type { LiveResource } from './account.ts';

/** Types whose `Ref` is their ARN: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/, "Return values". */
const REF_IS_ARN = new Set([
  'AWS::SNS::Topic',
  'AWS::StepFunctions::StateMachine',
  'AWS::SecretsManager::Secret',
  'AWS::IAM::ManagedPolicy',
  'AWS::Lambda::Alias',
  'AWS::Lambda::Version',
  'AWS::Lambda::LayerVersion',
]);

/** Ends where an ARN in a longer text does: a quote, a comma, a bracket, a space. */
const ARN = /arn:[\w-]+:[\w-]+:[\w-]*:\d*:[^\s"',<>()\\]+/g;
/** ARNs in one text; an environment variable holds 4 kB. */
const MAX_ARNS = 50;
/** Parts that are cut off an ARN until it is known: `…/invocations`, `:$LATEST`, `/*`. */
const MAX_CUTS = 12;
/** Values inside of values; policies stay under 10. */
const MAX_DEPTH = 60;

/** Turns the names of an account's resources into references, as a template that made them would have had them. */
export interface Linker {
  /** A copy in which texts that are, or hold, the ARN of a resource of the account are references. */
  link(value: TemplateValue): TemplateValue;
}

export function createLinker(resources: readonly LiveResource[]): Linker {
  const known = new Map<string, ResourceReference>();
  const ids = new Set<string>();
  for (const { id, type, names } of resources) {
    ids.add(id);
    if (!id.includes('#')) known.set(id, REF_IS_ARN.has(type) ? { ref: id } : { ref: id, attribute: 'Arn' });
    for (const [text, attribute] of Object.entries(names ?? {}))
      known.set(text, attribute === '' ? { ref: id } : { ref: id, attribute });
  }

  const link = (value: TemplateValue, depth = 0): TemplateValue => {
    if (depth > MAX_DEPTH) return { unknown: 'is nested too deep', expression: '' };
    if (typeof value === 'string') return linkText(value);
    if (typeof value !== 'object' || value === null || isUnknown(value) || isJoinedText(value)) return value;
    if (isReference(value)) return ids.has(value.ref) ? value : value.ref;
    if (Array.isArray(value)) return value.map((item) => link(item, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, link(item, depth + 1)]));
  };

  const linkText = (text: string): TemplateValue => {
    const whole = known.get(text);
    if (whole) return whole;
    if (!text.includes('arn:')) return text;
    const parts: (string | ResourceReference)[] = [];
    let from = 0;
    let count = 0;
    for (const { 0: arn, index } of text.matchAll(ARN)) {
      if (++count > MAX_ARNS) break;
      const hit = longestKnown(arn, known);
      if (!hit) continue;
      if (index > from) parts.push(text.slice(from, index));
      parts.push(hit.reference);
      from = index + hit.length;
    }
    if (parts.length === 0) return text;
    if (from < text.length) parts.push(text.slice(from));
    return { joined: parts };
  };

  return { link };
}

function longestKnown(arn: string, known: ReadonlyMap<string, ResourceReference>) {
  let end = arn.length;
  for (let cut = 0; cut < MAX_CUTS && end > 0; cut++) {
    const reference = known.get(arn.slice(0, end));
    if (reference) return { reference, length: end };
    end = Math.max(arn.lastIndexOf('/', end - 1), arn.lastIndexOf(':', end - 1));
  }
  // API Gateway writes `…:lambda:path/2015-03-31/functions/arn:aws:lambda:…/invocations`: an ARN within an ARN.
  return undefined;
}

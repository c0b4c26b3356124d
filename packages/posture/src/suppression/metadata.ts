import { type DeployedResource, nearest, type SourcePlace, type TemplateValue } from '@bulkhead/core';
import { type Claim, problemOf } from './comments.ts';

/** What each entry of `ignore` may hold. */
const KEYS = ['rule', 'reason', 'until'];

/**
 * The suppressions in a resource's `Metadata: {Bulkhead: {ignore: [{rule: …, reason: …, until: …}]}}`. What is not understood
 * is an entry with a problem and no rules.
 */
export function readNotes({ metadata, metadataPlaceOf, place }: DeployedResource): Claim[] {
  if (!metadata) return [];
  const at = (...path: (string | number)[]) => metadataPlaceOf?.(path) ?? place;
  const own = metadata['Bulkhead'];
  if (own === undefined) {
    const other = Object.keys(metadata).find((key) => key.toLowerCase() === 'bulkhead');
    return other === undefined ? [] : [wrong(at(other), `stands under ${other}; the key is Bulkhead`)];
  }
  const fields = fieldsOf(own);
  if (!fields) return [wrong(at('Bulkhead'), 'has no list ignore')];
  const { ignore } = fields;
  const odd = Object.keys(fields).find((key) => key !== 'ignore');
  const found = odd === undefined ? [] : [wrong(at('Bulkhead', odd), `stands under ${shown(odd)}; the key is ignore`)];
  if (ignore === undefined) return found.length > 0 ? found : [wrong(at('Bulkhead'), 'has no list ignore')];
  if (!Array.isArray(ignore)) return [...found, wrong(at('Bulkhead', 'ignore'), 'is no list of entries')];
  return [...found, ...ignore.map((entry, i) => readNote(entry, at('Bulkhead', 'ignore', i)))];
}

function readNote(entry: TemplateValue, place: SourcePlace): Claim {
  const fields = fieldsOf(entry);
  if (!fields) return wrong(place, 'is no entry with rule and reason');
  const odd = Object.keys(fields).find((key) => !KEYS.includes(key));
  const near = odd === undefined ? undefined : nearest(odd, KEYS);
  if (odd !== undefined) {
    return wrong(place, `has ${shown(odd)}, which is no key${near === undefined ? '' : `; did you mean ${near}?`}`);
  }
  const [rule, reason, until] = KEYS.map((key) => textOf(fields[key]));
  const rules = rule === undefined || rule === '' ? [] : [rule];
  const problem = problemOf({ rules, reason: reason ?? '', until }, ': ');
  return {
    rules,
    reason: reason ?? '',
    ...(until === undefined ? {} : { until }),
    place,
    ...(problem === undefined ? {} : { problem }),
  };
}

function wrong(place: SourcePlace, problem: string): Claim {
  return { rules: [], reason: '', place, problem };
}

/** A map that the template writes; a reference, an unknown value and a joined text are none. */
function fieldsOf(value: TemplateValue): { readonly [key: string]: TemplateValue } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return 'ref' in value || 'joined' in value || 'unknown' in value
    ? undefined
    : (value as { readonly [key: string]: TemplateValue });
}

/** A day without quotes may come as a number: `2027`. */
function textOf(value: TemplateValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : undefined;
}

function shown(key: string): string {
  return key.slice(0, 40);
}

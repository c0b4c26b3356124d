import { own, type PolicyIssue, type TemplateValue } from '@bulkhead/core';
import { iamAction, iamService } from '../data/service-data.ts';
import { fitsAction } from '../evaluate/wildcards.ts';
import { type KeyType, typeOfKey } from './key-types.ts';
import { asMap, textsOf } from './values.ts';

type Path = readonly (string | number)[];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Readonly<Record<string, KeyType | 'any'>> = {
  stringequals: 'String',
  stringnotequals: 'String',
  stringequalsignorecase: 'String',
  stringnotequalsignorecase: 'String',
  stringlike: 'String',
  stringnotlike: 'String',
  numericequals: 'Numeric',
  numericnotequals: 'Numeric',
  numericlessthan: 'Numeric',
  numericlessthanequals: 'Numeric',
  numericgreaterthan: 'Numeric',
  numericgreaterthanequals: 'Numeric',
  dateequals: 'Date',
  datenotequals: 'Date',
  datelessthan: 'Date',
  datelessthanequals: 'Date',
  dategreaterthan: 'Date',
  dategreaterthanequals: 'Date',
  bool: 'Bool',
  binaryequals: 'any',
  ipaddress: 'IPAddress',
  notipaddress: 'IPAddress',
  arnequals: 'ARN',
  arnlike: 'ARN',
  arnnotequals: 'ARN',
  arnnotlike: 'ARN',
  null: 'any',
};

/** How a value of each type is written; texts and ARNs are not judged. */
const WRITTEN: Partial<Record<KeyType, RegExp>> = {
  Bool: /^(?:true|false)$/i,
  Numeric: /^-?\d+(?:\.\d+)?$/,
  Date: /^(?:\d{4}-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?|\d{9,13})$/,
  IPAddress: /^[\da-f:.]+(?:\/\d{1,3})?$/i,
};

/** What is wrong with a statement's condition. */
export function* lintCondition(
  condition: TemplateValue | undefined,
  statement: { readonly effect: string; readonly actions: readonly string[]; readonly budget: { left: number } },
  path: Path,
): Iterable<PolicyIssue> {
  for (const [operator, keys] of Object.entries(asMap(condition) ?? {})) {
    const bare = operator
      .toLowerCase()
      .replace(/^forallvalues:|^foranyvalue:/, '')
      .replace(/ifexists$/, '');
    const compares = Object.hasOwn(OPERATORS, bare) ? OPERATORS[bare] : undefined;
    if (compares === undefined) {
      yield {
        kind: 'unknown-operator',
        path: [...path, operator],
        text: `compares by ${operator}, which is no operator`,
      };
    }
    for (const [key, value] of Object.entries(asMap(keys) ?? {})) {
      const at = [...path, operator, key];
      if (bare === 'bool' && key.toLowerCase() === 'aws:multifactorauthpresent' && statement.effect === 'Allow') {
        if (textsOf(value).some(({ text }) => text === 'false') || value === false)
          yield { kind: 'bad-mfa-pattern', path: at, text: 'allows its actions where no second factor was given' };
      }
      if (!isKnownKey(key, statement)) {
        yield { kind: 'unknown-condition', path: at, text: `asks for ${key}, which its actions do not know` };
      } else if (compares !== undefined && compares !== 'any') yield* lintTypes(key, compares, value, at);
    }
  }
}

function* lintTypes(key: string, compares: KeyType, value: TemplateValue, path: Path): Iterable<PolicyIssue> {
  const type = typeOfKey(key);
  // Dates may be compared as numbers: both are seconds since the epoch.
  if (type !== compares && !(type === 'Date' && compares === 'Numeric')) {
    // ARNs are texts as well; a text that is compared as an ARN is one by its writer's word (`kms:EncryptionContext:…`).
    if (type === 'String' && compares === 'ARN') return;
    const isUsable = type === 'ARN' && compares === 'String';
    yield {
      kind: isUsable ? 'mismatched-type-usable' : 'mismatched-type',
      path,
      text: `compares ${key} as ${compares}, which is ${type}`,
    };
    return;
  }
  const form = own(WRITTEN, type);
  const wrong = form && textsOf(value).find(({ text }) => !text.includes('${') && !form.test(text));
  if (wrong)
    yield { kind: 'mismatched-type', path: [...path, ...wrong.at], text: `gives ${key} a value that is no ${type}` };
}

/** Keys for all services, and those that one of the actions knows. */
function isKnownKey(
  key: string,
  { actions, budget }: { readonly actions: readonly string[]; readonly budget: { left: number } },
): boolean {
  const wanted = key.toLowerCase();
  if (wanted.startsWith('aws:')) return true;
  // Keys of identity providers are hosts: `token.actions.githubusercontent.com:sub`.
  const service = wanted.split(':', 1)[0] ?? '';
  if (!wanted.includes(':')) return false;
  if (service.includes('.') || iamService(service) === undefined) return true;
  if (actions.length === 0) return true;
  return actions.some((action) => {
    budget.left -= 100;
    if (action === '*' || budget.left <= 0) return true;
    const exact = iamAction(action);
    if (exact) return exact.conditionKeys.some((known) => sameKey(known, wanted)) || isDocumented(wanted, action);
    const [prefix = ''] = action.split(':', 1);
    const own = iamService(prefix);
    if (!own) return true;
    for (const candidate of own.actions.values()) {
      budget.left -= action.length + 20;
      if (budget.left <= 0) return true;
      if (fitsAction(action, candidate.name) && candidate.conditionKeys.some((known) => sameKey(known, wanted)))
        return true;
    }
    return false;
  });
}

/**
 * Keys that a service's own manual has, and the reference of its actions has not.
 * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
 */
const DOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  'states:invokehttpendpoint': ['states:httpendpoint', 'states:httpmethod'],
};

const isDocumented = (wanted: string, action: string): boolean =>
  own(DOCUMENTED, action.toLowerCase())?.includes(wanted) ?? false;

/** `s3:ExistingObjectTag/<key>` stands for every tag, and so does `secretsmanager:ResourceTag/tag-key`. */
function sameKey(known: string, wanted: string): boolean {
  const name = known.toLowerCase().replace(/\/tag-key$/, '/$');
  const variable = name.search(/[$<]/);
  return variable < 0 ? name === wanted || wanted.startsWith(`${name}/`) : wanted.startsWith(name.slice(0, variable));
}

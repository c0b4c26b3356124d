import { nearest } from '@bulkhead/core';
import { badTemplate } from '../bad-template.ts';
import { get, kindOf, type MapTree, type Tree } from '../yaml/tree.ts';

/** Keys that matter here; a near miss of one of them is a mistake worth stopping for, another unknown key is a plugin's. */
const KEYS = ['service', 'provider', 'functions', 'resources', 'plugins', 'custom', 'package', 'params'];

/** Refuses what is no `serverless.yml` of the Serverless Framework, before anything in it is resolved. */
export function checkDocument(document: Tree): MapTree {
  if (document.kind !== 'map') {
    throw badTemplate(
      document.place,
      `must be a map with the keys service, provider and functions, not ${kindOf(document)}`,
    );
  }
  const { entries, place } = document;
  const component = entries.get('component');
  if (component) {
    throw badTemplate(component.key, 'is written for Serverless Components, not for the Serverless Framework');
  }
  for (const [key, entry] of entries) {
    if (KEYS.includes(key)) continue;
    const near = nearest(key, KEYS);
    if (near && !entries.has(near)) throw badTemplate(entry.key, `"${key}" is not a key here; did you mean ${near}?`);
  }
  const syntax = get(document, 'provider', 'variableSyntax');
  if (syntax && variableSpelling(document) === undefined) {
    throw badTemplate(
      syntax.place,
      'provider.variableSyntax, a key of version 1, changes how variables are written; only ${…} and ${{…}} can be read',
      'Remove variableSyntax and write variables as ${self:…}.',
    );
  }
  if (!get(document, 'service'))
    throw badTemplate(place, 'has no service name', 'Add a line such as "service: my-app".');
  if (!get(document, 'provider')) {
    throw badTemplate(place, 'has no provider', 'Add "provider:" with "name: aws" and a runtime.');
  }
  return document;
}

/**
 * How variables are written: as everywhere, or between two braces, which version 1 could be told by a pattern of one's own.
 * Patterns that only leave some texts between braces to CloudFormation (`${AWS::Region}`) change nothing: such texts are left
 * in any case. https://www.serverless.com/framework/docs-v1/providers/aws/guide/variables#using-custom-variable-syntax
 * @returns `undefined` where the pattern begins with something else
 */
export function variableSpelling(document: Tree): 'single' | 'double' | undefined {
  const syntax = get(document, 'provider', 'variableSyntax');
  if (!syntax) return 'single';
  const pattern = syntax.kind === 'scalar' && typeof syntax.value === 'string' ? syntax.value.replace(/\\/g, '') : '';
  if (pattern.startsWith('${{') && pattern.endsWith('}}')) return 'double';
  const isSingle = pattern.startsWith('${') && !pattern.startsWith('${{') && /[^}]\}$/.test(pattern);
  return isSingle ? 'single' : undefined;
}

/** Only AWS runs Lambda functions. */
export function checkProvider(provider: Tree): void {
  const name = provider.kind === 'scalar' ? provider : get(provider, 'name');
  if (!name || name.kind === 'unknown') return;
  if (name.kind === 'scalar' && name.value === 'aws') return;
  const given = name.kind === 'scalar' && !name.hidden ? `"${String(name.value).slice(0, 60)}"` : kindOf(name);
  throw badTemplate(
    name.place,
    `the provider is ${given}; Bulkhead reads applications of AWS Lambda`,
    'Use a project with provider.name aws.',
  );
}

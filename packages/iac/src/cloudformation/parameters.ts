import type { Elsewhere } from '@bulkhead/core';
import { get, scalarTree, type Tree } from '../yaml/tree.ts';
import { textList } from './intrinsic.ts';
import type { CloudFormationTemplate } from './template.ts';

/** The value of a template parameter: the one given, else its default. */
export function readParameter(
  template: CloudFormationTemplate,
  name: string,
  declaration: Tree,
): { readonly tree: Tree } | { readonly unknown: string; readonly elsewhere?: Elsewhere } {
  const type = get(declaration, 'Type');
  const typeName = type?.kind === 'scalar' ? String(type.value) : 'String';
  const given = Object.hasOwn(template.given, name) ? template.given[name] : undefined;
  const standard = get(declaration, 'Default');
  // Their default names a key of Parameter Store, not the value.
  if (given === undefined && typeName.startsWith('AWS::SSM::Parameter::Value')) {
    const key = standard?.kind === 'scalar' ? String(standard.value) : '';
    return { unknown: 'needs Parameter Store', ...(key === '' ? {} : { elsewhere: { kind: 'parameter', name: key } }) };
  }
  if (given === undefined && !standard) return { unknown: `needs the parameter ${name}, which has no default` };
  const value = given === undefined ? standard! : scalarTree(given, declaration.place, true);
  if (value.kind !== 'scalar' || !isListType(typeName)) return { tree: value };
  const items = String(value.value).split(',');
  return {
    tree: textList(
      items.map((item) => item.trim()),
      value.place,
    ),
  };
}

function isListType(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

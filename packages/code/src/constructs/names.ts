import type { ExternalShape } from '../engine/types.ts';

/** Modules that hold constructs: version 2, version 1 (also in one package), experimental ones, and Python's names of all. */
export const CDK_MODULES = {
  javascript: ['aws-cdk-lib', 'aws-cdk-lib/*', '@aws-cdk/*', 'monocdk', 'monocdk/*', 'constructs'],
  python: ['aws_cdk', 'constructs'],
} as const;

/**
 * How the library's thing is called whatever the language and version: module without scope and stage, then its path.
 * @example nameOf({ module: 'aws_cdk', path: 'aws_s3.Bucket', … }) // 'aws-s3.Bucket'
 */
export function nameOf({ module, path }: Pick<ExternalShape, 'module' | 'path'>): string {
  if (module === 'constructs') return `core.${path}`;
  let inner = module.replace(/^(?:aws-cdk-lib|monocdk)\/?/, '').replace(/^@aws-cdk\//, '');
  let rest = path;
  if (module === 'aws_cdk' || inner === '') {
    const [first = '', ...others] = path.split('.');
    const isModule = /^(?:aws_|core$|assertions$|pipelines$|custom_resources$|cloud_assembly)/.test(first);
    inner = isModule ? first : 'core';
    rest = isModule ? others.join('.') : path;
  }
  const name = inner.replaceAll('_', '-').replace(/-alpha$/, '');
  const spelled = rest.split('.').map(camelCase).join('.');
  return spelled === '' ? name : `${name}.${spelled}`;
}

/** Python's `table_name` as TypeScript spells it; constants and what is spelled so already stay. */
export function camelCase(name: string): string {
  return /^[a-z]/.test(name) ? name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()) : name;
}

import type { Ecosystem } from './types.ts';

/** A PyPI name as the index compares it: lower case, runs of `-`, `_` and `.` as one hyphen (PEP 503). */
export function normalisePythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** A name as its registry compares it. */
export function normaliseName(ecosystem: Ecosystem, name: string): string {
  return ecosystem === 'PyPI' ? normalisePythonName(name) : name;
}

/** npm's rule for names, loosened for old ones with capitals. What does not fit is no name but an attack or an accident. */
const NPM_NAME = /^(?:@[a-z0-9~_][\w.~-]{0,100}\/)?[a-z0-9~_][\w.~-]{0,213}$/i;
const PYTHON_NAME = /^[a-z0-9](?:[\w.-]{0,212}[a-z0-9])?$/i;

export function isPackageName(ecosystem: Ecosystem, name: string): boolean {
  return (ecosystem === 'npm' ? NPM_NAME : PYTHON_NAME).test(name);
}

/** The package of an import: `lodash` of `lodash/fp`, `@aws-sdk/client-s3` of `@aws-sdk/client-s3/dist`. */
export function packageOfImport(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

/**
 * Package URL (https://github.com/package-url/purl-spec): `pkg:npm/%40aws-sdk/client-s3@3.1.0`, `pkg:pypi/requests@2.31.0`.
 */
export function packageUrl(ecosystem: Ecosystem, name: string, version: string): string {
  const type = ecosystem === 'npm' ? 'npm' : 'pypi';
  const encoded = name.split('/').map(encodeURIComponent).join('/');
  return `pkg:${type}/${encoded}${version === '' ? '' : `@${encodeURIComponent(version)}`}`;
}

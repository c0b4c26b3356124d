import { describe, expect, test } from 'vitest';
import type { ProjectFiles } from '../engine/types.ts';
import { resolvePython } from './resolve.ts';
import { projectOf } from './testing/project.ts';

const files: ProjectFiles = projectOf({
  'src/app.py': '',
  'src/utils.py': '',
  'src/email.py': '',
  'src/pkg/__init__.py': '',
  'src/pkg/deep/mod.py': '',
  'src/pkg/sibling.py': '',
  'src/boto3/__init__.py': '',
  'src/vendored/__init__.py': '',
  'src/Vendored-1.2.dist-info/METADATA': '',
  'src/assets/logo.png': '',
  'src/functions/one/handler.py': '',
  'src/functions/one/helper.py': '',
  'layer/python/shared.py': '',
  'other/flat.py': '',
  'lib/orders/setup.py': '',
  'lib/orders/orders/__init__.py': '',
  'lib/money/pyproject.toml': '',
  'lib/money/src/money/__init__.py': '',
  'lib/one/setup.py': '',
  'lib/one/twice/__init__.py': '',
  'lib/two/setup.py': '',
  'lib/two/twice/__init__.py': '',
  'plain/thing/__init__.py': '',
});

const context = { codeRoot: 'src', layers: ['layer', 'other'] };
const leads = (specifier: string, from = 'src/app.py') => {
  const found = resolvePython(files, specifier, from, context);
  if (found?.kind === 'file') return found.file;
  return found?.kind === 'package'
    ? `${found.builtin ? 'builtin' : 'package'} ${found.name} of ${found.package}`
    : found;
};

describe('imports lead to', () => {
  test.each([
    ['a module of the code', 'utils', 'src/app.py', 'src/utils.py'],
    ['a package', 'pkg', 'src/app.py', 'src/pkg/__init__.py'],
    ['a module in a package', 'pkg.sibling', 'src/app.py', 'src/pkg/sibling.py'],
    ['a package without __init__', 'pkg.deep', 'src/app.py', 'src/pkg/deep/__init__.py'],
    ['a module in it', 'pkg.deep.mod', 'src/app.py', 'src/pkg/deep/mod.py'],
    ['a sibling', '.sibling', 'src/pkg/__init__.py', 'src/pkg/sibling.py'],
    ['the package itself', '.', 'src/pkg/sibling.py', 'src/pkg/__init__.py'],
    ['a package above', '..sibling', 'src/pkg/deep/mod.py', 'src/pkg/sibling.py'],
    ['above the root: nothing', '....x', 'src/pkg/deep/mod.py', undefined],
    ['a missing sibling: nothing', '.nothing', 'src/app.py', undefined],
    ['the standard library', 'os.path', 'src/app.py', 'builtin os.path of os'],
    ['an own module before the standard library', 'email', 'src/app.py', 'src/email.py'],
    ['a package elsewhere', 'requests.auth', 'src/app.py', 'package requests.auth of requests'],
    ['a known package that lies in the code', 'boto3', 'src/app.py', 'package boto3 of boto3'],
    ['a package installed into the code', 'vendored', 'src/app.py', 'package vendored of vendored'],
    ['a folder without code is no package', 'assets', 'src/app.py', 'package assets of assets'],
    ['a layer', 'shared', 'src/app.py', 'layer/python/shared.py'],
    ['a layer that the build lays out', 'flat', 'src/app.py', 'other/flat.py'],
    ['the own folder', 'helper', 'src/functions/one/handler.py', 'src/functions/one/helper.py'],
    ['a package that the project installs', 'orders', 'src/app.py', 'lib/orders/orders/__init__.py'],
    ['one with its code in src', 'money', 'src/app.py', 'lib/money/src/money/__init__.py'],
    ['two of one name: neither', 'twice', 'src/app.py', 'package twice of twice'],
    ['a folder that nothing installs', 'thing', 'src/app.py', 'package thing of thing'],
    ['a name that is none', 'a/../../etc', 'src/app.py', undefined],
  ])('%s', (_name, specifier, from, expected) => expect(leads(specifier, from)).toBe(expected));
});

import { callSites } from '../call-sites.ts';
import { parseUrl } from '../urls.ts';

type AnyFunction = (...args: never[]) => unknown;

/**
 * File of the code that called a function; `node:…` for Node.js itself, `undefined` where the stack does not tell.
 */
export function callerFile(below: AnyFunction): string | undefined {
  for (const site of callSites(below, 10) ?? []) {
    const file = site.getFileName();
    if (typeof file === 'string' && file !== '') return file.startsWith('file://') ? decodeFile(file) : file;
  }
  return undefined;
}

function decodeFile(url: string): string {
  try {
    return decodeURIComponent(parseUrl(url)!.pathname);
  } catch {
    return url;
  }
}

/**
 * Whether the policy's list names a file: by its package, or by the end of its path. Node.js itself is always allowed.
 * @example isAllowedCaller(['mysql2'], '/var/task/node_modules/mysql2/lib/parsers/text_parser.js') // true
 */
export function isAllowedCaller(allow: readonly string[], file: string): boolean {
  if (file.startsWith('node:')) return true;
  const marker = '/node_modules/';
  const inPackage = file.slice(file.lastIndexOf(marker) + marker.length);
  const hasPackage = file.includes(marker);
  return allow.some(
    (entry) =>
      (hasPackage && (inPackage === entry || inPackage.startsWith(`${entry}/`))) ||
      file === entry ||
      file.endsWith(entry.startsWith('/') ? entry : `/${entry}`),
  );
}

import { parseUrl } from '../urls.ts';

type AnyFunction = (...args: never[]) => unknown;

const OwnError = Error;
const { captureStackTrace } = Error;
const { set } = Reflect;

/**
 * File of the code that called a function; `node:…` for Node.js itself, `undefined` where the stack does not tell. Own
 * formatting of stacks (`Error.prepareStackTrace`) is put aside for the moment.
 */
export function callerFile(below: AnyFunction): string | undefined {
  const { prepareStackTrace, stackTraceLimit } = OwnError;
  try {
    // Not assigned: where somebody has frozen it, that would throw, and here the caller is then unknown, so not allowed.
    set(OwnError, 'prepareStackTrace', (_: unknown, sites: unknown) => sites);
    set(OwnError, 'stackTraceLimit', 10);
    const holder: { stack?: unknown } = {};
    captureStackTrace(holder, below);
    const sites = holder.stack;
    if (!Array.isArray(sites)) return undefined;
    for (const site of sites as NodeJS.CallSite[]) {
      const file = site.getFileName();
      if (typeof file === 'string' && file !== '') return file.startsWith('file://') ? decodeFile(file) : file;
    }
    return undefined;
  } finally {
    set(OwnError, 'prepareStackTrace', prepareStackTrace);
    set(OwnError, 'stackTraceLimit', stackTraceLimit);
  }
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

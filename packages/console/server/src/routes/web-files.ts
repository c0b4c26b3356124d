import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { Handler } from 'hono';
import { httpError } from '../http-errors.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/**
 * The built web page. Addresses that are no file are places inside of the page and answer with `index.html`; a missing
 * file with an extension is missing.
 * @param webDir folder of the build; `undefined` when there is none
 */
export function webFiles(webDir: string | undefined): Handler {
  return async (c) => {
    if (webDir === undefined) return httpError(c, 'CONSOLE_NOT_BUILT');
    // What follows is an id, which may be any text: a dot in it makes no file of it.
    const path = c.req.path.startsWith('/requests/') ? webDir : safePath(webDir, c.req.path);
    const extension = path && path !== webDir ? extname(path) : '';
    const asset = path && extension in TYPES ? await readFile(path).catch(() => undefined) : undefined;
    if (path && asset) {
      // The build puts a hash of the content into the names of what is under assets/.
      const cached = c.req.path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
      return c.body(new Uint8Array(asset), 200, { 'Content-Type': TYPES[extension]!, 'Cache-Control': cached });
    }
    if (!path || extension !== '') return httpError(c, 'CONSOLE_NOT_FOUND');
    const page = await readFile(join(webDir, 'index.html')).catch(() => undefined);
    if (!page) return httpError(c, 'CONSOLE_NOT_BUILT');
    return c.body(new Uint8Array(page), 200, { 'Content-Type': TYPES['.html']!, 'Cache-Control': 'no-cache' });
  };
}

/** The file for a path of the URL, inside of the folder and nowhere else. */
function safePath(webDir: string, urlPath: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (/[\0\\]/.test(decoded)) return undefined;
  const path = join(webDir, decoded);
  return path === webDir || path.startsWith(webDir.endsWith(sep) ? webDir : webDir + sep) ? path : undefined;
}

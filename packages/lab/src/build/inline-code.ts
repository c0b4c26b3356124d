import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, inlineHandler, type LambdaFunction } from '@bulkhead/core';
import type { LabNotice } from '../types.ts';
import { outputFolder } from './output-folder.ts';

/**
 * Writes code that the template holds itself where Lambda writes it, `index.js` or `index.py` of a folder of its own.
 * What only the deploy fills in stands in it as `${Name}`, and is told.
 * @returns the app with these functions' handlers and code
 */
export function placeInlineCode(app: App, onNotice: (notice: LabNotice) => void): App {
  if (!app.functions.some(({ inlineCode }) => inlineCode)) return app;
  return { ...app, functions: app.functions.map((fn) => placed(app, fn, onNotice)) };
}

function placed(app: App, fn: LambdaFunction, onNotice: (notice: LabNotice) => void): LambdaFunction {
  const { inlineCode: code, id } = fn;
  const written = inlineHandler(fn);
  if (code === undefined || written === undefined) return fn;
  const codeRoot = join(outputFolder(app.root), 'inline', id.replaceAll(/[^A-Za-z0-9_-]/g, '_'));
  mkdirSync(codeRoot, { recursive: true });
  writeFileSync(join(codeRoot, written.file), code.text);
  const open = code.open ?? [];
  if (open.length > 0) {
    const message = `${id}: only the deploy fills in ${open.map((name) => `\${${name}}`).join(', ')}, which its inline code has as it stands here`;
    onNotice({ level: 'warn', functionId: id, message });
  }
  return { ...fn, handler: written.handler, codeRoot };
}

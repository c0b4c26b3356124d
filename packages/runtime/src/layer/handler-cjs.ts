import { createRequire } from 'node:module';
import { findExport, parseHandler } from './handler-name.ts';
import { takeState } from './state.ts';

/*
 * The same for CommonJS under aws-lambda-ric 3, which requires: loading it through an ES module would cost 3 ms of CPU more,
 * most of it for the lexer of CommonJS exports.
 */

const state = takeState();
const { path } = parseHandler(state.handler);
const required: unknown = createRequire(process.argv[1] ?? __filename)(state.file!);

export const handler = state.protect(findExport(required, path, state.handler), undefined);

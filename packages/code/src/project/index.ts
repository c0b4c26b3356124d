export { openFiles } from './files.ts';
export { inlineCode } from './inline-code.ts';
export { locateHandler } from './locate.ts';

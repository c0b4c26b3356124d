export { openFiles } from './files.ts';
export { locateHandler } from './locate.ts';

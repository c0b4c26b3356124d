export * from './names.ts';
export { namesObject } from './objects.ts';
export { carriedFields, type Wanted } from './read.ts';
export { withoutContext } from './strip.ts';
export { type Fields, isFields, textAt } from './values.ts';
export { type Load, type Written, writeFields } from './write.lazy.ts';

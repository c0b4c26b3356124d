export * from './names.ts';
export { namesObject } from './objects.ts';
export { carriedInPlaces, type MoreMaps, type Wanted } from './read.ts';
export { carriedFields, moreMaps } from './read-more.ts';
export { carryWith, isV3Client, type V3Client } from './sdk-v3.ts';
export { withoutContext } from './strip.ts';
export { type Fields, isFields, textAt } from './values.ts';
export { type Load, type Written, writeFields } from './write.lazy.ts';

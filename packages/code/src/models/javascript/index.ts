import type { ModelSet } from '../../engine/types.ts';

/** Models of Node.js and of npm packages, the AWS SDK apart. */
export const javaScriptModels: readonly ModelSet[] = [];

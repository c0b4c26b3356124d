import type { ModelSet } from '../engine/types.ts';
import { boto3Models } from './aws/boto3.ts';
import { javaScriptModels } from './javascript/index.ts';

/** Everything that is known of what lies outside of a project. J and Y: add your lists here. */
export const ALL_MODELS: readonly ModelSet[] = [...javaScriptModels, ...boto3Models];

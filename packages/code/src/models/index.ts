import type { ModelSet } from '../engine/types.ts';
import { boto3Models } from './aws/boto3.ts';
import { awsJavaScriptModels } from './aws/index.ts';
import { durableModels } from './durable.ts';
import { javaScriptModels } from './javascript/index.ts';
import { pythonModels } from './python/index.ts';

/** Everything that is known of what lies outside of a project. */
export const ALL_MODELS: readonly ModelSet[] = [
  ...javaScriptModels,
  ...awsJavaScriptModels,
  ...pythonModels,
  ...boto3Models,
  ...durableModels,
];

import * as code from '@bulkhead/code';
import type { App, CodeAnalysis } from '@bulkhead/core';
import { deployedResources } from '@bulkhead/iac';
import * as iam from '@bulkhead/iam';
import type { PostureModel } from '@bulkhead/rules';

export interface ModelOptions {
  readonly others?: readonly App[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Left out code: rules that need it stay silent. */
  readonly withoutCode?: boolean;
}

const NO_CODE: CodeAnalysis = { functions: new Map(), problems: [] };

/** Everything that rules look at, read once for one application. */
export async function postureModel(app: App, options: ModelOptions): Promise<PostureModel> {
  const resources = deployedResources(app);
  const analysis = options.withoutCode ? NO_CODE : await analyse(app);
  return {
    app,
    others: options.others ?? [],
    resources,
    code: analysis,
    granted: iamPart().grantedStatements?.(app, resources) ?? new Map(),
    needed: iamPart().neededStatements?.(app, analysis, resources) ?? new Map(),
    now: options.now,
  };
}

interface IamPart {
  readonly grantedStatements?: (app: App, resources: PostureModel['resources']) => PostureModel['granted'];
  readonly neededStatements?: (
    app: App,
    code: CodeAnalysis,
    resources: PostureModel['resources'],
  ) => PostureModel['needed'];
}
const iamPart = (): IamPart => iam as IamPart;

async function analyse(app: App): Promise<CodeAnalysis> {
  const part = code as { readonly analyseApp?: (app: App) => Promise<CodeAnalysis> };
  return part.analyseApp ? await part.analyseApp(app) : NO_CODE;
}

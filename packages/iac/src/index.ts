export { attachLayer, holdsTemplate } from './attach/attach.ts';
export { EXEC_WRAPPER, zipLayer } from './attach/layer-zip.ts';
export { type PolicyVariables, policyVariables } from './attach/policy-variables.ts';
export type { Attached, AttachOptions, FileEdit, Refusal } from './attach/types.ts';
export { zip } from './attach/zip.ts';
export { type LoadCdkOptions, type LoadedCdkSource, loadCdkSource, type Program } from './cdk-source/load.ts';
export { checkHandlers, findHandlerFile, handlerFiles } from './check-handlers.ts';
export { deployedResources } from './deployed/deployed-resources.ts';
export { editTemplate, editTemplates, viewTemplate } from './edit/edit-template.ts';
export type { EditOutcome, TemplateView } from './edit/types.ts';
export { createFolders, type Folders } from './folders.ts';
export { linkStacks, NO_LINKS, type StackLinks } from './link/link-stacks.ts';
export { linkResources } from './link/linked-resources.ts';
export { type StackFacts, stackFacts } from './link/stack-facts.ts';
export { arnOf, type LiveAccount, type LiveResource, liveFile } from './live/account.ts';
export { type LiveApp, liveApp } from './live/live-app.ts';
export * from './live/shapes.ts';
export { loadApp } from './load-app.ts';
export {
  type AppSources,
  type Candidates,
  findCandidates,
  type LoadAppsOptions,
  type LoadedApps,
  loadApps,
} from './load-apps.ts';
export { loadPolicy, POLICY_NAMES, placeOfKeys, policyOf } from './load-policy.ts';
export { functionLogicalId, localProperties, localResourceName, localValue } from './local-value.ts';
export type { LoadOptions } from './options.ts';
export { loadTemplate } from './sam/load-template.ts';
export type { FrameworkValues } from './serverless/framework-values.ts';
export { parseYaml } from './yaml/parse.ts';
export { toPlain } from './yaml/plain.ts';

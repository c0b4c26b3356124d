export {
  DEPENDENCY_RULES,
  npmBulkAdvisories,
  npmDocuments,
  npmRegistry,
  osvFiles,
  registryFolder,
  type VulnerabilitySource,
} from './dependencies/index.ts';
export { type ZipEntry, zipEntries } from './dependencies/osv/zip.ts';
export { explainRule, ruleNames } from './explain.ts';
export {
  applyFixes,
  type FixedFinding,
  type FixedText,
  type Fixes,
  type FixOptions,
  type RefusedFix,
} from './fix/index.ts';
export type { PartWorker } from './parts/messages.ts';
export { servePart } from './parts/part.ts';
export { type Drift, findDrift, matches } from './profile/drift.ts';
export { type OpenBehaviour, profileFromCode } from './profile/from-code.ts';
export { createProfiler, PROFILE_KEYS, type Profile } from './profile/profile.ts';
export { parseProfile, profileText, sightingText } from './profile/profile-file.ts';
export { suggestedRules } from './profile/rules.ts';
export { REPORT_FORMATS, type ReportFormat, reportPieces, writeReport } from './report/index.ts';
export { type ListedRoute, listRoutes, routesText } from './report/routes.ts';
export { type ScanOptions, type ScanReport, scan } from './scan.ts';
export {
  type SecretFinding,
  scanSecretsInFiles,
  scanSecretsInHistory,
  scanStagedSecrets,
} from './secrets/scan-secrets.ts';
export { failsOn, type ScanSettings, settingsBeside } from './settings.ts';
export { baselineText, readBaselineFile } from './suppression/baseline.ts';
export { changedLines } from './suppression/changed-lines.ts';

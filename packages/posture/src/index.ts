export {
  DEPENDENCY_RULES,
  npmBulkAdvisories,
  npmDocuments,
  npmRegistry,
  osvFiles,
  registryFolder,
  type VulnerabilitySource,
} from './dependencies/index.ts';
export { explainRule, ruleNames } from './explain.ts';
export {
  applyFixes,
  type FixedFinding,
  type FixedText,
  type Fixes,
  type FixOptions,
  type RefusedFix,
} from './fix/index.ts';
export { REPORT_FORMATS, type ReportFormat, writeReport } from './report/index.ts';
export { type ListedRoute, listRoutes, routesText } from './report/routes.ts';
export { type ScanOptions, type ScanReport, scan } from './scan.ts';
export {
  type SecretFinding,
  scanSecretsInFiles,
  scanSecretsInHistory,
  scanStagedSecrets,
} from './secrets/scan-secrets.ts';
export { readScanSettings, type ScanSettings } from './settings.ts';
export { baselineText, readBaseline } from './suppression/baseline.ts';
export { changedLines } from './suppression/changed-lines.ts';

import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { BulkheadError, formatError, SEVERITY_IDS } from '@bulkhead/core';
import { loadPolicy, loadTemplate, policyVariables, zipLayer } from '@bulkhead/iac';
import { roleParts, rolesOf } from '@bulkhead/iam';
import { readBaselineFile, scan, settingsBeside } from '@bulkhead/posture';
import type {
  ProtectAnswer,
  ProtectRequest,
  RolesAnswer,
  RolesRequest,
  ScanAnswer,
  ScanRequest,
  WorkError,
  WorkRequest,
} from './work-request.ts';

async function answer(asked: WorkRequest): Promise<ScanAnswer | RolesAnswer | ProtectAnswer | WorkError> {
  try {
    if (asked.kind === 'scan') return await scanTemplates(asked);
    return asked.kind === 'roles' ? await writeRoles(asked) : await preparePolicies(asked);
  } catch (error) {
    if (error instanceof BulkheadError) return { error: formatError(error) };
    throw error;
  }
}

async function scanTemplates(asked: ScanRequest): Promise<ScanAnswer> {
  const settings = settingsBeside(asked.project);
  const { enable = [], baseline } = asked;
  const failOn = asked.failOn ?? settings.failOn ?? 'high';
  const accepted = baseline === undefined ? undefined : readBaselineFile(baseline, basename(baseline));
  const findings: ScanAnswer['findings'][number][] = [];
  const unread: string[] = [];
  for (const { file, region } of asked.templates) {
    const report = await scan(file, {
      now: Date.now(),
      env: {},
      ...(region === undefined ? {} : { region }),
      ...(asked.only ? { only: asked.only } : {}),
      skip: [...(asked.skip ?? []), ...settings.skip.filter((id) => !enable.includes(id))],
      enable: [...settings.enable, ...enable],
      severities: settings.severities,
      ...(accepted ? { baseline: accepted } : {}),
    });
    for (const { rule, severity, message, fix, subject, place } of report.findings) {
      const fails = failOn !== 'never' && SEVERITY_IDS[severity] >= SEVERITY_IDS[failOn];
      const at = `${place.file}:${place.line}:${place.column}`;
      findings.push({ template: file, rule, severity, message, fix, resource: subject, at, fails });
    }
    for (const { place, message, functionId } of report.problems)
      unread.push(`${place.file}:${place.line}: ${functionId}: ${message}`);
  }
  return { findings, unread };
}

async function writeRoles({ template, root, externalKeys }: RolesRequest): Promise<RolesAnswer> {
  const { input, problems } = await rolesOf(loadTemplate(template, root, 'cdk.json'), { externalKeys });
  return { roles: Object.fromEntries(input.roles.map((role) => [role.fn.id, roleParts(role, input.own)])), problems };
}

async function preparePolicies({ project, functions, mode, zip }: ProtectRequest): Promise<ProtectAnswer> {
  const policy = await loadPolicy(project, functions);
  const files: { name: string; bytes: Buffer }[] = [];
  const noRoom = 'Leave layerVersionArn out: the layer that the application brings along holds policies too.';
  const variables = functions.map((name) => {
    const own = policyVariables(policy, name, zip === undefined ? noRoom : undefined);
    if (own.file) files.push(own.file);
    return [name, { BULKHEAD_MODE: mode, ...own.variables }];
  });
  if (zip !== undefined) writeFileSync(zip, zipLayer(join(dirname(fileURLToPath(import.meta.url)), 'layer'), files));
  return { variables: Object.fromEntries(variables) as ProtectAnswer['variables'] };
}

// Run by `askWork`: aspects and validation plug-ins have to answer at once, and reading code does not.
const request = JSON.parse(await text(process.stdin)) as WorkRequest;
process.stdout.write(JSON.stringify(await answer(request)));

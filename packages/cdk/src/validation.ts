import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { AssetStaging } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { askWork } from './ask-work.ts';
import { checkProps } from './check-props.ts';
import { VERSION } from './version.ts';
import type { ScanAnswer } from './work-request.ts';

export interface BulkheadValidationProps {
  /**
   * A finding this bad fails the synthesis.
   * @default - what bulkhead.scan.yml says, else high
   */
  readonly failOn?: 'informational' | 'low' | 'medium' | 'high' | 'critical' | 'never';
  /** Rules: these alone. */
  readonly only?: readonly string[];
  /** Rules: all but these. */
  readonly skip?: readonly string[];
  /** Rules that are off by default. */
  readonly enable?: readonly string[];
  /** Findings that are accepted, as `bulkhead scan cdk.out/X.template.json --write-baseline` wrote them. */
  readonly baseline?: string;
  /**
   * Folder of bulkhead.scan.yml, that file names are shown relative to.
   * @default - the working directory
   */
  readonly project?: string;
}

/** What CDK hands to a validation plug-in, in all its versions: older ones have the paths alone. */
interface Context {
  readonly templatePaths: string[];
  readonly stackTemplates?: readonly { readonly templatePath: string; readonly region: string | undefined }[];
  readonly appConstruct?: IConstruct;
}

interface Violation {
  readonly ruleName: string;
  readonly description: string;
  readonly fix: string;
  readonly severity: string;
  readonly ruleMetadata: { readonly [key: string]: string };
  readonly violatingResources: { resourceLogicalId: string; templatePath: string; locations: string[] }[];
}

interface Report {
  readonly success: boolean;
  readonly violations: Violation[];
}

/**
 * Scans the templates of each synthesis together with the code behind them.
 *
 * An `IPolicyValidationPlugin`, and an `IPolicyValidationPluginBeta1` for CDK versions before `Validations`.
 * @example Validations.of(app).addPlugins(new BulkheadValidation({ failOn: 'high' }));
 */
export class BulkheadValidation {
  readonly name = 'Bulkhead';
  readonly version: string;
  private readonly props: BulkheadValidationProps;

  constructor(props: BulkheadValidationProps = {}) {
    checkProps('BulkheadValidation', props, {
      failOn: ['informational', 'low', 'medium', 'high', 'critical', 'never'],
      only: undefined,
      skip: undefined,
      enable: undefined,
      baseline: undefined,
      project: undefined,
    });
    this.version = VERSION;
    this.props = props;
  }

  validate(context: Context): Report {
    const { baseline, project = process.cwd(), ...rules } = this.props;
    const templates = context.templatePaths.map((file) => {
      const region = context.stackTemplates?.find(({ templatePath }) => templatePath === file)?.region;
      return { file, ...(region === undefined || region.includes('{') ? {} : { region }) };
    });
    const { findings, unread } = askWork({
      kind: 'scan',
      templates,
      project: resolve(project),
      ...rules,
      ...(baseline === undefined ? {} : { baseline: resolve(project, baseline) }),
    });
    for (const line of unread) console.error(`Bulkhead: ${line}: not read`);
    const sources = context.appConstruct ? sourceFolders(context.appConstruct) : new Map<string, string>();
    return {
      success: !findings.some(({ fails }) => fails),
      violations: findings.map((finding) => violation(finding, sources, project)),
    };
  }
}

function violation(
  { template, rule, severity, message, fix, resource, at, fails }: ScanAnswer['findings'][number],
  sources: ReadonlyMap<string, string>,
  project: string,
): Violation {
  const place = sourcePlace(at, dirname(template), sources, project);
  return {
    ruleName: rule,
    description: place.endsWith('.template.json') ? message : `${place}: ${message}`,
    fix,
    // CDK fails on errors that nobody has acknowledged, and knows no other severity.
    severity: fails ? 'error' : 'warning',
    ruleMetadata: { severity },
    violatingResources: [
      { resourceLogicalId: resource.split('/')[0] ?? resource, templatePath: template, locations: [place] },
    ],
  };
}

/** By folder in the assembly, where its files came from. */
function sourceFolders(root: IConstruct): Map<string, string> {
  const found = new Map<string, string>();
  for (const node of root.node.findAll())
    if (node instanceof AssetStaging) found.set(node.absoluteStagedPath, node.sourcePath);
  return found;
}

/** `asset.abc/save.js:7:3` as the file that was staged there, where that is the same file; a bundle has no other place. */
function sourcePlace(at: string, assembly: string, sources: ReadonlyMap<string, string>, project: string): string {
  const [, file = at, rest = ''] = /^(.*?)((?::\d+){2})$/.exec(at) ?? [];
  for (const [staged, source] of sources) {
    const inside = relative(staged, join(assembly, file));
    if (inside.startsWith('..') || !existsSync(join(source, inside))) continue;
    return `${relative(project, join(source, inside))}${rest}`;
  }
  return file.endsWith('.template.json') ? file : `${relative(project, join(assembly, file))}${rest}`;
}

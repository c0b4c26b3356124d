import type { PostureFinding } from '@bulkhead/core';
import type { GraphUse } from '../find-vulnerabilities.ts';
import { dependencyFinding } from '../finding.ts';
import { LIMITS } from '../limits.ts';
import { isObject, isProblem, parseJsonObject, textOf } from '../lock/parse-json.ts';
import { readProjectText } from '../project-text.ts';
import type { LockedPackage } from '../types.ts';

const STEPS = ['preinstall', 'install', 'postinstall'] as const;
/** Bytes of a script that are looked at. */
const MAX_SCRIPT = 1024 * 1024;
/** Packages with scripts that are opened; real trees have some dozens. */
const MAX_OPENED = 2000;

/** What a script does that an install step has no need of. */
export interface ScriptSigns {
  readonly hides?: string;
  readonly reaches?: string;
}

const HIDING: readonly (readonly [RegExp, string])[] = [
  [
    /\beval\s*\(\s*(?:atob|Buffer\.from|unescape|decodeURIComponent|String\.fromCharCode)/,
    'runs text that it decodes first',
  ],
  [/new\s+Function\s*\(\s*(?:atob|Buffer\.from|String\.fromCharCode)/, 'runs text that it decodes first'],
  [/base64\s+(?:-d|--decode|-D)\b[^\n]{0,200}\|\s*(?:ba|z|da)?sh\b/, 'runs a shell script that it decodes first'],
  [/(?:\\x[0-9a-f]{2}){40}/i, 'holds long escaped text'],
  [/(?:\bString\.fromCharCode\s*\((?:\s*\d+\s*,){30})/, 'spells text out in character codes'],
];

const REACHING: readonly (readonly [RegExp, string])[] = [
  [/\b(?:curl|wget)\b[^\n|]{0,300}\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b/, 'pipes a download into a shell'],
  [/\b(?:curl|wget|Invoke-WebRequest|iwr)\s+[^\n]{0,200}https?:/, 'downloads with a command'],
  [
    /require\(\s*['"](?:node:)?(?:https?|net|dns|tls|dgram)['"]\s*\)|from\s+['"](?:node:)?(?:https?|net|dns|tls|dgram)['"]/,
    'opens network connections',
  ],
  [/\bfetch\s*\(\s*[`'"]https?:/, 'opens network connections'],
];

const SECRETS =
  /(?:\.npmrc|\.aws\/credentials|\.ssh\/id_|NPM_TOKEN|GITHUB_TOKEN|AWS_SECRET_ACCESS_KEY|JSON\.stringify\(\s*process\.env\s*\)|os\.environ\.copy)/;

/** Looks at the text of an install step. */
export function judgeScript(text: string): ScriptSigns {
  const cut = text.slice(0, MAX_SCRIPT);
  const isRenamed = (cut.match(/\b_0x[0-9a-f]{4,6}\b/g)?.length ?? 0) >= 6;
  const hides =
    HIDING.find(([pattern]) => pattern.test(cut))?.[1] ??
    (isRenamed ? 'has the names that obfuscators give (_0x…)' : undefined);
  const reaches = REACHING.find(([pattern]) => pattern.test(cut))?.[1];
  const reads = SECRETS.test(cut) ? 'looks for credentials' : undefined;
  return {
    ...(hides ? { hides } : {}),
    ...(reaches ? { reaches: reads ? `${reaches} and ${reads}` : reaches } : {}),
  };
}

/**
 * Packages that run scripts when they are installed. Those that handlers reach are named, since a build cannot leave them
 * out; scripts that lie in node_modules are read (never run), and what hides something is told of wherever it stands.
 */
export function installScriptFindings(root: string, use: GraphUse): PostureFinding[] {
  const findings: PostureFinding[] = [];
  const base = use.graph.file.includes('/') ? `${use.graph.file.slice(0, use.graph.file.lastIndexOf('/'))}/` : '';
  const plain: LockedPackage[] = [];
  let opened = 0;
  for (const locked of use.graph.packages.values()) {
    if (!locked.installScript || locked.ecosystem !== 'npm') continue;
    const folder = base + (use.graph.kind === 'package-lock' ? locked.key : `node_modules/${locked.name}`);
    const script = opened++ < MAX_OPENED ? readScript(root, folder, locked.version) : undefined;
    const signs = script ? judgeScript(script.text) : {};
    if (script && (signs.hides || signs.reaches?.includes('credentials') || signs.reaches?.includes('shell'))) {
      findings.push(
        dependencyFinding('dependency-suspicious-script', {
          severity: signs.hides && signs.reaches ? 'critical' : 'high',
          message: `The ${script.step} script of ${locked.name} ${locked.version} ${[signs.hides, signs.reaches].filter(Boolean).join(', and ')}`,
          place: locked.place,
          steps: [{ place: { file: script.file, line: 1, column: 1 }, text: script.command.slice(0, 200) }],
          fix: `Install with --ignore-scripts, read ${script.file}, and remove the package unless you know why it does this.`,
          key: [use.graph.file, locked.name, locked.version],
        }),
      );
    } else if (use.reached.has(locked.key)) plain.push(locked);
  }
  if (plain.length > 0) findings.push(plainFinding(use, plain));
  return findings;
}

/** One finding a lock file: most such scripts compile or unpack a binary. */
function plainFinding(use: GraphUse, plain: readonly LockedPackage[]): PostureFinding {
  const names = [...new Set(plain.map(({ name, version }) => `${name} ${version}`))];
  const first = use.reached.get(plain[0]!.key)!.functions[0]!;
  return dependencyFinding('dependency-install-script', {
    severity: 'low',
    message: `${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''} ${names.length === 1 ? 'runs a script when it is' : 'run scripts when they are'} installed, and ${names.length === 1 ? `function ${first} reaches it` : 'functions reach them'}`,
    place: plain[0]!.place,
    steps: plain.slice(1, 20).map(({ place, name, version }) => ({ place, text: `${name} ${version}` })),
    fix: 'Install with --ignore-scripts and allow by name what has to be built ("allowScripts" of npm, "onlyBuiltDependencies" of pnpm).',
    key: [use.graph.file],
  });
}

/** The install step of an installed package: its command, and the file of the package that the command runs. */
function readScript(root: string, folder: string, version: string) {
  if (folder.split('/').includes('..')) return undefined;
  const file = `${folder}/package.json`;
  const text = readProjectText(root, file, LIMITS.manifestBytes);
  const json = text === undefined ? undefined : parseJsonObject(text, file);
  // Another version lies there than the lock file names: nothing is known of this one.
  if (!json || isProblem(json) || (version !== '' && json['version'] !== version)) return undefined;
  const scripts = isObject(json['scripts']) ? json['scripts'] : {};
  const step = STEPS.find((name) => textOf(scripts[name]) !== '');
  if (!step) return undefined;
  const command = textOf(scripts[step]);
  const inner = /(?:^|[\s;&|])(?:node|sh|bash|python3?)\s+(?:-[\w-]+\s+)*["']?\.?\/?([\w./-]+?)["']?(?=$|[\s;&|])/.exec(
    command,
  )?.[1];
  const candidates = inner === undefined ? [] : [inner, `${inner}.js`, `${inner}/index.js`];
  for (const candidate of candidates) {
    if (candidate.split('/').includes('..')) continue;
    const body = readProjectText(root, `${folder}/${candidate}`, MAX_SCRIPT);
    if (body !== undefined) return { step, command, file: `${folder}/${candidate}`, text: `${command}\n${body}` };
  }
  return { step, command, file, text: command };
}

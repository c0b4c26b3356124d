import { readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PostureFinding, SourcePlace, TemplateEdit } from '@bulkhead/core';
import { type EditOutcome, editTemplate, editTemplates, type TemplateView, viewTemplate } from '@bulkhead/iac';
import type { PostureModel } from '@bulkhead/rules';
import type { ScanReport } from '../scan.ts';
import { type FixContext, type FixPlan, isSamePlace } from './context.ts';
import { FIXES } from './edits.ts';

export interface FixOptions {
  /** Works everything out and writes nothing. */
  readonly dryRun?: boolean;
}

export interface FixedFinding {
  readonly finding: PostureFinding;
  readonly edit: TemplateEdit;
  /** What the edit costs or changes. */
  readonly note?: string;
}

/** A finding whose rule has an edit, and that is left to a person all the same. */
export interface RefusedFix {
  readonly finding: PostureFinding;
  readonly place: SourcePlace;
  readonly why: string;
  /** What to write there, in the template's language; `''` where that depends on a decision. */
  readonly paste: string;
}

export interface FixedText {
  /** Relative to the report's root. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

export interface Fixes {
  readonly edits: readonly FixedFinding[];
  readonly refused: readonly RefusedFix[];
  readonly texts: readonly FixedText[];
}

/** Larger files are no templates that CloudFormation takes, in bytes. */
const MAX_BYTES = 2 * 1024 * 1024;
/** Folders whose files a tool writes anew. */
const MADE = /(?:^|\/)(?:cdk\.out|\.serverless|\.aws-sam|\.terraform|node_modules)\//;

/**
 * Mends what can be mended without asking, in YAML, JSON and Terraform templates below the report's root. Comments, order
 * and layout stay. Findings of rules that have no edit are not mentioned.
 * @example const { texts, refused } = applyFixes(await scan('.', { now: Date.now() }), { dryRun: true });
 */
export function applyFixes(report: Pick<ScanReport, 'root' | 'models' | 'findings'>, options: FixOptions = {}): Fixes {
  const desk = createDesk(report.root);
  const edits: FixedFinding[] = [];
  const refused: RefusedFix[] = [];
  const planned = new Map<string, { finding: PostureFinding; plan: TemplateEdit }[]>();
  const contextOf = contexts(report.models, desk.view);
  for (const finding of report.findings) {
    const fix = Object.hasOwn(FIXES, finding.rule) ? FIXES[finding.rule] : undefined;
    if (!fix) continue;
    const context = contextOf(finding);
    const plan: FixPlan = context ? fix.plan(context) : { refuse: 'is not known by its template' };
    if ('refuse' in plan) refused.push({ finding, place: finding.place, why: plan.refuse, paste: '' });
    else planned.set(plan.file, [...(planned.get(plan.file) ?? []), { finding, plan }]);
  }
  for (const [file, wanted] of planned) {
    const outcomes = desk.edit(
      file,
      wanted.map(({ plan }) => plan),
      options.dryRun === true,
    );
    for (const [i, { finding, plan }] of wanted.entries()) {
      const { note } = FIXES[finding.rule]!;
      const outcome = outcomes?.[i] ?? {
        is: 'refused',
        why: 'stands in a file that is not edited',
        place: finding.place,
        paste: '',
      };
      if (outcome.is === 'done') edits.push({ finding, edit: plan, ...(note === undefined ? {} : { note }) });
      else refused.push({ finding, place: outcome.place, why: outcome.why, paste: outcome.paste });
    }
  }
  const texts = desk.changed();
  if (options.dryRun) return { edits, refused, texts };
  const failed = new Map(texts.flatMap(({ file, after }) => desk.write(file, after) ?? []));
  if (failed.size === 0) return { edits, refused, texts };
  const isFailed = ({ edit }: FixedFinding) => failed.has(edit.file);
  return {
    edits: edits.filter((one) => !isFailed(one)),
    refused: [
      ...refused,
      ...edits
        .filter(isFailed)
        .map(({ finding, edit }) => ({ finding, place: finding.place, why: failed.get(edit.file)!, paste: '' })),
    ],
    texts: texts.filter(({ file }) => !failed.has(file)),
  };
}

/** Finds the application that a finding is of. */
function contexts(models: readonly PostureModel[], view: FixContext['view']) {
  const known = models.map((model) => ({
    model,
    resources: new Map(model.resources.map((resource) => [resource.id, resource])),
    functions: new Map(model.app.functions.map((fn) => [fn.id, fn])),
  }));
  return (finding: PostureFinding): FixContext | undefined => {
    for (const { model, resources, functions } of known) {
      const resource = resources.get(finding.subject);
      const isHere =
        resource?.place.file === finding.place.file ||
        (resource !== undefined && model.app.file === finding.place.file) ||
        functions.get(finding.subject)?.triggers.some(({ place }) => isSamePlace(place, finding.place)) ||
        (finding.subject === '' && model.resources.some(({ place }) => isSamePlace(place, finding.place)));
      if (isHere) return { finding, model, resource, view };
    }
    return undefined;
  };
}

/** The files of one run: read once, inside of the root, written at the end. */
function createDesk(root: string) {
  const before = new Map<string, string | undefined>();
  const now = new Map<string, string>();
  const views = new Map<string, TemplateView | undefined>();
  const text = (file: string): string | undefined => {
    if (!before.has(file)) before.set(file, readInside(root, file));
    return now.get(file) ?? before.get(file);
  };
  return {
    text,
    /** Of the text as it was scanned; keys stay where they are while values are set. */
    view(file: string): TemplateView | undefined {
      if (views.has(file)) return views.get(file);
      text(file);
      const original = before.get(file);
      let view: TemplateView | undefined;
      try {
        view = original === undefined ? undefined : viewTemplate(original, file);
      } catch {
        // What cannot be read is not edited.
      }
      views.set(file, view);
      return view;
    },
    /** @returns what became of each edit; `undefined` for a file that cannot be edited */
    edit(file: string, wanted: readonly TemplateEdit[], dryRun: boolean): readonly EditOutcome[] | undefined {
      const original = text(file);
      if (original === undefined) return undefined;
      // Two findings may ask for the same.
      const first: TemplateEdit[] = [];
      const firstOf = new Map<string, number>();
      const indexes = wanted.map((plan) => {
        const key = JSON.stringify(plan.path);
        const known = firstOf.get(key) ?? first.push(plan) - 1;
        firstOf.set(key, known);
        return known;
      });
      try {
        const made = editTemplates(original, file, first);
        now.set(file, made.text);
        // Places of refusals are those of the file as a person finds it.
        const shown = dryRun ? original : made.text;
        const outcomes = made.outcomes.map((outcome, i) => {
          const again = outcome.is === 'done' ? outcome : editTemplate(shown, first[i]!);
          return again.is === outcome.is ? again : outcome;
        });
        return indexes.map((index) => outcomes[index]!);
      } catch {
        return undefined;
      }
    },
    changed: (): FixedText[] =>
      [...now]
        .map(([file, after]) => ({ file, before: before.get(file)!, after }))
        .filter((one) => one.before !== one.after)
        .sort((a, b) => (a.file < b.file ? -1 : 1)),
    /** @returns file and reason where it could not be written */
    write(file: string, after: string): [string, string][] | undefined {
      try {
        if (readInside(root, file) !== before.get(file)) return [[file, 'stands in a file that changed meanwhile']];
        writeFileSync(realpathSync(path.resolve(root, file)), after);
        return undefined;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        return [[file, `stands in a file that cannot be written (${code ?? 'unknown error'})`]];
      }
    },
  };
}

function readInside(root: string, file: string): string | undefined {
  if (MADE.test(path.resolve(root, file).split(path.sep).join('/'))) return undefined;
  try {
    const base = realpathSync(root);
    const real = realpathSync(path.resolve(base, file));
    if (!real.startsWith(base.endsWith(path.sep) ? base : base + path.sep)) return undefined;
    const stat = statSync(real);
    if (!stat.isFile() || stat.size > MAX_BYTES) return undefined;
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(real));
  } catch {
    return undefined;
  }
}

import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { BulkheadError, nearest } from '@bulkhead/core';
import { createProjectFiles } from '../files.ts';
import { parseYaml } from '../yaml/parse.ts';
import { editTerraform, terraformFunctions } from './terraform.ts';
import type { Attached, AttachOptions, FileEdit, Outcome, Refusal } from './types.ts';
import { type Dialect, editYaml, elsewhere, functionNames, SAM, SERVERLESS } from './yaml.ts';

const YAML_NAMES = ['serverless.yml', 'serverless.yaml', 'template.yaml', 'template.yml'];
const JSON_NAMES = ['serverless.json', 'template.json'];
const PROGRAM_NAMES = ['serverless.ts', 'serverless.js', 'serverless.cjs', 'serverless.mjs'];

interface Template {
  readonly file: string;
  readonly text: string;
  readonly names: readonly string[];
  edit(text: string, name: string): Outcome;
}

/** Whether a folder has a template that {@link attachLayer} knows what to do with. */
export function holdsTemplate(folder: string): boolean {
  const known = [...YAML_NAMES, ...JSON_NAMES, ...PROGRAM_NAMES, 'cdk.json'];
  return readdirSync(folder).some((name) => name.endsWith('.tf') || known.includes(name));
}

/**
 * Works out how the templates of a project have to change; writes nothing.
 * @param location folder of a Serverless, SAM, CDK or Terraform project, or a template
 * @throws BulkheadError BULKHEAD_NO_PROJECT, BULKHEAD_NO_FUNCTION, BULKHEAD_BAD_TEMPLATE
 */
export function attachLayer(location: string, options: AttachOptions): Attached {
  const absolute = path.resolve(location);
  if (!existsSync(absolute)) throw new BulkheadError('BULKHEAD_NO_PROJECT', `${location} does not exist`);
  const isFolder = statSync(absolute).isDirectory();
  const folder = isFolder ? absolute : path.dirname(absolute);
  const refused: Refusal[] = [];
  const templates = isFolder
    ? findTemplates(folder, location, options, refused)
    : [openTemplate(folder, path.basename(absolute), options, refused)];
  const names = templates.flatMap((template) => template.names);
  for (const name of options.functions ?? []) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    throw new BulkheadError('BULKHEAD_NO_FUNCTION', `there is no function ${name}`, {
      next: near ? `Did you mean ${near}?` : `Functions here: ${names.join(', ') || 'none'}.`,
    });
  }
  const edits: FileEdit[] = [];
  const done: string[] = [];
  const skipped: { name: string; why: string }[] = [];
  for (const template of templates) {
    let { text } = template;
    const left: string[] = [];
    for (const name of template.names) {
      if (options.functions && !options.functions.includes(name)) continue;
      const outcome = template.edit(text, name);
      if (outcome.is === 'refused') left.push(name);
      else if (outcome.is === 'skipped') skipped.push({ name, why: outcome.why });
      else {
        // Taking off what is not there does nothing to a function.
        if (!options.undo || outcome.text !== text) done.push(name);
        text = outcome.text;
      }
    }
    for (const name of left) {
      const outcome = template.edit(options.dryRun ? template.text : text, name);
      if (outcome.is !== 'refused') continue;
      const { line, column, why, paste } = outcome;
      refused.push({ name, place: { file: template.file, line, column }, why, paste });
    }
    if (text !== template.text) edits.push({ file: template.file, before: template.text, after: text });
  }
  return { edits, done, skipped, refused };
}

function findTemplates(folder: string, shown: string, options: AttachOptions, refused: Refusal[]): Template[] {
  const yaml = YAML_NAMES.find((name) => existsSync(path.join(folder, name)));
  if (yaml) return [openTemplate(folder, yaml, options, refused)];
  const terraform = readdirSync(folder)
    .filter((name) => name.endsWith('.tf'))
    .sort();
  if (terraform.length > 0) return terraform.map((name) => openTemplate(folder, name, options, refused));
  const json = JSON_NAMES.find((name) => existsSync(path.join(folder, name)));
  const program = PROGRAM_NAMES.find((name) => existsSync(path.join(folder, name)));
  const foreign = existsSync(path.join(folder, 'cdk.json')) ? 'cdk.json' : (json ?? program);
  if (!foreign) {
    throw new BulkheadError('BULKHEAD_NO_PROJECT', `${shown} holds no serverless.yml, template.yaml, *.tf or cdk.json`);
  }
  const text = createProjectFiles(folder).text({ path: path.join(folder, foreign) })!.text;
  const line = Math.max(1, text.split('\n').findIndex((row) => /"?\b(app|functions|Resources)"?\s*:/.test(row)) + 1);
  const place = { file: foreign, line, column: 1 };
  refused.push({ place, ...pasteFor(foreign, options) });
  return [];
}

/** What to paste where a file is not edited. */
function pasteFor(file: string, options: AttachOptions): Omit<Refusal, 'place'> {
  if (options.undo) return { name: 'this file', why: 'was not edited; take out what was pasted into it', paste: '' };
  if (file === 'cdk.json') {
    const why = 'is a program, which is not edited; this aspect puts the layer on its functions';
    return { name: 'the app', why, paste: cdkAspect(options) };
  }
  if (PROGRAM_NAMES.includes(file)) {
    const why =
      'is a program, which is not edited; this goes into each function, or @bulkhead/serverless-plugin into plugins';
    return { name: 'the service', why, paste: objectPaste(options) };
  }
  const why = 'is JSON, which holds no comments to mark what was put in';
  return { name: 'the template', why, paste: jsonPaste(options) };
}

function openTemplate(folder: string, name: string, options: AttachOptions, refused: Refusal[]): Template {
  const found = createProjectFiles(folder).text({ path: path.join(folder, name) });
  if (!found) throw new BulkheadError('BULKHEAD_NO_PROJECT', `${name} does not exist`);
  const { text } = found;
  if (name.endsWith('.tf')) {
    const names = terraformFunctions(text).map((block) => block.name);
    return { file: name, text, names, edit: (now, id) => editTerraform(now, id, options) };
  }
  // Refuses what is broken or too deep with its place, before the other reader of YAML sees it.
  parseYaml(text, { file: name });
  const dialect: Dialect = functionNames(text, SAM).length > 0 ? SAM : SERVERLESS;
  const place = elsewhere(text, dialect);
  if (place && !options.undo) {
    refused.push({
      name: 'some functions',
      place: { file: name, ...place },
      why: 'stand in another file; name that file’s folder, or paste into each function',
      paste: `layers: ["${options.layer}"]\nenvironment: { AWS_LAMBDA_EXEC_WRAPPER: ${options.wrapper}, BULKHEAD_MODE: "${options.mode}" }`,
    });
  }
  return {
    file: name,
    text,
    names: functionNames(text, dialect),
    edit: (now, id) => editYaml(now, id, dialect, options),
  };
}

function cdkAspect({ layer, mode }: AttachOptions): string {
  return `import { Protect } from '@bulkhead/cdk'; // npm install --save-dev @bulkhead/cdk
Aspects.of(app).add(new Protect({ mode: '${mode}', layerVersionArn: '${layer}' }));`;
}

function objectPaste({ layer, wrapper, mode }: AttachOptions): string {
  return `layers: ['${layer}'],
environment: { AWS_LAMBDA_EXEC_WRAPPER: '${wrapper}', BULKHEAD_MODE: '${mode}' },`;
}

function jsonPaste({ layer, wrapper, mode }: AttachOptions): string {
  return `"Layers": ["${layer}"],
"Environment": { "Variables": { "AWS_LAMBDA_EXEC_WRAPPER": "${wrapper}", "BULKHEAD_MODE": "${mode}" } }`;
}

import { added, changed, insertAfter, linesOf, replaceLine, takeOff } from './marks.ts';
import type { AttachOptions, Outcome } from './types.ts';

const WRAPPER = 'AWS_LAMBDA_EXEC_WRAPPER';
const NEXT = 'BULKHEAD_EXEC_WRAPPER_NEXT';

/** A block of HCL by its lines, from 0; `to` is the line of its closing brace. */
interface Block {
  readonly name: string;
  readonly kind: 'resource' | 'module';
  readonly from: number;
  readonly to: number;
}

/** The functions of a file: `aws_lambda_function` resources, and modules that make functions. */
export function terraformFunctions(text: string): Block[] {
  const lines = linesOf(text);
  const depths = depthAfter(lines);
  const found: Block[] = [];
  lines.forEach((line, from) => {
    if ((depths[from - 1] ?? 0) !== 0) return;
    const resource = /^\s*resource\s+"aws_lambda_function"\s+"([\w-]{1,200})"\s*\{/.exec(line);
    const module = /^\s*module\s+"([\w-]{1,200})"\s*\{/.exec(line);
    const name = resource?.[1] ?? module?.[1];
    if (name === undefined) return;
    const to = depths.findIndex((depth, i) => i >= from && depth === 0);
    if (to < 0) return;
    const body = lines.slice(from, to + 1);
    // terraform-aws-modules/lambda and its like.
    if (module && !body.some((row) => /^\s*source\s*=.*lambda/.test(row))) return;
    found.push({ name, kind: resource ? 'resource' : 'module', from, to });
  });
  return found;
}

export function editTerraform(text: string, name: string, options: AttachOptions): Outcome {
  let block = terraformFunctions(text).find((found) => found.name === name);
  if (!block) return { is: 'skipped', why: 'is not in the configuration' };
  const clean = takeOff(text, block.from, block.to + 1);
  if (options.undo) return { is: 'done', text: clean };
  block = terraformFunctions(clean).find((found) => found.name === name)!;
  const paste = pasteTerraform(options);
  const refuse = (line: number, why: string): Outcome => ({ is: 'refused', line: line + 1, column: 1, why, paste });
  const lines = linesOf(clean).map((line) => line.replace(/\r?\n$/, ''));
  const depths = depthAfter(linesOf(clean));
  const { from, to } = block;
  if (to === from) return refuse(from, 'is written on one line');
  /** The line of an attribute or block directly inside of the block that opens on line `parent`. */
  const inside = (parent: number, pattern: RegExp): number | undefined => {
    const end = depths.findIndex((depth, i) => i > parent && depth < depths[parent]!);
    for (let i = parent + 1; i < end; i++) if (depths[i - 1] === depths[parent] && pattern.test(lines[i]!)) return i;
    return undefined;
  };
  const runtime = inside(from, /^\s*runtime\s*=\s*"/);
  const runtimeName = runtime === undefined ? undefined : /"([^"$]*)"/.exec(lines[runtime]!)?.[1];
  if (runtimeName && !runtimeName.startsWith('nodejs')) return { is: 'skipped', why: `runs on ${runtimeName}` };
  if (block.kind === 'module') {
    // The one module that everybody knows takes a map; of others only their authors know the inputs.
    if (lines.slice(from, to + 1).some((line) => /^\s*source\s*=\s*"terraform-aws-modules\/lambda\/aws"/.test(line))) {
      const why = 'is made by a module, which is not edited';
      return { is: 'refused', line: from + 1, column: 1, why, paste: pasteModule(options) };
    }
    return refuse(from, 'is made by a module, whose inputs only its authors know');
  }
  if (inside(from, /^\s*package_type\s*=\s*"Image"/) !== undefined) {
    return { is: 'skipped', why: 'is a container image, which takes no layers' };
  }
  const dynamic = inside(from, /^\s*dynamic\s+"environment"/);
  if (dynamic !== undefined) return refuse(dynamic, 'makes its environment by a dynamic block');

  const edits: { at: number; lines?: string[]; replace?: (line: string) => string }[] = [];
  const onOneLine = (i: number) => depths[i] === depths[i - 1];
  const pad = /^\s*/.exec(lines[from + 1]!)![0] || '  ';
  const afterOpening: string[] = [];

  const layers = inside(from, /^\s*layers\s*=/);
  const arn = `"${options.layer}"`;
  if (layers === undefined) afterOpening.push(`${pad}layers = [${arn}]`);
  else if (onOneLine(layers))
    edits.push({
      at: layers,
      replace: (line) => line.replace(/=\s*(.*?)\s*$/, (_all, value: string) => `= concat([${arn}], ${value})`),
    });
  else if (/=\s*\[\s*$/.test(lines[layers]!)) edits.push({ at: layers, lines: [`${pad}  ${arn},`] });
  else return refuse(layers, 'writes its layers in a way that is not edited here');

  const environment = inside(from, /^\s*environment\s*\{/);
  const rows = [`${WRAPPER} = "${options.wrapper}"`, `BULKHEAD_MODE = "${options.mode}"`];
  if (environment === undefined) {
    afterOpening.push(
      `${pad}environment {`,
      `${pad}  variables = {`,
      ...rows.map((row) => `${pad}    ${row}`),
      `${pad}  }`,
      `${pad}}`,
    );
  } else {
    const variables = onOneLine(environment) ? undefined : inside(environment, /^\s*variables\s*=/);
    if (variables === undefined) return refuse(environment, 'writes its environment in a way that is not edited here');
    if (onOneLine(variables)) {
      if (lines[variables]!.includes(WRAPPER)) return refuse(variables, `sets ${WRAPPER} by hand`);
      edits.push({
        at: variables,
        replace: (line) =>
          line.replace(/=\s*(.*?)\s*$/, (_all, value: string) => `= merge(${value}, { ${rows.join(', ')} })`),
      });
    } else if (/=\s*\{\s*$/.test(lines[variables]!)) {
      const old = inside(variables, new RegExp(`^\\s*"?${WRAPPER}"?\\s*=`));
      if (inside(variables, /^\s*"?BULKHEAD_MODE"?\s*=/) !== undefined)
        return refuse(variables, 'sets BULKHEAD_MODE by hand');
      if (old !== undefined && lines[old]!.includes(`"${options.wrapper}"`))
        return { is: 'skipped', why: 'has the layer by hand' };
      if (old !== undefined) edits.push({ at: old, replace: (line) => line.replace(WRAPPER, NEXT) });
      edits.push({ at: variables, lines: rows.map((row) => `${/^\s*/.exec(lines[variables]!)![0]}  ${row}`) });
    } else return refuse(variables, 'writes its environment in a way that is not edited here');
  }
  const commented = edits.find(({ at, replace }) => replace && /[^:]\/\/|#|\/\*/.test(lines[at]!));
  if (commented) return refuse(commented.at, 'has a comment on this line');
  if (afterOpening.length > 0) edits.push({ at: from, lines: afterOpening });
  let result = clean;
  // From the end of the text to its start, so that lines found before stay where they are.
  for (const { at, lines: rowsAdded, replace } of edits.sort((a, b) => b.at - a.at)) {
    if (replace) result = replaceLine(result, at, (line) => changed(replace(line), line));
    if (rowsAdded) result = insertAfter(result, at, rowsAdded.map(added));
  }
  return { is: 'done', text: result };
}

/** How many brackets are open after each line; strings, comments and heredocs do not count. */
function depthAfter(lines: readonly string[]): number[] {
  let depth = 0;
  let heredoc: string | undefined;
  let comment = false;
  return lines.map((line) => {
    if (heredoc !== undefined) {
      if (line.trim() === heredoc) heredoc = undefined;
      return depth;
    }
    for (let i = 0; i < line.length; i++) {
      const char = line[i]!;
      if (comment) {
        if (char === '*' && line[i + 1] === '/') comment = false;
      } else if (char === '"') {
        for (i++; i < line.length && line[i] !== '"'; i++) if (line[i] === '\\') i++;
      } else if (char === '#' || (char === '/' && line[i + 1] === '/')) break;
      else if (char === '/' && line[i + 1] === '*') comment = true;
      else if (char === '{' || char === '[' || char === '(') depth++;
      else if (char === '}' || char === ']' || char === ')') depth--;
      else if (char === '<' && line[i + 1] === '<') {
        heredoc = /^<<-?([\w-]+)/.exec(line.slice(i))?.[1];
        if (heredoc !== undefined) break;
      }
    }
    return depth;
  });
}

function pasteModule({ layer, wrapper, mode }: AttachOptions): string {
  return `layers = ["${layer}"]
environment_variables = {
  AWS_LAMBDA_EXEC_WRAPPER = "${wrapper}"
  BULKHEAD_MODE           = "${mode}"
}`;
}

function pasteTerraform({ layer, wrapper, mode }: AttachOptions): string {
  return `layers = ["${layer}"]
environment {
  variables = {
    ${WRAPPER} = "${wrapper}"
    BULKHEAD_MODE = "${mode}"
    # ${NEXT}: the wrapper that was here before, if there was one
  }
}`;
}

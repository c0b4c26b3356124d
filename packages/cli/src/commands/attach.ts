import { statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { BulkheadError, type PolicyAction } from '@bulkhead/core';
import { attachLayer, EXEC_WRAPPER, holdsTemplate } from '@bulkhead/iac';
import { type Command, Option } from 'commander';
import { findApplication } from '../find-application.ts';
import { type Io, painter } from '../io.ts';
import { lineDiff } from '../line-diff.ts';
import { checkPolicyBeside } from '../policy-beside.ts';

interface Options {
  readonly function?: readonly string[];
  readonly all?: boolean;
  readonly layer?: string;
  readonly mode: PolicyAction;
  readonly dryRun?: boolean;
  readonly undo?: boolean;
}

const LAYER_ARN = /^arn:aws[\w-]{0,20}:lambda:[\w-]{1,30}:\d{12}:layer:[\w-]{1,140}:\d{1,9}$/;

export function registerAttach(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('attach')
    .description('Put the layer on functions of a Serverless, SAM, CDK or Terraform project, or take it off again.')
    .argument('[path]', 'folder of the project, or its template', '.')
    .option(
      '-f, --function <name>',
      'this function only; may be repeated',
      (name: string, all: readonly string[] | undefined) => [...(all ?? []), name],
    )
    .option('--all', 'every function that runs on Node.js')
    .option('--layer <arn>', 'ARN of the layer version, as publish-layer-version prints it')
    .addOption(
      new Option('--mode <mode>', 'BULKHEAD_MODE to start with').choices(['off', 'alert', 'block']).default('alert'),
    )
    .option('--dry-run', 'show the difference, write nothing')
    .option('--undo', 'take off exactly what was put on')
    .addHelpText(
      'after',
      `
What is put in is marked "# bulkhead attach"; the rest of the file stays as it is, to the byte.
Exit code: 0 done, 1 a function is left to you (printed, with what to paste).

Example:
  $ npx bulkhead attach . --all --layer arn:aws:lambda:eu-west-1:123456789012:layer:bulkhead:1 --dry-run
`,
    )
    .action(async (path: string, options: Options) => {
      check(options);
      const location = await locate(resolve(io.cwd, path), io);
      const folder = folderOf(location);
      // Taking off must work whatever else is wrong.
      if (!options.undo && folder !== undefined) await checkPolicyBeside(folder, io);
      const { edits, done, skipped, refused } = attachLayer(location, {
        layer: options.layer ?? '',
        wrapper: EXEC_WRAPPER,
        mode: options.mode,
        ...(options.function && { functions: options.function }),
        ...(options.dryRun && { dryRun: true }),
        ...(options.undo && { undo: true }),
      });
      if (!options.undo && done.length + skipped.length + refused.length === 0) {
        throw new BulkheadError('BULKHEAD_NO_FUNCTION', `${path} holds no function`, {
          next: 'Name the template that has the functions, or its folder.',
        });
      }
      const paint = painter(io.out, io.env);
      // From the folder that was named, where the template lies below it.
      const below = folder === undefined ? '' : relative(folderOf(resolve(io.cwd, path)) ?? folder, folder);
      for (const { file, before, after } of edits) {
        if (options.dryRun) {
          io.out.write(lineDiff(join(below, file), before, after, paint));
          continue;
        }
        writeFileSync(join(folder!, file), after);
        io.out.write(`${join(below, file)} written\n`);
      }
      for (const { name, why } of skipped) io.out.write(`left out: ${name} ${why}\n`);
      for (const { name, place, why, paste } of refused) {
        const what = paste === '' ? '' : ` Paste:\n${paste.replace(/^/gm, '  ')}`;
        io.err.write(`${join(below, place.file)}:${place.line}:${place.column}: ${name} ${why}.${what}\n`);
      }
      const what = options.undo ? 'without the layer' : `with the layer, in ${options.mode} mode`;
      const will = options.dryRun ? 'would be ' : '';
      if (edits.length === 0) io.out.write('nothing to change\n');
      else io.out.write(`${done.length} ${done.length === 1 ? 'function' : 'functions'} ${will}${what}\n`);
      // A pipeline may check it; aligned lines are found again by --undo all the same.
      if (edits.some(({ file }) => file.endsWith('.tf'))) io.out.write('terraform fmt aligns what was edited\n');
      finish(refused.length > 0 ? 1 : 0);
    });
}

/**
 * The folder that was named, where it holds a template; else the only application below it, as for the other commands.
 * @throws BulkheadError BULKHEAD_NO_PROJECT with their names where there are several
 */
async function locate(location: string, io: Io): Promise<string> {
  if (!statSync(location, { throwIfNoEntry: false })?.isDirectory() || holdsTemplate(location)) return location;
  const { app } = await findApplication(location, { env: io.env });
  const file = join(app.root, app.file);
  // Of Terraform all files of the folder count, and of a program what stands beside it.
  if (!/\.(?:tf|[cm]?[jt]s|py)$/.test(file)) return file;
  for (let folder = dirname(file); folder.startsWith(location); folder = dirname(folder)) {
    if (holdsTemplate(folder)) return folder;
  }
  return location;
}

/** Where a template lies; of what does not exist, attachLayer says so. */
function folderOf(location: string): string | undefined {
  const found = statSync(location, { throwIfNoEntry: false });
  if (!found) return undefined;
  return found.isDirectory() ? location : dirname(location);
}

function check({ function: names, all, layer, undo }: Options): void {
  if (names && all) throw new BulkheadError('BULKHEAD_USAGE', '--function and --all exclude each other');
  if (undo) return;
  if (!names && !all) {
    throw new BulkheadError('BULKHEAD_USAGE', 'which functions?', { next: 'Give --function NAME or --all.' });
  }
  if (layer === undefined || !LAYER_ARN.test(layer)) {
    throw new BulkheadError('BULKHEAD_USAGE', '--layer must be the ARN of a layer version', {
      next: 'Run npx bulkhead layer, publish the zip with the command that it prints, and give its LayerVersionArn.',
    });
  }
}

import type { AbstractValue, CallSite, Engine, Model } from '../../engine/types.ts';
import { fetchedArguments, programName } from '../programs.ts';
import { argument, constantText } from './helpers.ts';
import { writtenInto } from './written.ts';

/*
 * Programs that a function starts: what is a command for a shell, what is only an argument, and what a script says that was
 * written before.
 */

/** Programs that read their orders from a text. */
const SHELL = /^(ba|da|z|k|a)?sh$/;
const INTERPRETER = /^(python[\d.]*|node|perl|ruby|php|Rscript)$/;

/** A shell reads the whole text. */
export const shell = (name: string): Model => {
  return (call, engine) => {
    const command = call.arguments[0] ?? call.named.values().next().value;
    if (command) runs(call, engine, name, command);
    return engine.unknown(`what ${name} gives`, call.place);
  };
};

function runs(call: CallSite, engine: Engine, name: string, command: AbstractValue): void {
  engine.sink({ class: 'cmdi', name, value: command, place: call.place });
  engine.use('process', command, call.place);
  runsWritten(call, engine, name, command);
}

/** What stands in the script that a path or a command names. */
function runsWritten(call: CallSite, engine: Engine, name: string, path: AbstractValue): void {
  for (const script of writtenInto(engine, path))
    engine.sink({ class: 'cmdi', name, value: script, place: call.place, text: 'stands in a script that is run' });
}

/** Items of a command as far as they are known, programs without their folders. */
function wordsOf(engine: Engine, items: readonly AbstractValue[]): readonly string[] {
  return items.map((item) => programName(constantText(engine, item) ?? ''));
}

/** A program and its arguments: the arguments are only arguments, whatever stands in them. */
function program(call: CallSite, engine: Engine, name: string, items: readonly AbstractValue[]): void {
  const [first] = items;
  if (first === undefined) return;
  const words = wordsOf(engine, items);
  // `['sh', '-c', text]` is a shell again, also behind `sudo` and `timeout`.
  const at = words.findIndex((word) => SHELL.test(word) || INTERPRETER.test(word));
  const isShell = SHELL.test(words[at] ?? '');
  const flag = words[at + 1] ?? '';
  const order = items[at + 2];
  if (at >= 0 && order && (isShell ? /^-\w*c$/ : /^-[cer]$/).test(flag)) {
    runs(call, engine, name, order);
    return;
  }
  runs(call, engine, name, first);
  for (const item of at < 0 ? [] : items.slice(at + 1)) runsWritten(call, engine, name, item);
  const input = call.named.get('input');
  if (input && isShell && readsOrders(words.slice(at + 1))) runs(call, engine, name, input);
  for (const at of fetchedArguments(words)) {
    const value = items[at];
    if (value) engine.sink({ class: 'ssrf', name: words[0] ?? '', value, place: call.place, position: 'start' });
  }
}

/** Without the name of a script a shell reads what comes in. */
function readsOrders(words: readonly string[]): boolean {
  return words.every((word) => /^-/.test(word));
}

/** subprocess: a text is a command line with `shell=True`, and a program's name without. */
export const subprocess = (name: string): Model => {
  return (call, engine) => {
    const command = argument(call, 0, 'args');
    if (!command) return undefined;
    const shellOption = call.named.get('shell');
    const isList = command.shapes.some(({ kind }) => kind === 'list');
    const viaShell = shellOption !== undefined && engine.constantOf(shellOption) !== false;
    const items = (isList && !viaShell ? engine.knownItems(command) : undefined) ?? [];
    if (items.length > 0) program(call, engine, name, items);
    else runs(call, engine, name, command);
    const [first = '', ...rest] = wordsOf(engine, items);
    const takesOrders = SHELL.test(first) && readsOrders(rest);
    return engine.external('subprocess', 'Popen#', takesOrders ? name : undefined);
  };
};

/** What is said to a shell that waits for orders. */
export const communicate: Model = (call, engine) => {
  const input = argument(call, 0, 'input');
  const name = call.callee.state;
  if (input && typeof name === 'string') runs(call, engine, name, input);
  return engine.list([engine.unknown('output'), engine.unknown('output')], call.place);
};

/** `execvp(file, arguments)`, `spawnlp(mode, file, ...arguments)`: at `path` the program, from `from` on or in a list its arguments. */
export const execute =
  (name: string, path: number, from: number): Model =>
  (call, engine) => {
    const file = call.arguments[path];
    if (file === undefined) return undefined;
    const list = call.arguments.find(
      (value, index) => index > path && value.shapes.some(({ kind }) => kind === 'list'),
    );
    const known = list ? engine.knownItems(list) : call.arguments.slice(path + from);
    if (known && known.length > 0 && constantText(engine, file) !== undefined) program(call, engine, name, known);
    else runs(call, engine, name, file);
    return engine.external('subprocess', 'Popen#');
  };

import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { argument, constantText, each, models } from './helpers.ts';

/*
 * Commands for a shell elsewhere, and for one that a library starts.
 */

function runs(call: CallSite, engine: Engine, command: AbstractValue | undefined): AbstractValue {
  const name = `${call.callee.module}.${call.callee.path.slice(call.callee.path.lastIndexOf('.') + 1)}`;
  if (command) engine.sink({ class: 'cmdi', name, value: command, place: call.place });
  return engine.unknown(`what ${name} gives`, call.place);
}

const first =
  (name: string): Model =>
  (call, engine) =>
    runs(call, engine, argument(call, 0, name));

/** `sh.bash('-c', text)`, `local['sh']('-c', text)`: the program is a member of that name. */
const namedShell: Model = (call, engine) => {
  const at = call.arguments.findIndex((value) => /^-\w*c$/.test(constantText(engine, value) ?? ''));
  const isShell = /(^|\.)(ba|da|z|k)?sh$/.test(call.callee.path);
  return isShell && at >= 0 ? runs(call, engine, call.arguments[at + 1]) : undefined;
};

export const remoteModels: readonly ModelSet[] = [
  models('paramiko', each(['SSHClient#.exec_command', 'SSHClient().exec_command'], first('command'))),
  models('fabric', each(['Connection#.run', 'Connection#.sudo', 'Connection#.local'], first('command'))),
  models('invoke', each(['run', 'sudo', 'Context#.run', 'Context#.sudo'], first('command'))),
  models('pexpect', each(['run', 'runu', 'spawn', 'spawnu'], first('command'))),
  models('plumbum', each(['local#.shell'], first('command')), { otherCalls: namedShell }),
  models('sh', {}, { otherCalls: namedShell }),
];

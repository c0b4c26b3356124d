import { expect, it } from 'vitest';
import { isCommandInField } from './field.ts';

it.each([
  ['cmd', 'id'],
  ['cmd', 'whoami'],
  ['command', 'uname -a'],
  ['Cmd', 'ipconfig /all'],
  ['shellCmd', 'id'],
  ['run_command', 'ping 198.51.100.9'],
  ['exec', '/usr/bin/id'],
  ['system', 'aWQ='],
  ['cmd', 'd2hvYW1p'],
  ['cmd', 'ls -la'],
  ['sysCmd', 'cat index.php'],
  ['cmd', 'ps aux'],
])('%s=%s is a command that the field runs', (field, value) => {
  expect(isCommandInField(field, value)).toBe(true);
});

it.each([
  ['id', 'id'],
  ['cmd', 'set'],
  ['cmd', 'start'],
  ['command', 'npm start'],
  ['command', 'ls'],
  ['command', 'ls -la'],
  ['cmd', 'ls'],
  ['cmd', 'open file'],
  ['command', 'id-badge'],
  ['recommend', 'id'],
  ['system', 'linux'],
  ['system', 'prod'],
  ['system', 'bW9kZQ=='],
  ['', 'id'],
])('%s=%s is none', (field, value) => {
  expect(isCommandInField(field, value)).toBe(false);
});

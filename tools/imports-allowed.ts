/** Who may import whom, after docs/architecture.md. Anything not listed is forbidden; cycles always are. */
export const ALLOWED_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  events: ['core'],
  runtime: ['core', 'events'],
  tasks: ['core'],
  clients: ['core', 'events'],
  iac: ['core', 'events'],
  code: ['core', 'events'],
  iam: ['core', 'iac', 'code'],
  rules: ['core', 'events'],
  posture: ['core', 'iac', 'code', 'iam', 'rules'],
  // What runs inside AWS Config judges as `scan` does.
  ops: ['core', 'iac', 'iam', 'rules', 'posture'],
  logs: ['core'],
  'console/contract': ['core'],
  'console/server': ['core', 'logs', 'console/contract'],
  'console/web': ['console/contract', 'core'],
  'serverless-plugin': ['core', 'iac', 'iam', 'posture'],
  cdk: ['core', 'iac', 'iam', 'posture'],
  lab: ['core', 'events', 'iac', 'logs'],
  cli: [
    'core',
    'events',
    'runtime',
    'iac',
    'code',
    'iam',
    'rules',
    'posture',
    'logs',
    'lab',
    'console/contract',
    'console/server',
  ],
};

/** Packages whose shipped code may import nothing from outside but Node.js builtins. */
export const NO_DEPENDENCIES = ['core', 'events', 'runtime', 'tasks', 'clients'];

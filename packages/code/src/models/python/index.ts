import type { ModelSet } from '../../engine/types.ts';
import { builtinModels } from './builtins.ts';
import { concurrencyModels } from './concurrency.ts';
import { dataModels } from './data.ts';
import { databaseModels } from './databases.ts';
import { fileModels } from './files.ts';
import { httpModels } from './http.ts';
import { identityModels } from './identity.ts';
import { loggingModels } from './logging.ts';
import { methodModels } from './methods.ts';
import { osModels } from './os.ts';
import { powertoolsModels } from './powertools.ts';
import { signedModels } from './signed.ts';
import { socketModels } from './sockets.ts';
import { textModels } from './texts.ts';
import { webFrameworkModels } from './web-frameworks.ts';

/** What is known of Python's standard library and its most used packages: dangerous places, what makes data harmless, facts. */
export const pythonModels: readonly ModelSet[] = [
  builtinModels,
  methodModels,
  ...osModels,
  ...fileModels,
  ...dataModels,
  ...databaseModels,
  ...httpModels,
  ...socketModels,
  ...textModels,
  ...identityModels,
  ...loggingModels,
  ...powertoolsModels,
  ...signedModels,
  ...webFrameworkModels,
  ...concurrencyModels,
];

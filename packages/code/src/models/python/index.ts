import type { ModelSet } from '../../engine/types.ts';
import { botModels } from './bots.ts';
import { builtinModels } from './builtins.ts';
import { composedSqlModels } from './composed-sql.ts';
import { concurrencyModels } from './concurrency.ts';
import { dataModels } from './data.ts';
import { databaseModels } from './databases.ts';
import { djangoModels } from './django.ts';
import { evaluatorModels } from './evaluators.ts';
import { fileModels } from './files.ts';
import { graphQlModels } from './graphql.ts';
import { httpModels } from './http.ts';
import { identityModels } from './identity.ts';
import { addressModels } from './ip-addresses.ts';
import { loaderModels } from './loaders.ts';
import { loggingModels } from './logging.ts';
import { methodModels } from './methods.ts';
import { moreModels } from './more.ts';
import { osModels } from './os.ts';
import { powertoolsModels } from './powertools.ts';
import { raisedAnswerModels } from './raised-answers.ts';
import { remoteModels } from './remote.ts';
import { signedModels } from './signed.ts';
import { socketModels } from './sockets.ts';
import { textModels } from './texts.ts';
import { validationModels } from './validation.ts';
import { webFrameworkModels } from './web-frameworks.ts';

/** What is known of Python's standard library and its most used packages: dangerous places, what makes data harmless, facts. */
export const pythonModels: readonly ModelSet[] = [
  builtinModels,
  methodModels,
  ...moreModels,
  ...osModels,
  ...fileModels,
  ...dataModels,
  ...composedSqlModels,
  ...loaderModels,
  ...evaluatorModels,
  ...remoteModels,
  ...djangoModels,
  ...databaseModels,
  ...graphQlModels,
  ...httpModels,
  ...socketModels,
  ...addressModels,
  ...textModels,
  ...validationModels,
  ...identityModels,
  ...loggingModels,
  ...raisedAnswerModels,
  ...powertoolsModels,
  ...signedModels,
  ...botModels,
  ...webFrameworkModels,
  ...concurrencyModels,
];

import type { ModelSet } from '../../engine/types.ts';
import { assertionModels } from './assertions.ts';
import { awilixModels } from './awilix.ts';
import { botModels } from './bots.ts';
import { classValidatorModels } from './class-validator.ts';
import { clientModels } from './clients.ts';
import { contextModels } from './contexts.ts';
import { dataStoreModels } from './data-stores.ts';
import { evaluatorModels } from './evaluators.ts';
import { expressModels } from './express.ts';
import { expressValidatorModels } from './express-validator.ts';
import { fileAndProgramModels } from './files-and-programs.ts';
import { globalModels } from './globals.ts';
import { graphQlModels } from './graphql.ts';
import { graphQlServerModels } from './graphql-servers.ts';
import { honoModels } from './hono.ts';
import { injectionModels } from './injection.ts';
import { methodModels } from './methods.ts';
import { moreFileModels } from './more-files.ts';
import { moreStoreModels } from './more-stores.ts';
import { nestModels } from './nest.ts';
import { nodeModels } from './node.ts';
import { pageModels } from './pages.ts';
import { routerModels } from './routers.ts';
import { schemaTextModels } from './schema-texts.ts';
import { socketModels } from './sockets.ts';
import { textModels } from './texts.ts';
import { trpcModels } from './trpc.ts';
import { typeGraphQlModels } from './type-graphql.ts';
import { typeBoxModels } from './typebox.ts';
import { validationModels } from './validation.ts';
import { webModels } from './web.ts';

/** Models of Node.js and of npm packages, the AWS SDK apart. */
export const javaScriptModels: readonly ModelSet[] = [
  ...globalModels,
  methodModels,
  ...moreFileModels,
  ...fileAndProgramModels,
  ...assertionModels,
  ...nodeModels,
  ...socketModels,
  ...routerModels,
  ...botModels,
  ...expressModels,
  ...expressValidatorModels,
  ...honoModels,
  ...contextModels,
  ...injectionModels,
  ...awilixModels,
  ...nestModels,
  ...graphQlServerModels,
  ...graphQlModels,
  ...trpcModels,
  ...typeGraphQlModels,
  ...moreStoreModels,
  ...evaluatorModels,
  ...clientModels,
  ...pageModels,
  ...dataStoreModels,
  ...webModels,
  ...textModels,
  ...classValidatorModels,
  ...schemaTextModels,
  ...validationModels,
  ...typeBoxModels,
];

import { words } from './words.ts';

/** Names that template injections reach for. */
export const TEMPLATE_WORDS = words(
  `config request self freemarker getruntime getclass forname include exec lipsum cycler joiner`,
);

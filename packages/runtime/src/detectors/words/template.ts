import { words } from './words.ts';

/** Names that only template injections reach for. */
export const TEMPLATE_WORDS = words(`freemarker getruntime getclass forname lipsum cycler joiner`);

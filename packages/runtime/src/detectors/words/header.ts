import { words } from './words.ts';

/** Names of header fields that a response or a message is split for. */
export const HEADER_WORDS = words(`set cookie location content length type http host bcc cc transfer encoding`);

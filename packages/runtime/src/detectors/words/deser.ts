import { words } from './words.ts';

/** Names in serialised objects that run code when they are read. */
export const DESER_WORDS = words(`__reduce__ reduce objectdatacontract java.lang processbuilder`);

globalThis.preloaded = true;

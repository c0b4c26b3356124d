export { type AnalyseOptions, analyseApp } from './analyse.ts';

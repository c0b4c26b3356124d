import { correlationOfText } from './correlation.ts';
import { parseTime } from './platform-record.ts';
import { REQUEST_ID_LIMIT } from './text-report.ts';
import type { LogItem } from './types.ts';

const LEVELS = new Set(['TRACE', 'DEBUG', 'INFO', 'WARN', 'WARNING', 'ERROR', 'FATAL', 'CRITICAL']);

/** `2026-11-20T09:08:07.006Z` */
const TIMESTAMP_LENGTH = 24;

/** First words of lines that Lambda prints about an environment. REPORT has its own file. */
const PLATFORM =
  /^(START|END|INIT_START|INIT_REPORT|RESTORE_START|RESTORE_REPORT|EXTENSION|TELEMETRY|LOGS|XRAY)(?: |\t)(?:RequestId: (\S{1,200}))?/;

const EXIT = /^RequestId: (\S{1,200}) (?:Error: |Process exited before completing request)/;

/** The id and the words are apart by one space, unlike the columns of what the function logs. */
const TIMEOUT = /^\S{24} (\S{1,200}) Task timed out after \d{1,6}\.\d\d seconds/;

/** What Lambda prints about an environment in text mode, REPORT apart. */
export function parsePlatformText(text: string): LogItem | undefined {
  // A line of any other length costs one comparison of its first character.
  const first = text.charCodeAt(0);
  if (first >= 48 && first <= 57) {
    const timeout = text.includes(' Task timed out after ') ? TIMEOUT.exec(text) : null;
    return timeout ? { is: 'platform', event: 'TIMEOUT', requestId: timeout[1]! } : undefined;
  }
  const platform = PLATFORM.exec(text);
  if (platform) return { is: 'platform', event: platform[1]!, ...(platform[2] ? { requestId: platform[2] } : {}) };
  const exit = first === 82 ? EXIT.exec(text) : null;
  if (!exit) return undefined;
  const errorType = /\b(?:Runtime|Extension)\.[A-Za-z]{1,60}/.exec(text.slice(0, 2_000))?.[0];
  return { is: 'platform', event: 'EXIT', requestId: exit[1]!, ...(errorType ? { errorType } : {}) };
}

/**
 * What a function logged in text mode. Node.js prints `time\trequestId\tLEVEL\tmessage` (up to nodejs8.10 without the
 * level), Python `[LEVEL]\ttime\trequestId\tmessage`; whatever has no columns is the message.
 */
export function parseApplicationText(text: string): LogItem {
  return nodeColumns(text) ?? pythonColumns(text) ?? { is: 'application', message: text };
}

function nodeColumns(text: string): LogItem | undefined {
  if (text.charCodeAt(TIMESTAMP_LENGTH) !== 9) return undefined;
  const time = parseTime(text.slice(0, TIMESTAMP_LENGTH));
  if (time === undefined) return undefined;
  const idEnd = text.indexOf('\t', TIMESTAMP_LENGTH + 1);
  if (idEnd < 0 || idEnd - TIMESTAMP_LENGTH > REQUEST_ID_LIMIT) return undefined;
  const requestId = text.slice(TIMESTAMP_LENGTH + 1, idEnd);
  const levelEnd = text.indexOf('\t', idEnd + 1);
  const level = levelEnd > 0 && levelEnd - idEnd <= 9 ? text.slice(idEnd + 1, levelEnd) : '';
  const known = LEVELS.has(level);
  return application(time, requestId, known ? level : undefined, text.slice((known ? levelEnd : idEnd) + 1));
}

const PYTHON = /^\[([A-Z]{4,8})\]\t(\S{24})\t(\S{0,200})\t/;

function pythonColumns(text: string): LogItem | undefined {
  if (text.charCodeAt(0) !== 91) return undefined;
  const found = PYTHON.exec(text);
  return found ? application(parseTime(found[2]), found[3]!, found[1]!, text.slice(found[0].length)) : undefined;
}

function application(time: number | undefined, requestId: string, level: string | undefined, message: string): LogItem {
  const columns = {
    ...(time === undefined ? {} : { time }),
    // Node.js prints `undefined` for what is logged outside of an invocation.
    ...(requestId === '' || requestId === 'undefined' ? {} : { requestId }),
    ...(level === undefined ? {} : { level }),
  };
  const correlation = correlationOfText(message, columns);
  return { is: 'application', ...columns, message, ...(correlation ? { correlation } : {}) };
}

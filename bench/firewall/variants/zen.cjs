// Zen judges where a value reaches a sink. Here: the strings of the request are taken out, and one query that holds the value is
// checked, which is the least that a request costs with one query in its handler.
const root = `${__dirname}/../../node_modules/@aikidosec/firewall`;
const { extractStringsFromUserInput } = require(`${root}/helpers/extractStringsFromUserInput`);
const { detectSQLInjection } = require(`${root}/vulnerabilities/sql-injection/detectSQLInjection`);
const { SQLDialectPostgres } = require(`${root}/vulnerabilities/sql-injection/dialects/SQLDialectPostgres`);

const dialect = new SQLDialectPostgres();
const FOUND = 1;

function check(input, value) {
  const query = `SELECT id FROM votes WHERE name = '${value}'`;
  for (const text of extractStringsFromUserInput(input)) {
    if (detectSQLInjection(query, text, dialect) === FOUND) return true;
  }
  return false;
}

exports.checkValue = (value) => check({ q: value }, value);
exports.checkEvent = (event) => {
  const { headers, queryStringParameters, pathParameters, body } = event;
  const found = check({ headers, queryStringParameters, pathParameters, body: JSON.parse(body) }, 'Ada Example');
  return found ? 1 : 0;
};

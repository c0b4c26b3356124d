// VULNERABLE ON PURPOSE. CommonJS.

/** POST /echo logs the body as it comes: the caller writes the log's lines. */
exports.handler = async (event) => {
  const body = event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString('utf8') : event.body;
  console.log(body);
  process.stdout.write(`${body}\n`);
  return { statusCode: 204, headers: { 'x-bulkhead-lab': 'vulnerable on purpose; never deploy' } };
};

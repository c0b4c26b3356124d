// VULNERABLE ON PURPOSE. CommonJS.
const { execSync } = require('node:child_process');

/** GET /files?prefix=2025/ lists a bucket below a prefix, as `aws s3 ls` does. */
exports.handler = async (event) => {
  const prefix = event.queryStringParameters?.prefix ?? '';
  // The hole: a shell reads what the caller wrote.
  const command = `${process.execPath} list-bucket.mjs s3://${process.env.BUCKET}/${prefix}`;
  const files = execSync(command, { cwd: __dirname, encoding: 'utf8' });
  return {
    statusCode: 200,
    headers: { 'content-type': 'text/plain', 'x-bulkhead-lab': 'vulnerable on purpose; never deploy' },
    body: files,
  };
};

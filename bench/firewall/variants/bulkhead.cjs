// The firewall alone, bundled and minified as it stands in the runtime's file.
const { inspectEvent, judgeValue, policy } = require(process.env.BULKHEAD_BENCH_BUNDLE);

exports.checkValue = (value) => judgeValue(value).length > 0;
exports.checkEvent = (event) => inspectEvent(event, policy).findings.length;

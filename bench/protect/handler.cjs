/** What every variant wraps: reads the body, answers with a sum of it. */
exports.handler = async (event) => {
  const order = JSON.parse(event.body);
  return {
    statusCode: 201,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customer: order.customer.name, items: order.items.length }),
  };
};
